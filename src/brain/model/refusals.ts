import type { Ability, ChatRequest } from './chat.ts'
import { Complaint } from './complaint.ts'

/** What is known of a request that failed: what the client throws, or what an answer says. */
export interface ApiFault {
  status?: number
  code?: string | null
  type?: string | null
  param?: string | null
  message?: string
  headers?: Headers
}

const wordsOf = ({ code, type, message = '' }: ApiFault) => `${code ?? ''} ${type ?? ''} ${message}`

/** Which words of a refused request speak of which ability. */
const speaksOf: readonly (readonly [Ability, RegExp])[] = [
  ['schema', /response_format|json_schema|structured output|guided|grammar/i],
  ['tools', /\btools?\b|tool_choice|function.?call/i],
  ['streaming', /\bstream(ing|_options)?\b/i],
]

export const tooLong =
  /context.?(length|window)|maximum context|too many tokens|prompt is too long|exceeds? the (model's )?(context|maximum)/i

/** Words of a refusal that say that the model itself is not there, as the servers we know put them. */
const noSuchModel =
  /model_not_found|DeploymentNotFound|(model|deployment)\b.*(not found|does not exist|not have access)|not a valid model|not have access to (the )?model/i

/** A request that was refused because of the model it names, whatever the status. */
export function namesNoModel(error: unknown): boolean {
  const { status, message = '', code } = (error ?? {}) as ApiFault
  return status !== undefined && status >= 400 && status < 500 && noSuchModel.test(`${code ?? ''} ${message}`)
}

/** Words of a refusal that is about money. A quota alone may be one of requests a minute. */
const noCredit =
  /insufficient_quota|exceeded_current_quota|billing_(hard_limit|not_active)|(insufficient|no|out of) (balance|credits?|funds|quota)|credit balance/i

/** A request that was refused because the account cannot pay for it: waiting does not help. */
export function lacksCredit(error: unknown): boolean {
  const { status = 0 } = (error ?? {}) as ApiFault
  return status === 402 || (status >= 400 && status < 500 && noCredit.test(wordsOf(error as ApiFault)))
}

const filter = /content_?filter|content management policy|ResponsibleAI|moderation|flagged/i

/** A request that was refused for what it says. */
export function isFiltered(error: unknown): boolean {
  const { status = 0 } = (error ?? {}) as ApiFault
  return [400, 403, 422].includes(status) && filter.test(wordsOf(error as ApiFault))
}

/**
 * What a refused request says the endpoint cannot do. A refusal that gives no reason is taken to mean, one after the
 * other, whatever is still asked of it; undefined when nothing is left, or when it is about something else.
 */
export function lackOf(error: unknown, request: ChatRequest): Ability | undefined {
  const { status, message = '', param, code } = error as ApiFault
  if (status === undefined || ![400, 404, 405, 415, 422, 501].includes(status)) return undefined
  const words = `${param ?? ''} ${code ?? ''} ${message}`
  if (tooLong.test(words) || namesNoModel(error) || lacksCredit(error) || isFiltered(error)) return undefined
  const members = turnMembers(request)
  if (members.some((name) => words.includes(name))) return 'turns'
  const asked: Record<Ability, boolean> = {
    turns: members.length > 0,
    schema: request.schema !== undefined,
    tools: request.tools.length > 0,
    streaming: request.stream,
  }
  const named = speaksOf.find(([ability, pattern]) => asked[ability] && pattern.test(words))
  if (named) return named[0]
  if (status === 404 || status === 405) return undefined
  return (Object.keys(asked) as Ability[]).find((ability) => asked[ability])
}

/** Members of a model's own messages that we give back without knowing them. */
function turnMembers({ messages }: ChatRequest): string[] {
  const turns = messages.flatMap((message) => (message.role === 'assistant' && message.turn ? [message.turn] : []))
  const known = ['role', 'content', 'tool_calls']
  const names = turns.flatMap((turn) => Object.keys(turn)).filter((name) => !known.includes(name))
  return turns.length > 0 ? ['extra_content', ...names] : []
}

/** The request was turned away, or never got there: nobody has read it. */
export function wasRefused(error: unknown): boolean {
  const { status } = error as ApiFault
  return (
    status !== undefined ||
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|TLS|SSL/.test(rootOf(error))
  )
}

/** Why a connection failed: "fetch failed" stands in front of what really happened, such as ECONNREFUSED or a certificate. */
export function rootOf(error: unknown): string {
  let at = error as Error & { code?: string }
  while (at.cause instanceof Error) at = at.cause
  return at.code ?? at.message
}

/** The client's errors all carry the name Error; their class tells them apart. */
export const kindOf = (error: unknown): string => (error as object)?.constructor?.name ?? ''
export const isTimeout = (error: unknown) => kindOf(error) === 'APIConnectionTimeoutError'
export const isTold = (error: unknown): error is Complaint => error instanceof Complaint
