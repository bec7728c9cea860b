import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Person } from '../pages/person.ts'
import { doneTo, factsOn, fill, follow, texts } from './at.ts'
import { type Harbour, startHarbour } from './harbour.ts'

const GULL = '/staff/boats/at/AB-101'
const INSPECT = `${GULL}/boats.inspectBoat`
const SINK = `${GULL}/boats.sinkBoat`

let harbour: Harbour
let worker: Person
let lead: Person
beforeAll(async () => {
  harbour = await startHarbour()
  worker = new Person(harbour.url)
  lead = new Person(harbour.url)
  await worker.signIn('worker')
  await lead.signIn('lead')
}, 60_000)
beforeEach(() => fill(harbour))
afterAll(() => harbour?.stop())

const typed = { weather: 'swell', remark: 'A hole in the bow.' }
const value = (page: Awaited<ReturnType<Person['see']>>, name: string) =>
  page.document.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value

describe('the form of an action', () => {
  test('is filled in with what is there, in the words of the service', async () => {
    const form = await follow(worker, await worker.see(GULL), 'Inspect the boat')
    expect([form.status, form.heading, texts(form, '.govuk-caption-l')]).toEqual([200, 'Inspect the boat', ['Gull']])
    expect(texts(form, '.govuk-radios__label')).toEqual(['Red', 'Amber', 'Green', 'Yes', 'No'])
    expect(form.document.querySelector<HTMLInputElement>('[name=weather][checked]')?.value).toBe('gale')
    expect(['length', 'builtOn-day', 'builtOn-month', 'builtOn-year'].map((name) => value(form, name))).toEqual([
      '12',
      '3',
      '2',
      '1999',
    ])
    expect(texts(form, 'label, legend').filter((text) => text.includes('optional'))).toEqual([
      'How long is it? (optional)',
      'When was it built? (optional)',
      'Is it insured? (optional)',
    ])
  })

  test('changes what was entered, each as its type has it, and says so', async () => {
    const form = await worker.see(INSPECT)
    const done = await worker.send(form, {
      ...typed,
      length: ' 13 ',
      'builtOn-day': '29',
      'builtOn-month': '2',
      'builtOn-year': '2000',
      insured: 'yes',
    })
    expect([done.url.pathname, texts(done, '.govuk-notification-banner__content')]).toEqual([
      GULL,
      ['Inspect the boat: done'],
    ])
    expect(factsOn(done)).toMatchObject({
      Weather: 'Amber',
      Length: '13',
      Built: '29 February 2000',
      Insured: 'Yes',
      Remark: 'A hole in the bow.',
    })
  })

  test('sent twice is done once', async () => {
    const form = await worker.see(INSPECT)
    await Promise.all([worker.send(form, typed), worker.send(form, typed)])
    await worker.send(form, typed)
    expect(await doneTo(harbour)).toHaveLength(1)
  })

  test.each([
    ['nothing', { remark: '' }, ['Select the weather', 'Enter what you saw']],
    ['a choice that there is not', { weather: 'plague', remark: 'x' }, ['Select the weather']],
    ['no number', { ...typed, length: 'long' }, ['Enter a whole number between 1 and 500']],
    ['a number out of its bounds', { ...typed, length: '501' }, ['Your answer must be between 1 and 500']],
    ['half a number', { ...typed, length: '1.5' }, ['Enter a whole number between 1 and 500']],
    [
      'no such day',
      { ...typed, 'builtOn-day': '31', 'builtOn-month': '2', 'builtOn-year': '2000' },
      ['Enter a real date'],
    ],
    [
      'too long a text',
      { weather: 'calm', remark: 'x'.repeat(1001) },
      ['Your answer must be 1000 characters or fewer'],
    ],
  ])('with %s shows what is wrong and keeps what was typed', async (_title, sent: Record<string, string>, mistakes) => {
    const page = await worker.send(await worker.see(INSPECT), sent)
    expect([page.status, page.mistakes]).toEqual([400, mistakes])
    expect(page.document.title).toMatch(/^Error: /)
    for (const link of page.document.querySelectorAll<HTMLAnchorElement>('.govuk-error-summary__list a'))
      expect(page.document.getElementById(link.hash.slice(1))?.matches('input, textarea'), link.hash).toBe(true)
    expect(value(page, 'remark')).toBe(sent.remark)
    const chosen = page.document.querySelector<HTMLInputElement>('[name=weather][checked]')?.value
    expect(chosen).toBe(sent.weather === 'plague' ? undefined : sent.weather)
    expect(await doneTo(harbour)).toEqual([])
  })

  test('names the answer that the part refuses, and is tried again under another key', async () => {
    const form = await worker.see(INSPECT)
    const page = await worker.send(form, { ...typed, remark: '?' })
    expect([page.status, page.mistakes, value(page, 'remark')]).toEqual([400, ['Enter what you saw'], '?'])
    expect(page.document.querySelector('.govuk-error-summary a[href="#remark"]')).not.toBeNull()
    expect(value(page, '_key')).not.toBe(value(form, '_key'))
    await worker.send(page, typed)
    expect(await doneTo(harbour)).toHaveLength(1)
  })

  test('that a forged page sends does nothing', async () => {
    const { body } = worker.filled(await worker.see(INSPECT), typed)
    body.set('_csrf', 'made up')
    expect((await worker.see(INSPECT, { method: 'POST', body })).status).toBe(403)
    expect(await doneTo(harbour)).toEqual([])
  })
})

