import type OpenAI from 'openai'
import type { ChatReply, ChatRequest, ToolCall, Usage } from './chat.ts'

/** Our request in the words of the protocol. */
export function bodyOf(request: ChatRequest): Omit<OpenAI.ChatCompletionCreateParams, 'stream'> {
  return {
    model: request.model,
    messages: request.messages.map((message): OpenAI.ChatCompletionMessageParam => {
      if (message.role === 'tool') return { role: 'tool', content: message.content, tool_call_id: message.toolCallId }
      if (message.role !== 'assistant') return { role: message.role, content: message.content }
      const calls = message.toolCalls?.map(({ id, name, arguments: given }) => ({
        id,
        type: 'function' as const,
        function: { name, arguments: given },
      }))
      return { role: 'assistant', content: message.content, ...(calls?.length ? { tool_calls: calls } : {}) }
    }),
    ...(request.tools.length > 0
      ? { tools: request.tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }
      : {}),
    ...(request.schema
      ? { response_format: { type: 'json_schema' as const, json_schema: { ...request.schema, strict: false } } }
      : {}),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
  }
}

/** An answer that came in one piece. */
export function replyOf({ message, finish_reason }: OpenAI.ChatCompletion.Choice, usage: Usage | undefined): ChatReply {
  return {
    content: textOf(message.content),
    toolCalls: (message.tool_calls ?? []).flatMap((call) => (call.type === 'function' ? [toolCall(call)] : [])),
    finish: finish_reason ?? 'stop',
    ...(message.refusal ? { refusal: message.refusal } : {}),
    ...(usage ? { usage } : {}),
  }
}

/** Some servers give the text in parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: { text?: unknown }) => (typeof part?.text === 'string' ? part.text : '')).join('')
}

function toolCall(call: OpenAI.ChatCompletionMessageFunctionToolCall): ToolCall {
  return { id: call.id, name: call.function.name, arguments: call.function.arguments }
}
