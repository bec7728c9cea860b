import { expect, test } from 'vitest'
import { passOn } from '../src/pass-on.ts'
import { type ProblemCode, ProblemResponse, problemStatus } from '../src/problem.ts'

/** What says something of the caller here, and not of what they asked for there. */
const own: ProblemCode[] = ['idempotency-key-missing', 'unauthenticated', 'stopped', 'too-many-requests']
const codes = (Object.keys(problemStatus) as ProblemCode[]).filter((code) => problemStatus[code] < 500)

const thrown = (code: ProblemCode, pointer?: string) =>
  passOn(Promise.reject(new ProblemResponse(problemStatus[code], code, 'Why it is so.')), pointer).catch(
    (error) => error,
  )

test.each(codes.filter((code) => !own.includes(code)))(
  'a part that refuses with %s is passed on in its words',
  async (code) => {
    expect(await thrown(code)).toMatchObject({ name: 'Problem', code, message: 'Why it is so.' })
  },
)

test.each(own)('%s is a fault of this side', async (code) => {
  expect(await thrown(code)).toBeInstanceOf(ProblemResponse)
})

test('what is refused of one thing that was sent says which', async () => {
  for (const code of ['conflict', 'gone', 'limit-reached', 'kept-from'] as const)
    expect(await thrown(code, '/body/slot')).toMatchObject({ errors: [{ pointer: '/body/slot' }] })
  expect((await thrown('forbidden', '/body/slot')).errors).toBeUndefined()
})
