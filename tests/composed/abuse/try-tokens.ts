import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import { send, validRequest } from './requests.ts'
import type { Scene } from './scene.ts'
import { type BadToken, badTokens } from './tokens.ts'
import { tryAll } from './tries.ts'

/** Every operation that wants a token, with each that is none. */
export function tryTokens({ place, world, operations, changingNothing }: Scene): void {
  let making: Promise<BadToken[]> | undefined
  const bad = () => {
    making ??= badTokens(place, world)
    return making
  }

  describe('tokens', () => {
    test.each(operations.filter(([, { operation }]) => operation.scope !== undefined))(
      '%s is refused without a good one',
      async (_title, { server, operation }) => {
        const tokens = await bad()
        const request = await validRequest(world, operation)
        const found = await changingNothing(() =>
          tryAll('tokens', tokens, async ({ name, headers, query }) => {
            const asked = { ...request, query: { ...request.query, ...query } }
            const answer = await send(server.url, operation, asked, { headers })
            const wrong = answer.status === 401 ? [] : [`${answer.status} instead of 401`]
            return [...wrong, ...judge(answer)].map((fault) => `${name}: ${fault}`)
          }),
        )
        expect(found).toEqual([])
      },
    )
  })
}
