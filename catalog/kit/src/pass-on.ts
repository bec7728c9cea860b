import { Problem, type ProblemCode, ProblemResponse } from './problem.ts'

const passedOn: Record<string, ProblemCode> = {
  'invalid-request': 'invalid-request',
  forbidden: 'forbidden',
  'not-found': 'not-found',
  conflict: 'conflict',
  gone: 'gone',
  'limit-reached': 'limit-reached',
  'idempotency-key-reused': 'idempotency-key-reused',
}

/** For a call made on the caller's behalf: what the other side refuses is refused here in the same words. */
export async function passOn<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    const code = error instanceof ProblemResponse ? passedOn[error.code] : undefined
    throw code ? new Problem(code, (error as ProblemResponse).detail) : error
  }
}
