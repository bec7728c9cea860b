import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Contact, sameContact, sameName } from '../../src/pages/index.ts'
import { ProblemResponse } from '../../src/problem.ts'
import { factsOn } from '../desk/at.ts'
import { answer, Person, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
const person = () => new Person(service.url)
beforeAll(async () => {
  service = await startService((pages) => {
    const { find } = pages.track
    pages.track.find = (reference, contact) => {
      if (reference.startsWith('DOWN')) throw new ProblemResponse(503, 'unavailable', 'cases')
      return find(reference, contact)
    }
  })
  const applicant = new Person(service.url)
  await applicant.send(await answer(applicant))
}, 60_000)
afterAll(() => service?.stop())

/** What was sent, and by whom. */
const theirs = { reference: '7KQX-4M2P-R9TA', contact: 'test@example.com' }
const track = async (reference: string, contact: string) => {
  const visitor = person()
  return visitor.send(await visitor.see('/track'), { reference, contact })
}

test.each([
  '7KQX-4M2P-R9TA',
  ' 7kqx 4m2p r9ta ',
  '7kqx4m2pr9ta',
  '7KQX\u20104M2P\u2011R9TA.',
  '\u202a7KQX-4M2P-R9TA\u202c\u200b',
])('the right reference and contact lead to what is theirs: %s', async (typed) => {
  const page = await track(typed, ' Test@Example.com\u200b')
  expect([page.status, page.url.pathname, page.heading]).toEqual([200, '/yours', 'Your report'])
  // Sent in summer and due in winter, by the clock of the UK; nothing is said of an outcome, since there is none.
  expect(Object.entries(factsOn(page))).toEqual([
    ['Reference', '7KQX-4M2P-R9TA'],
    ['Received', '20 July 2026 at 5pm'],
    ['Status', 'New'],
    ['Response due', '21 November 2026 at midday'],
    ['What you told us', 'The lights have been off for a week.'],
  ])
})

test('where people can do nothing with what is theirs there is no address for it', async () => {
  const visitor = person()
  await visitor.send(await visitor.see('/track'), theirs)
  expect((await visitor.see('/yours/reports.readReport')).status).toBe(404)
  expect((await visitor.see('/yours/reports.readReport', { method: 'POST' })).status).toBe(404)
  expect((await person().see('/yours/reports.readReport')).status).toBe(404)
})

test('a part that is away is said on their own page, and seen once it is back', async () => {
  const visitor = person()
  service.world.failing.part = new ProblemResponse(503, 'unavailable', 'reports')
  const page = await visitor.send(await visitor.see('/track'), theirs)
  service.world.failing = {}
  expect([page.status, page.heading, factsOn(page)]).toEqual([200, 'Your report', {}])
  expect(tidy(page.document.querySelector('.govuk-inset-text')!.textContent)).toBe(
    'We cannot show some of this now. Try again later.',
  )
  expect(factsOn(await visitor.see('/yours'))).toMatchObject({ Status: 'New' })
})

const home = { address: { lines: ['1 Lantern Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' } }

test.each<[string, Contact, string, string]>([
  ['an address', { email: 'Ann@Example.com' }, 'ann@example.com', 'anne@example.com'],
  ['a number', { phone: '07700 900123' }, '07700900123', '07700900124'],
  ['a number with its country', { phone: '+447700900123' }, '07700900123', '+353770090012'],
  ['the postcode of letters', home, 'zz991ab', 'ZZ99 1AD'],
  ['no other way than its own', { email: 'ann@example.com' }, ' ANN@example.com', 'ZZ99 1AB'],
])('%s is found by what was given to be written to, and by nothing else', (_what, kept, same, other) => {
  expect([sameContact(kept, same), sameContact(kept, other), sameContact(kept, '')]).toEqual([true, false, false])
})

test('a name is one name in other letters', () => {
  expect(sameName('Ann-Marie  Example', 'ann marie example')).toBe(true)
  expect(sameName('Ann-Marie  Example', 'Anne Marie Example')).toBe(false)
})

test.each([
  [[], 'Your full name', 'Ann Example', 'Enter your full name'],
  [['text'], 'Your mobile phone number', '07700 900 982', 'Enter your mobile phone number'],
  [['letter'], 'Your postcode', 'zz991ab', 'Enter your postcode'],
  [
    ['email', 'text', 'letter'],
    'Your email address, mobile phone number or postcode',
    'zz991ab',
    'Enter your email address, mobile phone number or postcode',
  ],
] as const)('people who are written to by %j are asked for it', async (by, title, given, missing) => {
  const asked: string[] = []
  const other = await startService((pages) => {
    pages.track.by = by
    pages.track.find = async (_reference, contact) => {
      asked.push(contact)
      return undefined
    }
  })
  const visitor = new Person(other.url)
  const form = await visitor.see('/track')
  expect(tidy(form.document.querySelector('label[for=contact]')?.textContent ?? '')).toBe(title)
  const empty = await visitor.send(form, { reference: '7KQX-4M2P-R9TA', contact: '' })
  expect(empty.mistakes).toEqual([missing])
  const found = await visitor.send(empty, { reference: '7KQX-4M2P-R9TA', contact: given })
  const called = title.replace('Your ', '')
  expect(found.mistakes).toEqual([`We could not find your report with this reference number and ${called}`])
  expect(asked).toHaveLength(1)
  await other.stop()
})

test('a wrong contact and an unknown reference have the same answer', async () => {
  const strip = (html: string) => html.replace(/value="[^"]*"/g, '')
  const wrong = await track('7KQX-4M2P-R9TA', 'other@example.com')
  const unknown = await track('AAAA-BBBB-CCCC', 'other@example.com')
  expect(wrong.mistakes).toEqual(['We could not find your report with this reference number and email address'])
  expect([wrong.status, strip(wrong.html)]).toEqual([unknown.status, strip(unknown.html)])
})

test('both fields are needed, in the right form', async () => {
  expect((await track('', '')).mistakes).toEqual(['Enter your reference number', 'Enter your email address'])
  expect((await track('x', 'nowhere')).mistakes).toEqual([
    'Enter an email address in the correct format, like name@example.com',
  ])
})

test('a service that is down says so', async () => {
  expect((await track('DOWN-0000-0000', 'test@example.com')).status).toBe(503)
})

test('a form of another site is refused', async () => {
  const page = await person().see('/track', { method: 'POST', body: new URLSearchParams({ reference: 'x' }) })
  expect(page.status).toBe(403)
})

test('a page that was open for too long keeps what was typed', async () => {
  const visitor = person()
  const form = await visitor.see('/track')
  visitor.comeBackLate()
  visitor.headers = { 'sec-fetch-site': 'same-origin' }
  const again = await visitor.send(form, theirs)
  expect(again.mistakes).toEqual(['This page was open for too long. Select “Continue” again'])
  for (const [name, value] of Object.entries(theirs))
    expect(again.document.querySelector<HTMLInputElement>(`#${name}`)?.value).toBe(value)
  expect((await visitor.send(again, theirs)).url.pathname).toBe('/yours')
})

test('a page that was opened before the service lost its sessions goes on working', async () => {
  const visitor = person()
  const form = await visitor.see('/track')
  await service.running.db.query('DELETE FROM session')
  expect((await visitor.send(form, theirs)).url.pathname).toBe('/yours')
})

test('trying out references is slowed down', async () => {
  const visitor = person()
  const { path, body } = visitor.filled(await visitor.see('/track'))
  const tries = await Promise.all(Array.from({ length: 21 }, () => visitor.see(path, { method: 'POST', body })))
  const late = tries.find(({ status }) => status === 429)
  expect(late?.heading).toBe('Try again in a minute')
  expect((await visitor.see('/')).status).toBe(200)
})
