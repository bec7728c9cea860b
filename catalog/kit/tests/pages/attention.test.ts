import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AttentionItem } from '../../src/pages/shapes.ts'
import { faultsOf } from './faults.ts'
import { Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

const reference = '7KQX-4M2P-R9TA'
const path = `/staff/attention/${reference}`
const items = new Map<string, AttentionItem>()
const again: string[] = []
const ended: string[] = []

let service: ExampleService
let lead: Person
let worker: Person
beforeAll(async () => {
  service = await startService((pages) => {
    pages.staff.attention = {
      scopes: { work: 'attention:work', end: 'attention:end' },
      count: async () => items.size,
      list: async (after) => {
        const rows = [...items.values()].slice(after === undefined ? 0 : Number(after), Number(after ?? 0) + 50)
        return { rows, ...(items.size > 50 && after === undefined ? { next: '50' } : {}) }
      },
      show: async (given) => items.get(given),
      again: async (given) => {
        again.push(given)
        return items.delete(given)
      },
      end: async (given, reason, { subject }) => {
        ended.push(`${given} by ${subject}: ${reason}`)
        return items.delete(given)
      },
    }
  })
  lead = new Person(service.url)
  await lead.signIn('lead')
  worker = new Person(service.url)
  await worker.signIn('worker')
}, 60_000)
afterAll(() => service?.stop())
beforeEach(() => {
  items.clear()
  items.set(reference, {
    reference,
    step: 'tell-outcome',
    state: 'refused',
    since: '2026-11-21T12:00:00Z',
    happened: 'There is no <b>mobile</b> number.',
    rows: [{ key: 'What is your full name?', value: 'Test Person' }],
  })
})

const nav = (page: Seen) => tidy(page.document.querySelector('nav[aria-label=Staff]')?.textContent ?? '')
const rows = (page: Seen) =>
  [...page.document.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => tidy(cell.textContent)))
const notice = (page: Seen) =>
  tidy(page.document.querySelector('.govuk-notification-banner__content')?.textContent ?? '')

test('every page of staff leads there and says how many there are, and the list says what happened in words', async () => {
  expect(nav(await worker.see('/staff/boats'))).toBe('Boats Stays Berths Needs attention (1)')
  const list = await worker.see('/staff/attention')
  expect(rows(list)).toEqual([
    [reference, 'Tell outcome', 'There is no <b>mobile</b> number.', '21 November 2026 at midday'],
  ])
  expect(await faultsOf(list)).toEqual([])
  items.set('8KQX-4M2P-R9TA', { ...items.get(reference)!, reference: '8KQX-4M2P-R9TA', step: '', state: 'trying' })
  expect(rows(await worker.see('/staff/attention'))[1]).toEqual([
    '8KQX-4M2P-R9TA',
    'The beginning',
    'Still being tried. There is no <b>mobile</b> number.',
    '21 November 2026 at midday',
  ])
  items.clear()
  const none = await worker.see('/staff/attention')
  expect(nav(none)).toBe('Boats Stays Berths Needs attention')
  expect(none.document.querySelector('main')?.textContent).toContain('Nothing needs attention.')
})

test('a list of more than one page goes on', async () => {
  for (let n = 0; n < 60; n += 1) items.set(`${n}`, { ...items.get(reference)!, reference: `${n}` })
  const first = await worker.see('/staff/attention')
  const next = first.document.querySelector('a[rel=next]')!.getAttribute('href')!
  expect(rows(first)).toHaveLength(50)
  expect(rows(await worker.see(next))).toHaveLength(11)
  expect(rows(await worker.see('/staff/attention?after=nonsense'))).toHaveLength(50)
})

test('anybody of staff tries again, and sees that it is done', async () => {
  const page = await worker.see(path)
  expect(await faultsOf(page)).toEqual([])
  expect(page.document.querySelector('main')?.textContent).toContain('Test Person')
  const list = await worker.send(page)
  expect([list.url.pathname, notice(list), again]).toEqual([
    '/staff/attention',
    `${reference} is being tried again`,
    [reference],
  ])
  expect(notice(await worker.send(page))).toBe(`${reference} no longer needs attention`)
  expect((await worker.see(path)).status).toBe(404)
})

test('who only reads sees nothing of it, and tries nothing again', async () => {
  const watcher = new Person(service.url)
  const list = await watcher.signIn('watcher')
  expect(nav(list)).toBe('Boats')
  for (const at of ['/staff/attention', path, `${path}/end`]) expect((await watcher.see(at)).status, at).toBe(403)
  const { body } = watcher.filled(list, {}, 'form[action="/staff/sign-out"]')
  const form = new URLSearchParams({ _csrf: body.get('_csrf')! })
  const before = again.length
  expect((await watcher.see(`${path}/again`, { method: 'POST', body: form })).status).toBe(403)
  expect(again).toHaveLength(before)
})

test('only who leads ends it, and not without a reason', async () => {
  expect((await worker.see(path)).document.querySelector(`a[href="${path}/end"]`)).toBeNull()
  expect((await worker.see(`${path}/end`)).status).toBe(403)
  const form = await lead.see(`${path}/end`)
  expect(await faultsOf(form)).toEqual([])
  const body = new URLSearchParams({ _csrf: worker.filled(await worker.see(path)).body.get('_csrf')!, reason: 'No.' })
  expect((await worker.see(`${path}/end`, { method: 'POST', body })).status).toBe(403)
  const wrong = await lead.send(form, { reason: '' })
  expect([wrong.status, wrong.mistakes]).toEqual([400, ['Enter why you end it']])
  expect((await lead.send(wrong, { reason: 'x'.repeat(301) })).status).toBe(400)
  expect(ended).toEqual([])
  const list = await lead.send(wrong, { reason: 'They rang.' })
  expect([notice(list), ended]).toEqual([`${reference} was ended`, [`${reference} by lead: They rang.`]])
})

test('nobody else sees it, and a form without its token does nothing', async () => {
  const stranger = new Person(service.url)
  for (const one of ['/staff/attention', path, `${path}/end`])
    expect((await stranger.see(one)).url.origin, one).toBe(service.provider.issuer)
  const resident = new Person(service.url)
  const refused = await resident.signIn('resident')
  expect(nav(refused)).toBe('')
  for (const one of ['/staff/attention', path]) expect((await resident.see(one)).status, one).toBe(403)
  const before = again.length
  for (const one of [`${path}/again`, `${path}/end`])
    expect((await lead.see(one, { method: 'POST', body: new URLSearchParams({ reason: 'x' }) })).status, one).toBe(403)
  expect([again.length, items.size]).toEqual([before, 1])
})
