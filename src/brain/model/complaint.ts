import { isRecord, type Json, listIn, recordIn, stringIn } from './json.ts'

/** An error that an endpoint told in the body of an answer, whatever its status: what the client's own errors hold. */
export class Complaint extends Error {
  readonly status: number
  readonly code: string
  readonly type: string
  readonly param: string
  readonly headers: Headers | undefined

  constructor(told: Told, headers?: Headers) {
    super(told.message)
    this.status = told.status
    this.code = told.code
    this.type = told.type
    this.param = told.param
    this.headers = headers
  }
}

export interface Told {
  message: string
  code: string
  type: string
  param: string
  status: number
}

/**
 * The error in a body, in any of the forms that servers give it, also in a list of one; undefined when it holds none. `bare`:
 * the body can only be an error, so its own members are read as such.
 */
export function toldIn(given: unknown, bare = false): Told | undefined {
  const body = recordIn(Array.isArray(given) ? given[0] : given)
  const choice = recordIn(listIn(body.choices)[0])
  const error = [body.error, choice.error, ...(bare || body.object === 'error' ? [body] : [])].find(isError)
  if (error === undefined) return undefined
  const { code, type, param } = recordIn(error)
  return {
    message: stringIn(error) || wordsIn(recordIn(error)) || JSON.stringify(error),
    code: textOf(code),
    type: textOf(type),
    param: textOf(param),
    status: statusOf(recordIn(error)),
  }
}

/** Some servers say in each answer that there was no error. */
const isError = (value: unknown) =>
  isRecord(value)
    ? wordsIn(value) !== '' || [value.code, value.type].some((one) => !['', '0'].includes(textOf(one)))
    : stringIn(value) !== ''

const textOf = (value: unknown) => (typeof value === 'number' ? String(value) : stringIn(value))

function wordsIn({ message, msg, detail }: Json): string {
  const words = [message, msg, detail].find((one) => one !== undefined && one !== null && one !== '')
  return typeof words === 'string' ? words : words === undefined ? '' : JSON.stringify(words)
}

/** Kinds of errors that carry no number. */
const kinds: readonly (readonly [number, RegExp])[] = [
  [429, /quota|rate.?limit|too.?many|resource_exhausted/i],
  [401, /auth|api.?key/i],
  [400, /invalid|bad.?request|unsupported|not.?found|badrequest/i],
  [503, /overload|unavailable|capacity/i],
]

/** The status that the error would have had as an answer of its own. What says nothing of itself is the server's fault. */
function statusOf({ status, code, type }: Json): number {
  const number = [status, code].map(Number).find((one) => one >= 400 && one < 600)
  const words = `${textOf(status)} ${textOf(code)} ${textOf(type)}`
  return number ?? kinds.find(([, pattern]) => pattern.test(words))?.[0] ?? 500
}
