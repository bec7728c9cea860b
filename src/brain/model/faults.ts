import { ComposeError } from '../../errors.ts'
import type { Ability, ChatRequest } from './chat.ts'
import { waitIn } from './retry.ts'

interface ApiFault {
  status?: number
  code?: string | null
  param?: string | null
  message?: string
  headers?: Headers
}

/** Which words of a refused request speak of which ability. */
const speaksOf: readonly (readonly [Ability, RegExp])[] = [
  ['schema', /response_format|json_schema|structured output|guided|grammar/i],
  ['tools', /\btools?\b|tool_choice|function.?call/i],
  ['streaming', /\bstream(ing|_options)?\b/i],
]

const tooLong =
  /context.?(length|window)|maximum context|too many tokens|prompt is too long|exceeds? the (model's )?(context|maximum)/i

/** Words of a refusal that say that the model itself is not there, as the servers we know put them. */
const noSuchModel =
  /model_not_found|DeploymentNotFound|(model|deployment)\b.*(not found|does not exist|not have access)|not a valid model|not have access to (the )?model/i

/** A request that was refused because of the model it names, whatever the status. */
export function namesNoModel(error: unknown): boolean {
  const { status, message = '', code } = (error ?? {}) as ApiFault
  return status !== undefined && status >= 400 && status < 500 && noSuchModel.test(`${code ?? ''} ${message}`)
}

/**
 * What a refused request says the endpoint cannot do. A refusal that gives no reason is taken to mean, one after the
 * other, whatever is still asked of it; undefined when nothing is left, or when it is about something else.
 */
export function lackOf(error: unknown, request: ChatRequest): Ability | undefined {
  const { status, message = '', param, code } = error as ApiFault
  if (status === undefined || ![400, 404, 405, 415, 422, 501].includes(status)) return undefined
  const words = `${param ?? ''} ${code ?? ''} ${message}`
  if (tooLong.test(words) || namesNoModel(error)) return undefined
  const asked: Record<Ability, boolean> = {
    schema: request.schema !== undefined,
    tools: request.tools.length > 0,
    streaming: request.stream,
  }
  const named = speaksOf.find(([ability, pattern]) => asked[ability] && pattern.test(words))
  if (named) return named[0]
  if (status === 404 || status === 405) return undefined
  return (Object.keys(asked) as Ability[]).find((ability) => asked[ability])
}

/** A failure of the endpoint, in words and with what to do. The provider's own words are cut short and hold no key. */
export function faultOf(error: unknown, name: string, patience: number): ComposeError {
  const { status, message = '', headers } = error as ApiFault
  const words = message.replace(/\s+/g, ' ').slice(0, 300)
  const failed = (what: string, suggestion: string) =>
    new ComposeError('provider-failed', `${name}: ${what}`, { suggestion, cause: error })
  if (tooLong.test(words))
    return failed(
      `the request is longer than the model can read (${words})`,
      'Choose a model with a longer context (--model), or shorten the goal.',
    )
  if (namesNoModel(error))
    return failed(
      `no such model (${words})`,
      'Check --model; on Azure it is the name of the deployment. compose doctor --model tries it.',
    )
  if (status === 401 || status === 403)
    return failed(
      `it does not accept the key (status ${status}).`,
      'Set OPENAI_API_KEY to a key of this endpoint; compose doctor --model tries it.',
    )
  if (status === 404)
    return failed(
      `no chat completions at this address (${words})`,
      'Check OPENAI_BASE_URL, which mostly ends in /v1; compose doctor --model tries it.',
    )
  if (status === 429) {
    const milliseconds = waitIn(headers)
    const wait = milliseconds && Math.ceil(milliseconds / 1000)
    return failed(
      `too many requests${wait ? `; it asks to wait ${wait} seconds` : ''}.`,
      `Wait${wait ? ` ${wait} seconds` : ''}, then go on.`,
    )
  }
  if (status !== undefined) return failed(`it answered with status ${status} (${words})`, `Try again later.`)
  if (isTimeout(error) || /timed? ?out/i.test(words))
    return failed(`no answer within ${Math.round(patience / 1000)} seconds.`, `Is it overloaded?`)
  return failed(`it cannot be reached (${rootOf(error)}).`, `Is OPENAI_BASE_URL right, and does the server run?`)
}

/** Why a connection failed: "fetch failed" stands in front of what really happened, such as ECONNREFUSED or a certificate. */
function rootOf(error: unknown): string {
  let at = error as Error & { code?: string }
  while (at.cause instanceof Error) at = at.cause
  return at.code ?? at.message
}

/** The request was turned away, or never got there: nobody has read it. */
export function wasRefused(error: unknown): boolean {
  const { status } = error as ApiFault
  return (
    status !== undefined ||
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|TLS|SSL/.test(rootOf(error))
  )
}

/** The client's errors all carry the name Error; their class tells them apart. */
export const kindOf = (error: unknown): string => (error as object)?.constructor?.name ?? ''
const isTimeout = (error: unknown) => kindOf(error) === 'APIConnectionTimeoutError'
