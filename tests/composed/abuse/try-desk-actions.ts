import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { byHand, everyField } from './by-hand.ts'
import { judge } from './judge.ts'
import { actionsOf, itemPath, visit } from './pages.ts'
import { lossesOf } from './rows.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { leadOf } from './world.ts'

/** What the desk does, sent by hand: what an item does not allow, what nobody offers, what nobody confirmed. */
export function tryDeskActions(scene: Scene): void {
  const { place, world, changingNothing } = scene
  const { service, servers } = place
  const { bystander, ids } = world
  const lead = scene.visitor(leadOf(place))
  const actions = actionsOf(place)
  const good = everyField(scene)
  const at = (reference: string, action: string) =>
    `${itemPath(place, reference)}/${action.includes('.') ? action : `case-management.${action}`}`

  /** Sends each to its address as the lead; what is answered otherwise than it should be. */
  async function refusedEach(
    tries: readonly { name: string; address: string; fields: Record<string, string>; status: number }[],
  ): Promise<string[]> {
    const send = await byHand(scene, lead)
    return changingNothing(() =>
      tryAll('desk', tries, async ({ name, address, fields, status }) => {
        const answer = await send(address, fields)
        const wrong = answer.status === status ? [] : [`${answer.status} instead of ${status}`]
        return [...wrong, ...judge(answer)].map((fault) => `${name}: ${fault}`)
      }),
    )
  }

  describe('the desk: actions', () => {
    test('what an item does not allow is not done to it', async () => {
      const [closed, open] = await Promise.all([world.caseFor('x.reopenCase', 'bystander'), bystander.reference])
      const whole = [
        ...actions.filter((one) => !one.endsWith('.reopenCase')).map((one) => [closed, one] as const),
        [open, 'reopenCase'] as const,
        [open, 'takeCase'] as const,
      ]
      const tries = whole.flatMap(([reference, action]) =>
        ['', '1', '999999', `' OR 1=1`].map((_version) => ({
          name: `${action} of version ${_version}`,
          address: at(reference, action),
          fields: { ...good, _version, _marks: 'a.b.c' },
          status: 409,
        })),
      )
      expect(await refusedEach(tries)).toEqual([])
    })

    test('nothing is an action but what the desk offers', async () => {
      const others = servers.flatMap(({ name, operations }) =>
        operations.map(({ operationId }) => `${name}.${operationId}`).filter((one) => !actions.includes(one)),
      )
      expect(others.length).toBeGreaterThan(30)
      const odd = [
        ...['__proto__', 'constructor', 'toString', 'closeCase', 'new', 'csv', 'at', 'entry', '..', '%2e%2e'],
        ...['case-management.closeCase.', 'case-management..closeCase', 'Case-management.closeCase'],
        ...['case-management.closeCase%00', 'case-management.closeCase,case-management.addNote', '*', '%5Bobject%5D'],
      ]
      const tries = [...others, ...odd].map((action) => ({
        name: action,
        address: `${itemPath(place, bystander.reference)}/${action}`,
        fields: good,
        status: 404,
      }))
      expect(await refusedEach(tries)).toEqual([])
      const found = await tryAll('desk', tries, async ({ name, address }) => {
        const answer = await visit(service.url, address, lead)
        return [...(answer.status === 404 ? [] : [`${answer.status}`]), ...judge(answer)].map(
          (fault) => `${name}: ${fault}`,
        )
      })
      expect(found).toEqual([])
    })

    test('what is not offered is not chosen', async () => {
      const gone = await world.freshAccount(true)
      const chosen: Record<string, [field: string, values: string[]]> = {
        allocateCase: [
          'assignee',
          [ids.resident, gone, randomUUID(), 'nobody', '__proto__', '%', ids.lead.toUpperCase()],
        ],
        changeStatus: ['status', ['closed', 'CLOSED', '0', '__proto__', 'waiting ,closed']],
        correctPriority: ['priority', ['highest', 'constructor', '1', 'URGENT']],
        changeTeam: ['team', ['no-team', '__proto__', 'south-team,north-team', '../south-team']],
        changeDueDate: ['dueAt-year', ['99999', '-2099', '0', '2e3', '20991', 'NaN']],
      }
      const tries = Object.entries(chosen).flatMap(([action, [field, values]]) =>
        ['', ...values].map((value) => ({
          name: `${action}: ${field} ${value}`,
          address: at(bystander.reference, action),
          fields: { ...good, [field]: value },
          status: 400,
        })),
      )
      expect(await refusedEach(tries)).toEqual([])
    })

    test('it is done to the item of the address, by whoever is signed in, whatever else is sent', async () => {
      const own = await world.freshCase()
      const others = bystander.reference
      const extra: Record<string, string>[] = [
        { reference: others },
        { 'path[reference]': others, 'which[reference]': others },
        { _reference: others, item: others, key: others },
        { actor: ids.resident, by: ids.resident, personId: ids.resident },
        { at: '2001-01-01T00:00:00Z', visibility: 'everybody' },
        { do: 'case-management.closeCase', action: 'case-management.closeCase', _method: 'DELETE' },
        { 'gives[actor]': ids.resident, 'body[actor]': ids.resident, '__proto__[actor]': ids.resident },
      ]
      const read = () => world.call('service', 'GET', `/api/cases/${others}`, world.person(leadOf(place)).token)
      await place.rows.settled()
      const [told, before, send] = [await read(), await place.rows.read([own]), await byHand(scene, lead)]
      expect(told.status).toBe(200)
      const found = await tryAll('desk', extra, async (more) => {
        const query = new URLSearchParams(more)
        const both = [
          await send(at(own, 'addNote'), { ...good, ...more }),
          await send(`${at(own, 'addNote')}?${query}`, good),
        ]
        return both.flatMap((answer) =>
          [...(answer.status === 303 ? [] : [`${answer.status}`]), ...judge(answer)].map(
            (fault) => `${JSON.stringify(more)}: ${fault}`,
          ),
        )
      })
      await place.rows.settled()
      expect([...found, ...lossesOf(before, await place.rows.read([own]))]).toEqual([])
      expect(await read()).toEqual(told)
      const notes = await world.call('case-management', 'GET', `/cases/${own}/notes`, world.program('cases:read').token)
      const actors = (notes.body.notes as { actor: string; text: string }[]).map(({ actor, text }) => [actor, text])
      expect(actors).toEqual(Array.from({ length: extra.length * 2 }, () => [ids.lead, 'Sample words']))
    })

    test('nothing ends that was not confirmed as it is asked', async () => {
      const address = at(bystander.reference, 'closeCase')
      const { _confirmed: _, ...asked } = good
      const confirmed: Record<string, string>[] = [
        {},
        { _confirmed: '' },
        { _confirmed: ' ' },
        { _confirmed: 'no' },
        { _confirmed: 'true' },
        { _confirmed: 'YES' },
        { '_confirmed[]': 'yes' },
        { '_confirmed[0]': 'yes', _Confirmed: 'yes', confirmed: 'yes' },
        { '__proto__[_confirmed]': 'yes', 'constructor[prototype][_confirmed]': 'yes' },
      ]
      const incomplete: Record<string, string>[] = [
        { outcome: '' },
        { reason: '' },
        { outcome: '', reason: '' },
        { outcome: ' \u200b\u00a0', reason: ' ' },
        { outcome: 'a'.repeat(100_000) },
      ]
      const tries = [
        ...confirmed.map((more) => ({
          name: JSON.stringify(more),
          address,
          fields: { ...asked, ...more },
          status: 200,
        })),
        ...['_confirmed=yes', '_confirmed=yes&_change=', `_confirmed=yes&${new URLSearchParams(asked)}`].map(
          (query) => ({
            name: `in the address: ${query.slice(0, 30)}`,
            address: `${address}?${query}`,
            fields: asked,
            status: 200,
          }),
        ),
        ...incomplete.map((more) => ({
          name: `incomplete: ${JSON.stringify(more).slice(0, 60)}`,
          address,
          fields: { ...good, ...more },
          status: 400,
        })),
        { name: 'confirmed, of a version before', address, fields: { ...good, _version: '1' }, status: 409 },
        { name: 'confirmed, of a version to come', address, fields: { ...good, _version: '999999' }, status: 409 },
        { name: 'confirmed, without a token', address, fields: { ...good, _csrf: '' }, status: 403 },
      ]
      expect(await refusedEach(tries)).toEqual([])
      const found = await changingNothing(() =>
        tryAll('desk', [lead, scene.visitor('helper')], async (visitor) => {
          const answer = await visit(service.url, `${address}?${new URLSearchParams(good)}`, visitor)
          const right = visitor === lead ? 200 : 403
          return answer.status === right ? judge(answer) : [`a GET of ${visitor.name}: ${answer.status}`]
        }),
      )
      expect(found).toEqual([])
    })

    test('whoever may a part is offered and told that part alone', async () => {
      const helper = scene.visitor('helper')
      const [theirs, all] = await Promise.all(
        [helper, lead].map((visitor) => visit(service.url, itemPath(place, bystander.reference), visitor)),
      )
      const offered = (body: string) =>
        actions.filter((one) => body.includes(`/${one}?`) || body.includes(`/${one}"`)).map((one) => one.split('.')[1])
      const work = ['addNote', 'askQuestion', 'changeStatus', 'correctPriority', 'changeTeam', 'changeDueDate']
      expect(offered(theirs!.body)).toEqual(work)
      expect(offered(all!.body)).toEqual(['allocateCase', ...work, 'closeCase', 'withdrawCase', 'sendAnother'])
      const panels = ['What was sent', 'Messages', 'On record', 'ZZ99 1AB']
      const told = (body: string) => panels.filter((text) => body.includes(text))
      expect([told(theirs!.body), told(all!.body)]).toEqual([[], panels])
      const send = await byHand(scene, helper)
      const found = await changingNothing(() =>
        tryAll(
          'desk',
          ['allocateCase', 'takeCase', 'closeCase', 'withdrawCase', 'reopenCase'].flatMap((one) =>
            [bystander.reference, 'AAAA-AAAA-AAAA', '%'].map((reference) => at(encodeURIComponent(reference), one)),
          ),
          async (address) => {
            const answer = await send(address, good)
            return answer.status === 403 ? judge(answer) : [`${address}: ${answer.status}`]
          },
        ),
      )
      expect(found).toEqual([])
    })
  })
}
