import type { Ability, ChatRequest, Message } from './chat.ts'
import { toldInWords } from './told.ts'

/** The request without what the endpoint was found to lack. */
export function without(request: ChatRequest, lacks: ReadonlySet<Ability>): ChatRequest {
  const { schema, ...rest } = request
  const tools = lacks.has('tools') ? [] : rest.tools
  const history = lacks.has('turns') ? rest.messages.map(withoutTurn) : rest.messages
  return {
    ...rest,
    ...(schema && !lacks.has('schema') ? { schema } : {}),
    // Several endpoints refuse calls in the history of a request that offers no tools.
    messages: tools.length > 0 ? history : toldInWords(history),
    tools,
    stream: rest.stream && !lacks.has('streaming'),
  }
}

function withoutTurn(message: Message): Message {
  if (message.role !== 'assistant') return message
  const { turn: _turn, ...plain } = message
  return plain
}