describe('when somebody else was quicker', () => {
  test('nothing is saved, what was typed stays, and what they changed is said', async () => {
    const form = await follow(worker, await worker.see(GULL), 'Inspect the boat')
    await lead.send(await lead.see(`${GULL}/boats.giveBoat`), { warden: 'lee-2' })
    const late = await worker.send(form, typed)
    expect([late.status, late.mistakes]).toEqual([
      409,
      ['Not saved. This was changed by someone else after you opened the page'],
    ])
    expect(texts(late, '#changes .govuk-summary-list__row')).toEqual([
      'Looked after by Lee Mast (other.lee@example.com)',
    ])
    expect(value(late, 'remark')).toBe(typed.remark)
    expect(late.document.querySelector<HTMLInputElement>('[name=weather][checked]')?.value).toBe(typed.weather)
    const done = await worker.send(late, typed)
    expect(factsOn(done)).toMatchObject({ Weather: 'Amber', 'Looked after by': 'Lee Mast (other.lee@example.com)' })
  })

  test.each<[string, Record<string, string>]>([
    ['boats.inspectBoat', typed],
    ['boats.giveBoat', { warden: 'lead' }],
  ])('of two forms of %s opened at once the first one sent wins', async (action, entered) => {
    const other = new Person(harbour.url)
    await other.signIn('lead')
    const [one, two] = [await lead.see(`${GULL}/${action}`), await other.see(`${GULL}/${action}`)]
    expect((await lead.send(one, entered)).url.pathname).toBe(GULL)
    const late = await other.send(two, entered)
    expect([late.status, texts(late, '#changes .govuk-summary-list__row').length > 0]).toEqual([409, true])
    expect(await doneTo(harbour)).toHaveLength(1)
  })

  test('also between the page of the item and the form', async () => {
    const page = await worker.see(GULL)
    await lead.send(await lead.see(`${GULL}/boats.giveBoat`), { warden: 'lead' })
    const late = await worker.send(await follow(worker, page, 'Inspect the boat'), typed)
    expect(texts(late, '#changes .govuk-summary-list__row')).toEqual(['Looked after by Lee Mast (lee@example.com)'])
  })

  test('and it is over: there is nothing to send any more', async () => {
    const form = await worker.see(INSPECT)
    await harbour.boats.running.db.query("UPDATE boat SET state = 'sunk', version = 2 WHERE hull = 'AB-101'")
    const late = await worker.send(form, typed)
    expect([late.status, late.mistakes]).toEqual([
      409,
      ['Not saved. This was done or ended by someone else, and cannot be done any more'],
    ])
    expect(value(late, 'remark')).toBe(typed.remark)
    expect(late.document.querySelector('main button')).toBeNull()
  })

  test('marks and versions that somebody made up are no marks', async () => {
    const { path, body } = worker.filled(await worker.see(INSPECT), typed)
    body.set('_version', '7')
    body.set('_marks', '<script>.x')
    const page = await worker.see(path, { method: 'POST', body })
    expect([page.status, page.mistakes]).toEqual([409, ['Not saved. The boat is another by now.']])
  })
})

