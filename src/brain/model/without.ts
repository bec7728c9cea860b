import type { Ability, ChatRequest } from './chat.ts'

/** The request without what the endpoint was found to lack. */
export function without(request: ChatRequest, lacks: ReadonlySet<Ability>): ChatRequest {
  const { schema, ...rest } = request
  return {
    ...rest,
    ...(schema && !lacks.has('schema') ? { schema } : {}),
    tools: lacks.has('tools') ? [] : rest.tools,
    stream: rest.stream && !lacks.has('streaming'),
  }
}
