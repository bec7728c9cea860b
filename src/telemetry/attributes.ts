import type { Attributes } from '@opentelemetry/api'

// Names of OpenTelemetry's conventions for generative AI, which are still in development, so they stand here as text:
// https://opentelemetry.io/docs/specs/semconv/gen-ai/. What has no name there begins with `compose.`. Nothing here may hold
// words of a goal, a message or an answer.

/** Whom a request goes to. The provider is known by its protocol alone; `server.address` tells who it really is. */
export function modelAttributes(model: string, endpoint: string): Attributes {
  const { hostname = '', port = '' } = URL.parse(`http://${endpoint}`) ?? {}
  return {
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
    ...(hostname ? { 'server.address': hostname.replace(/^\[|\]$/g, '') } : {}),
    ...(port ? { 'server.port': Number(port) } : {}),
  }
}

export function agentAttributes(agent: string, attempt: number): Attributes {
  return { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': agent, 'compose.attempt': attempt }
}

export const chatAttributes: Attributes = { 'gen_ai.operation.name': 'chat' }

export function answerAttributes(inputTokens: number, outputTokens: number, finish: string): Attributes {
  return {
    'gen_ai.usage.input_tokens': inputTokens,
    'gen_ai.usage.output_tokens': outputTokens,
    'gen_ai.response.finish_reasons': [word(finish)],
  }
}

export function toolAttributes(tool: string): Attributes {
  return { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': tool, 'gen_ai.tool.type': 'function' }
}

/** An endpoint may send anything as its reason; only a word of the usual shape is passed on. */
const word = (text: string) => (/^[a-z_]{1,40}$/.test(text) ? text : '_OTHER')