describe('what cannot be taken back', () => {
  const sunk = { fate: 'sold-off', remark: 'They paid.' }

  test('is shown first, with the words that the person will read', async () => {
    const form = await worker.see(SINK)
    expect(texts(form, '.govuk-radios__label')).toEqual(['Burnt', 'Sold to somebody else'])
    const asked = await worker.send(form, sunk)
    expect([asked.status, asked.heading]).toEqual([200, 'Say that it has sunk'])
    expect(factsOn(asked)).toEqual({ 'How did it end?': 'Sold to somebody else', 'Why?': 'They paid.' })
    expect(texts(asked, '#says p')).toEqual(['Gull is gone: Sold to somebody else.', 'You will hear from us.'])
    expect(await doneTo(harbour)).toEqual([])
    const done = await worker.send(asked, { _confirmed: 'yes' })
    expect(factsOn(done)).toMatchObject({ State: 'Sunk', Remark: 'sold-off: They paid.' })
    expect(await doneTo(harbour)).toHaveLength(1)
  })

  test('can be changed before', async () => {
    const asked = await worker.send(await worker.see(SINK), sunk)
    const form = await worker.send(asked, { _change: 'yes' })
    expect(value(form, 'remark')).toBe('They paid.')
    expect(await doneTo(harbour)).toEqual([])
  })

  test.each(['no', 'true', 'YES', ' '])(
    'is asked first where a form says %j, which its button does not',
    async (_confirmed) => {
      const { path, body } = worker.filled(await worker.see(SINK), sunk)
      body.set('_confirmed', _confirmed)
      const page = await worker.see(path, { method: 'POST', body })
      expect([page.status, texts(page, '#says p')[0]]).toEqual([200, 'Gull is gone: Sold to somebody else.'])
      expect(await doneTo(harbour)).toEqual([])
    },
  )

  test('is not asked for what cannot be right, also with a confirmation made up', async () => {
    const { path, body } = worker.filled(await worker.see(SINK), { fate: 'drowned' })
    body.set('_confirmed', 'yes')
    const page = await worker.see(path, { method: 'POST', body })
    expect([page.status, page.mistakes]).toEqual([400, ['Select how it ended', 'Enter why']])
    expect(await doneTo(harbour)).toEqual([])
  })
})

describe('choosing among those that a lookup names', () => {
  test('offers who is there, tells two of one name apart, and keeps the one it is', async () => {
    const form = await lead.see(`${GULL}/boats.giveBoat`)
    expect(texts(form, '.govuk-radios__label')).toEqual(['Wendy Keel', 'Lee Mast', 'Lee Mast'])
    expect(texts(form, '.govuk-radios__hint')).toEqual([
      'wendy@example.com',
      'lee@example.com',
      'other.lee@example.com',
    ])
    const old = await lead.see('/staff/boats/at/AB-103/boats.giveBoat')
    expect(texts(old, '.govuk-radios__label')).toContain('Olive Reef')
    const wrong = await lead.send(form, { warden: 'old' })
    expect([wrong.status, wrong.mistakes]).toEqual([400, ['Select who looks after it']])
  })
})

