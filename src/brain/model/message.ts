import { isDeepStrictEqual } from 'node:util'
import type { ChatReply, Turn, Usage } from './chat.ts'
import { isRecord, type Json, stringIn } from './json.ts'
import { withoutThoughts } from './thoughts.ts'
import { callsIn, plainCall } from './tool-calls.ts'
import { assistantOf } from './wire.ts'

/** A message as an endpoint gave it, in one piece or put together from a stream → what it says. */
export function replyOf(message: Json, finish: string, usage: Usage | undefined): ChatReply {
  const parts = Array.isArray(message.content) ? message.content : [message.content]
  const content = withoutThoughts(parts.map(textIn).join(''))
  const refusal = stringIn(message.refusal) || parts.map(refusalIn).join('')
  const calls = callsIn(message)
  const toolCalls = calls.map(plainCall)
  const turn = turnOf(message, calls)
  return {
    content,
    toolCalls,
    finish,
    ...(isDeepStrictEqual({ content: '', ...turn }, assistantOf(content, toolCalls)) ? {} : { turn }),
    ...(refusal ? { refusal } : {}),
    ...(usage ? { usage } : {}),
  }
}

/** The message to be given back: as it came, its calls in order. */
function turnOf({ function_call: old, ...message }: Json, calls: readonly Json[]): Turn {
  return {
    ...message,
    ...(old === undefined || isRecord(old) ? {} : { function_call: old }),
    ...(stringIn(message.role) ? {} : { role: 'assistant' }),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
}

/** Some servers give the text in parts, among them such as are not meant to be read. */
function textIn(part: unknown): string {
  if (typeof part === 'string') return part
  return isRecord(part) && ['', 'text', 'output_text'].includes(stringIn(part.type)) ? stringIn(part.text) : ''
}

const refusalIn = (part: unknown) => (isRecord(part) ? stringIn(part.refusal) : '')
