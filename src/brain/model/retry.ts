import { isTold, kindOf, lacksCredit } from './refusals.ts'

/** What became of one request: an answer that broke off, or what the client threw. */
export type Failure = { cut: string } | { error: unknown }

/** Milliseconds of Retry-After that are waited for; a longer wait is the person's to decide. */
const longestWait = 60_000
/** Milliseconds before the first repeat when the endpoint names none; twice as long before each further one. */
const firstWait = 500

/**
 * The only place that decides whether a request is repeated: milliseconds to wait before that, or undefined. Repeated are
 * lost connections, silence, answers that break off, and the statuses 408, 409, 429 and 5xx, also where an error in an
 * answer stands for them. An account without credit has none a moment later either.
 */
export function waitBefore(failure: Failure, repeats: number): number | undefined {
  const { status, headers } = ('error' in failure ? failure.error : {}) as { status?: number; headers?: Headers }
  const passing =
    'cut' in failure ||
    (status === undefined
      ? kindOf(failure.error).startsWith('APIConnection')
      : [408, 409, 429].includes(status) || status >= 500)
  if (!passing || ('error' in failure && lacksCredit(failure.error)) || headers?.get('x-should-retry') === 'false')
    return undefined
  const wait = waitIn(headers) ?? firstWait * 2 ** repeats
  return wait <= longestWait ? wait : undefined
}

/** Retry-After (RFC 9110, seconds or a date) in milliseconds; some say it in milliseconds, in a header of its own. */
export function waitIn(headers: Headers | undefined): number | undefined {
  const exactly = headers?.get('retry-after-ms')
  if (exactly && /^[\d.]+$/.test(exactly)) return Number(exactly)
  const said = headers?.get('retry-after')
  if (!said) return undefined
  const wait = /^[\d.]+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

/** What is told of it before it is repeated. */
export function reasonOf(failure: Failure): string {
  if ('cut' in failure) return `the answer broke off (${failure.cut})`
  const { status, headers } = failure.error as { status?: number; headers?: Headers }
  if (status === undefined) return 'no answer'
  if (isTold(failure.error)) return 'its answer is an error'
  const wait = waitIn(headers)
  return `status ${status}${wait ? `; it asks to wait ${Math.ceil(wait / 1000)} s` : ''}`
}