describe('something new', () => {
  const boat = { hull: 'NB-100', name: 'Newt', harbour: 'north-pier', length: '4' }

  test('is made from its list, and shown', async () => {
    const form = await follow(lead, await lead.see('/staff/boats'), 'Launch a boat')
    expect([form.heading, form.url.pathname]).toEqual(['Launch a boat', '/staff/boats/new'])
    const made = await lead.send(form, boat)
    expect([made.url.pathname, made.heading]).toEqual(['/staff/boats/at/NB-100', 'Newt'])
    expect(texts(made, '.govuk-notification-banner__content')).toEqual(['The boat was launched'])
  })

  test('that cannot be is said, and what was typed stays', async () => {
    const wrong = await lead.send(await lead.see('/staff/boats/new'), { ...boat, hull: 'nonsense' })
    expect([wrong.status, wrong.mistakes]).toEqual([400, ['Enter a number like AB-123']])
    const taken = await lead.send(wrong, { ...boat, hull: 'AB-101' })
    expect([taken.status, taken.mistakes]).toEqual([409, ['Not saved. There is a boat of this number already.']])
    expect(value(taken, 'name')).toBe('Newt')
  })

  test('of which something is told once is shown in the answer, and kept nowhere', async () => {
    const told = await lead.send(await lead.see('/staff/boats/new'), { ...boat, name: 'Secret' })
    expect([told.status, told.heading, factsOn(told)]).toEqual([
      200,
      'The boat was launched',
      { 'Launch code': 'seven odd oars' },
    ])
    expect((await lead.see('/staff/boats')).html).not.toContain('seven odd oars')
  })

  test('is not offered to those who may not', async () => {
    expect(texts(await worker.see('/staff/boats'), 'main a')).not.toContain('Launch a boat')
  })
})

describe('a form on a long way', () => {
  test('whose sign-in had ended is kept, and done once the same person is back', async () => {
    const one = new Person(harbour.url)
    await one.signIn('worker')
    const form = await one.see(INSPECT)
    one.comeBackLate()
    // The provider still knows them, so that nobody sees that they were signed in again.
    const back = await one.see(INSPECT, {
      method: 'POST',
      body: one.filled(form, typed).body,
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    expect(back.url.pathname).toBe(INSPECT)
    expect(texts(back, '.govuk-notification-banner__content')[0]).toContain('Not saved yet')
    expect(value(back, 'remark')).toBe(typed.remark)
    await one.send(back, typed)
    expect(await doneTo(harbour)).toHaveLength(1)
  })

  test('that met a part which is away is kept, said to be, and saved by opening it again', async () => {
    const page = await worker.see(GULL)
    const form = await follow(worker, page, 'Inspect the boat')
    const failed = await harbour.boats.away(() => worker.send(form, typed))
    expect([failed.status, failed.html.includes('It was not saved. What you typed is kept')]).toEqual([503, true])
    expect(await doneTo(harbour)).toEqual([])
    const again = await follow(worker, page, 'Inspect the boat')
    expect([value(again, 'remark'), texts(again, '.govuk-notification-banner__content')]).toEqual([
      typed.remark,
      ['Not saved yet. What you typed is still here: check it, then select “Save inspection”.'],
    ])
    expect((await worker.send(again, typed)).url.pathname).toBe(GULL)
    expect(await doneTo(harbour)).toHaveLength(1)
    expect((await worker.see(INSPECT)).html).not.toContain('Not saved yet')
  })

  test('is kept also where the part that is away names what there is to choose', async () => {
    const form = await worker.see(`${GULL}/moorings.bookStay`)
    const failed = await harbour.moorings.away(() => worker.send(form, { berth: 'a1', nights: '2' }))
    expect(failed.status).toBe(503)
    expect(await harbour.moorings.running.db.query('SELECT berth FROM stay')).toEqual([])
    const again = await worker.see(`${GULL}/moorings.bookStay`)
    expect(texts(again, '.govuk-notification-banner__content')[0]).toContain('Not saved yet')
    const chosen = again.document.querySelector<HTMLInputElement>('[name=berth][checked]')?.value
    expect([chosen, value(again, 'nights')]).toEqual(['a1', '2'])
  })
})
