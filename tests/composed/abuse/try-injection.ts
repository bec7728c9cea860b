import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import { membersOf } from './members.ts'
import { bodies, mark, textsForPrograms, values } from './payloads.ts'
import { callerFor, type Request, send, validRequest } from './requests.ts'
import { lossesOf } from './rows.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'

interface Try {
  name: string
  request: Request
  raw?: string | Buffer
}

const placeholder = '@@value@@'

/** Code of every kind in every member of every operation. */
export function tryInjection({ place, world, operations }: Scene): void {
  const { rows } = place

  describe('injection: operations', () => {
    test.each(operations)('%s takes no member for code', async (_title, { server, operation }) => {
      const { token } = callerFor(world, operation)
      const base = await validRequest(world, operation)
      const members = membersOf(operation)
      const tries: Try[] = []
      for (const member of members) {
        const inBody = member.in === 'body'
        // About somebody new, since there are limits of how much is taken about one.
        const own = Object.keys(base.path).length > 0 ? base : await validRequest(world, operation)
        for (const [kind, text] of textsForPrograms)
          if (!inBody || !kind.startsWith('path'))
            tries.push({ name: `${member.name}: ${kind}`, request: member.put(own, text) })
        for (const [kind, json] of inBody ? values : []) {
          const raw = JSON.stringify(member.put(own, placeholder).body).replace(`"${placeholder}"`, json)
          tries.push({ name: `${member.name}: ${kind}`, request: own, raw })
        }
      }
      if (operation.bodySchema)
        for (const [kind, make] of bodies)
          tries.push({ name: `body: ${kind}`, request: base, raw: make(JSON.stringify(base.body)) })

      // What the requests are about may change, and nothing else.
      const theirs = new Set([world.bystander.reference, world.ids.caseworker])
      const own = [mark, ...Object.values(base.path)].filter((text) => !theirs.has(text))
      await rows.settled()
      const before = await rows.read(own)
      const found = await tryAll('injection', tries, async ({ name, request, raw }) => {
        const answer = await send(server.url, operation, request, { token, ...(raw !== undefined && { raw }) })
        const narrowed = operation.method === 'GET' && answer.status === 200 && /^(path|query)/.test(name)
        const told =
          narrowed && answer.body.includes(world.bystander.reference) ? ['tells of what it was not asked for'] : []
        return [...told, ...judge(answer)].map((fault) => `${name}: ${fault}`)
      })
      await rows.settled()
      expect([...found, ...lossesOf(before, await rows.read(own))]).toEqual([])
    })
  })
}
