/** Every error code a component may answer with, and its HTTP status. */
export const problemStatus = {
  'invalid-request': 400,
  'idempotency-key-missing': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 409,
  'limit-reached': 409,
  'kept-from': 409,
  'idempotency-key-reused': 422,
  stopped: 422,
  'too-many-requests': 429,
  unexpected: 500,
  unavailable: 503,
} as const

export type ProblemCode = keyof typeof problemStatus

/** One fault of a request: a JSON pointer into it, and what is wrong there. Never the value that was sent. */
export interface Fault {
  pointer: string
  detail: string
}

const titles: Record<ProblemCode, string> = {
  'invalid-request': 'The request is not valid',
  'idempotency-key-missing': 'The Idempotency-Key header is missing',
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  conflict: 'The state of the resource does not allow this',
  gone: 'No longer there to be had',
  'limit-reached': 'As many as there may be',
  'kept-from': 'Not for this person to do',
  'idempotency-key-reused': 'The Idempotency-Key was used for another request',
  stopped: 'This cannot go on',
  'too-many-requests': 'Too many requests',
  unexpected: 'Unexpected error',
  unavailable: 'Temporarily unavailable',
}

/** An error that the caller may read. Throw it in a handler: the transaction rolls back and the caller gets it as RFC 9457. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly errors: Fault[] | undefined

  constructor(code: ProblemCode, detail: string, errors?: Fault[]) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.status = problemStatus[code]
    this.errors = errors
  }
}

/** The application/problem+json document of a problem (RFC 9457). `requestId` becomes its `instance`, never the URL, which may hold personal data. */
export function problemDocument(problem: Problem, requestId: string) {
  return {
    type: `urn:compose:problem:${problem.code}`,
    title: titles[problem.code],
    status: problem.status,
    detail: problem.message,
    instance: `urn:compose:request:${requestId}`,
    code: problem.code,
    ...(problem.errors ? { errors: problem.errors } : {}),
  }
}

/** What a client call throws when the answer is a problem, or when nobody answers (status 503, code unavailable). */
export class ProblemResponse extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors: Fault[]

  constructor(status: number, code: string, detail: string, options: ErrorOptions & { errors?: Fault[] } = {}) {
    super(`${status} ${code}`, options)
    this.name = 'ProblemResponse'
    this.status = status
    this.code = code
    this.detail = detail
    this.errors = options.errors ?? []
  }

  /** True when the same call may pass later: nobody answered, too busy, or the other side failed. */
  get passing(): boolean {
    return this.status === 429 || this.status >= 500
  }
}
