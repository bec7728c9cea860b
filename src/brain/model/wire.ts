import type OpenAI from 'openai'
import type { ChatRequest, Message, ToolCall } from './chat.ts'

/** Our request in the words of the protocol. */
export function bodyOf(request: ChatRequest): Omit<OpenAI.ChatCompletionCreateParams, 'stream'> {
  return {
    model: request.model,
    messages: request.messages.map(messageOf),
    ...(request.tools.length > 0
      ? { tools: request.tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }
      : {}),
    ...(request.schema
      ? { response_format: { type: 'json_schema' as const, json_schema: { ...request.schema, strict: false } } }
      : {}),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
  }
}

function messageOf(message: Message): OpenAI.ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', content: message.content, tool_call_id: message.toolCallId }
  if (message.role !== 'assistant') return { role: message.role, content: message.content }
  const { turn } = message
  // Whatever it holds, it is the endpoint's own.
  if (turn) return turn as unknown as OpenAI.ChatCompletionAssistantMessageParam
  return assistantOf(message.content, message.toolCalls ?? [])
}

/** A model's message in our own words. */
export function assistantOf(
  content: string,
  toolCalls: readonly ToolCall[],
): OpenAI.ChatCompletionAssistantMessageParam {
  const calls = toolCalls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: given },
  }))
  return { role: 'assistant', content, ...(calls.length > 0 ? { tool_calls: calls } : {}) }
}
