import { Problem, type ProblemCode, ProblemResponse } from './problem.ts'

const passedOn: Record<string, ProblemCode> = {
  'invalid-request': 'invalid-request',
  forbidden: 'forbidden',
  'not-found': 'not-found',
  conflict: 'conflict',
  gone: 'gone',
  'limit-reached': 'limit-reached',
  'kept-from': 'kept-from',
  'idempotency-key-reused': 'idempotency-key-reused',
}

/** What is refused as these is about one thing that was sent. */
const ofOne = ['conflict', 'gone', 'limit-reached', 'kept-from']

/**
 * For a call made on the caller's behalf: what the other side refuses is refused here in the same words. `pointer` says what of
 * the request the call was about, so that pages can lead back to its question:
 *
 *     await passOn(scheduling.confirmHold({ path: { holdId: body.appointment }, body: confirmation }, { key }), '/body/appointment')
 */
export async function passOn<T>(call: Promise<T>, pointer?: string): Promise<T> {
  try {
    return await call
  } catch (error) {
    const code = error instanceof ProblemResponse ? passedOn[error.code] : undefined
    if (code === undefined) throw error
    const { detail } = error as ProblemResponse
    throw new Problem(code, detail, pointer && ofOne.includes(code) ? [{ pointer, detail }] : undefined)
  }
}
