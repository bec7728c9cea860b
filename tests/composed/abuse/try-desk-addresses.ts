import { describe, expect, test } from 'vitest'
import { byHand, everyField } from './by-hand.ts'
import { judge, strayRedirect } from './judge.ts'
import { oddKeys, variedKeys } from './odd-keys.ts'
import { itemPath, listPath, mayOpen, panelsOf, visit } from './pages.ts'
import { mark } from './payloads.ts'
import { encoded } from './requests.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { leadOf } from './world.ts'

/** Addresses of items and of their entries that no page of ours leads to. */
export function tryDeskAddresses(scene: Scene): void {
  const { place, world, changingNothing } = scene
  const { service } = place
  const { bystander } = world
  const lead = scene.visitor(leadOf(place))
  const { reference } = bystander
  const list = listPath(place)

  const keys = oddKeys(reference)
  const allowed = mayOpen(place, { method: 'GET', url: `${list}/at/:key` }) as string[]
  const told = (body: string) => body.includes(bystander.words) || body.includes('Bystander Subject')

  describe('the desk: addresses', () => {
    test.each(['', '/case-management.closeCase', '/case-management.addNote', '/entry/notes', '/entry/answers'])(
      'at/<odd keys>%s is no item',
      async (more) => {
        const found = await changingNothing(() =>
          tryAll('desk', keys, async (key) => {
            const answer = await visit(service.url, `${list}/at/${key}${more}`, lead)
            const wrong = [400, 404, 414].includes(answer.status) ? [] : [`${answer.status}`]
            const faults = [...wrong, ...(told(answer.body) ? ['is told of a case'] : []), ...judge(answer)]
            return [...faults, ...strayRedirect(answer, service.url, [])].map(
              (fault) => `${key.slice(0, 60)}: ${fault}`,
            )
          }),
        )
        expect(found).toEqual([])
      },
    )

    test('a reference as people vary it is the item that it is of, to whoever may see it', async () => {
      const tries = scene.visitors.flatMap((visitor) => variedKeys(reference).map((key) => ({ visitor, key })))
      const found = await changingNothing(() =>
        tryAll('desk', tries, async ({ visitor, key }) => {
          const answer = await visit(service.url, `${list}/at/${key}`, visitor)
          const may = allowed.includes(visitor.role ?? 'nobody')
          const right = may === (answer.status === 200) && may === told(answer.body)
          return [...(right ? [] : ['is not what it is']), ...judge(answer)].map(
            (fault) => `${visitor.name} ${key}: ${answer.status} ${fault}`,
          )
        }),
      )
      expect(found).toEqual([])
    })

    test('nothing is done to what an odd key names', async () => {
      const send = await byHand(scene, lead)
      const tries = keys.flatMap((key) => ['closeCase', 'addNote', 'allocateCase'].map((action) => ({ key, action })))
      const found = await changingNothing(() =>
        tryAll('desk', tries, async ({ key, action }) => {
          const answer = await send(`${list}/at/${key}/case-management.${action}`, everyField(scene))
          const wrong = [400, 404, 414].includes(answer.status) ? [] : [`${answer.status}`]
          return [...wrong, ...judge(answer)].map((fault) => `${key.slice(0, 60)} ${action}: ${fault}`)
        }),
      )
      expect(found).toEqual([])
    })

    test('an item has one address, and no other way round leads to it', async () => {
      const paths = [
        ...[`/staff//cases/at/${reference}`, `//staff/cases/at/${reference}`, `/staff/cases//at/${reference}`],
        ...[`/staff/cases/at//${reference}`, `/staff/cases/at/${reference}/`, `/staff/./cases/at/${reference}`],
        ...[
          `/staff/x/../cases/at/${reference}`,
          `/apply/../staff/cases/at/${reference}`,
          `/STAFF/cases/at/${reference}`,
        ],
        ...[
          `/staff/cases/AT/${reference}`,
          `/staff%2Fcases/at/${reference}`,
          `/assets/..%2fstaff/cases/at/${reference}`,
        ],
        ...[`http://127.0.0.1/staff/cases/at/${reference}`, `http://evil.example/staff/cases/at/${reference}`],
      ]
      const tries = scene.visitors
        .filter(({ role }) => role === undefined || role === 'resident' || role === lead.role)
        .flatMap((visitor) => paths.map((path) => ({ visitor, path })))
      const found = await changingNothing(() =>
        tryAll('desk', tries, async ({ visitor, path }) => {
          const answer = await visit(service.url, path, visitor)
          const stray = told(answer.body) && visitor !== lead ? ['is told of a case'] : []
          return [...stray, ...strayRedirect(answer, service.url, []), ...judge(answer)].map(
            (fault) => `${visitor.name} ${path}: ${answer.status} ${fault}`,
          )
        }),
      )
      expect(found).toEqual([])
    })

    test('a page of an entry shows nothing of another item, nor of a panel that leads nowhere', async () => {
      const own = await world.freshCase()
      const panels = [
        ...panelsOf(place),
        '__proto__',
        'constructor',
        'nobody',
        '..',
        '%2e%2e',
        'at',
        '*',
        encoded(`<${mark}>`),
      ]
      const queries = [
        '',
        `reference=${reference}`,
        `messageId=${bystander.messageId}`,
        `personId=${world.ids.resident}`,
      ]
      const tries = scene.visitors.flatMap((visitor) =>
        panels.flatMap((panel) => queries.map((query) => ({ visitor, path: `${panel}?${query}` }))),
      )
      const found = await changingNothing(() =>
        tryAll('desk', tries, async ({ visitor, path }) => {
          const answer = await visit(service.url, `${itemPath(place, own)}/entry/${path}`, visitor)
          const right = visitor.role === undefined ? 303 : allowed.includes(visitor.role) ? 404 : 403
          const wrong = answer.status === right ? [] : [`${answer.status} instead of ${right}`]
          return [...wrong, ...(told(answer.body) ? ['is told'] : []), ...judge(answer)].map(
            (fault) => `${visitor.name} ${path}: ${fault}`,
          )
        }),
      )
      expect(found).toEqual([])
    })
  })
}
