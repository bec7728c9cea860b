import type { ChatReply, ChatRequest, Usage } from './chat.ts'
import { charactersIn } from './json.ts'
import { bodyOf } from './wire.ts'

/** Rough length of a token. */
const charactersPerToken = 4

/**
 * What a request is reckoned to have cost where the endpoint does not say: a token for four characters of what was sent
 * (messages, tools and schema, as JSON) and of what came back, rounded up.
 */
export function estimate(request: ChatRequest, received: number): Usage {
  return { input: tokensOf(JSON.stringify(bodyOf(request)).length), output: tokensOf(received), estimated: true }
}

const tokensOf = (characters: number) => Math.ceil(characters / charactersPerToken)

/** Characters of all that a reply says, thinks, declines or asks for. */
export function lengthOf({ content, refusal, toolCalls, turn }: ChatReply): number {
  return charactersIn(turn ?? { content, refusal, toolCalls })
}

/** What an endpoint says it counted. A prompt has at least a token, and NaN would hold no budget: other counts are none. */
export function usageIn(counted: unknown): Usage | undefined {
  const { prompt_tokens: input, completion_tokens: output } = (counted ?? {}) as Record<string, unknown>
  return isCount(input) && input > 0 && isCount(output) ? { input, output } : undefined
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
