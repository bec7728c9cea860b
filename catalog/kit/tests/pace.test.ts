import { expect, test } from 'vitest'
import { paceOf, roomFor } from '../src/flows/pace.ts'

test.each([
  [{}, 0, 8],
  [{}, 3, 8],
  [{}, 4, 2],
  [{}, 500, 2],
  [{ FLOWS_AT_ONCE: '2' }, 500, 1],
])('with %o and %i requests in progress, there is room for %i flows', (env, inProgress, room) => {
  expect(roomFor(paceOf(env), inProgress)).toBe(room)
})
