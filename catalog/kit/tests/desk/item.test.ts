import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Person } from '../pages/person.ts'
import { cells, doneTo, factsOn, fill, follow, texts } from './at.ts'
import { type Harbour, startHarbour } from './harbour.ts'

const GULL = '/staff/boats/at/AB-101'

let harbour: Harbour
let worker: Person
let lead: Person
let watcher: Person
beforeAll(async () => {
  harbour = await startHarbour()
  const enter = async (account: string) => {
    const person = new Person(harbour.url)
    await person.signIn(account)
    return person
  }
  ;[worker, lead, watcher] = [await enter('worker'), await enter('lead'), await enter('watcher')]
}, 60_000)
beforeEach(() => fill(harbour))
afterAll(() => harbour?.stop())

const stay = (hull: string, berth: string) =>
  harbour.moorings.running.db.query(
    `INSERT INTO stay (id, hull, berth, nights, by) VALUES (gen_random_uuid(), $1, $2, 3, 'lead')`,
    [hull, berth],
  )
const actionsOn = async (person: Person, path = GULL) => texts(await person.see(path), '.service-actions li')

describe('an item', () => {
  test('is read at a glance: what its list shows first, then the rest, and what people answered', async () => {
    const list = await worker.see('/staff/boats')
    const page = await follow(worker, list, 'AB-101')
    expect([page.url.pathname, page.status, page.heading]).toEqual([GULL, 200, 'Gull'])
    expect(texts(page, '.govuk-caption-l')).toEqual(['AB-101'])
    expect(page.document.title).toBe('Gull – The harbour')
    expect(Object.entries(factsOn(page))).toEqual([
      ['Weather', 'Red'],
      ['State', 'Afloat'],
      ['Until', '1 January 2020 at 5pm Overdue'],
      ['Looked after by', 'Wendy Keel'],
      ['Length', '12'],
      ['Harbour', 'home-worker'],
      ['Built', '3 February 1999'],
      ['Insured', 'No'],
      ['Quay', 'Long Steps, Short Steps in Exampleton'],
      ['Away', '3 quarter moons'],
      ['Rats', '3'],
      ['Sober', 'Yes'],
      ['Ships cook', 'Ann Oar'],
    ])
    expect(texts(page, 'main h2')).toEqual([
      'Crew',
      'Where it lay',
      'Log',
      'Booked by whoever looks after it',
      'What you can do',
    ])
    expect(page.document.querySelector('.govuk-back-link')?.getAttribute('href')).toBe('/staff/boats')
  })

  test('says who has it also when nobody has', async () => {
    expect(factsOn(await worker.see('/staff/boats/at/AB-102'))['Looked after by']).toBe('Nobody yet')
  })

  test.each([
    '/staff/boats/at/AB-999',
    '/staff/boats/at/nonsense',
    '/staff/boats/at/AB-101,AB-102',
    '/staff/boats/at/%E0%A4%A',
  ])('%s is no item, and a page that says so', async (path) => {
    expect([400, 404]).toContain((await worker.see(path)).status)
  })

  test('of a list that has none is no page', async () => {
    expect((await worker.see('/staff/berths/at/a1')).status).toBe(404)
  })
})

describe('panels', () => {
  test('hold what is of this item alone, and say when there is nothing', async () => {
    const empty = await worker.see(GULL)
    expect(texts(empty, 'main h2 + p')).toEqual(['Nothing yet.', 'Nothing yet.', 'Nothing yet.'])
    await stay('AB-101', 'a1')
    await stay('AB-102', 'a2')
    const page = await worker.see(GULL)
    expect(cells(page, '#panel-table-stays')).toEqual([
      ['Near the light', '21 November 2026 at 5pm', '3', 'Lee Mast (lee@example.com)'],
    ])
    expect(texts(page, '.service-timeline li p')).toEqual([
      'Near the light',
      'Lee Mast (lee@example.com), 21 November 2026 at 5pm',
    ])
  })

  test('say above their entries when these are not all', async () => {
    await stay('AB-101', 'a1')
    expect((await worker.see(GULL)).document.querySelector('.govuk-warning-text')).toBeNull()
    await harbour.moorings.running.db.query('UPDATE stay SET nights = 60')
    expect(texts(await worker.see(GULL), '#stays + .govuk-warning-text strong')).toEqual([
      'WarningSome pages are missing.',
    ])
  })

  test('about what this item does not have hold nothing, and not everything', async () => {
    await stay('AB-103', 'a1')
    const booked = async (hull: string) => texts(await lead.see(`/staff/boats/at/${hull}`), '#booked + *')
    await harbour.boats.running.db.query("UPDATE boat SET warden = 'lead' WHERE hull = 'AB-101'")
    expect(await booked('AB-101')).toEqual(['AB-103 Near the light'])
    expect(await booked('AB-102')).toEqual(['Nothing yet.'])
  })

  test('lead on to the item of a list that has what an entry is', async () => {
    await stay('AB-101', 'a1')
    const entry = await follow(worker, await worker.see(GULL), 'Near the light')
    expect([entry.status, entry.url.pathname.replace(/[\w-]+$/, ''), entry.heading]).toEqual([
      200,
      '/staff/stays-of-all/at/',
      'AB-101',
    ])
    // An item of another part, and the panels that are about the same boat stand on it as well.
    expect(factsOn(entry)).toMatchObject({ Berth: 'Near the light', Nights: '3', By: 'Lee Mast (lee@example.com)' })
    expect(cells(entry, '#panel-table-stays')).toHaveLength(1)
    expect(texts(entry, '.service-actions li')).toEqual(['Give it a berth'])
  })

  test('and else to a page that shows it', async () => {
    await stay('AB-101', 'a1')
    const page = await worker.see(GULL)
    const link = page.document.querySelector('.service-timeline a')!.getAttribute('href')!
    const entry = await worker.see(link)
    expect([entry.status, entry.heading, factsOn(entry)]).toEqual([
      200,
      'Log',
      { Berth: 'Near the light', Place: 'Near the light', Closed: 'No' },
    ])
    expect(entry.document.querySelector('.govuk-back-link')?.getAttribute('href')).toBe(GULL)
    for (const path of ['log?berth=z9', 'log?berth=nonsense', 'stays-of-all?berth=a1', 'booked?hull=AB-101'])
      expect((await worker.see(`${GULL}/entry/${path}`)).status).toBe(404)
    expect((await watcher.see(link)).status).toBe(403)
  })

  test('that fail say so in their own place, and the rest of the page stands', async () => {
    const page = await harbour.moorings.away(() => worker.see(GULL))
    expect([page.status, page.heading]).toEqual([200, 'Gull'])
    expect(texts(page, 'main h2 + .govuk-inset-text')).toHaveLength(3)
    expect(factsOn(page).Weather).toBe('Red')
    expect(texts(page, '.service-actions li')).toContain('Inspect the boat')
  })

  test('are not there for somebody who may not read them', async () => {
    expect(texts(await watcher.see(GULL), 'main h2')).toEqual(['Crew'])
  })
})

describe('actions', () => {
  test('are offered once each, to whoever has the right, while the item lets them be done', async () => {
    expect(await actionsOn(worker)).toEqual([
      'Look after it myself',
      'Inspect the boat',
      'Say that it has sunk',
      'Give it a berth',
    ])
    expect(await actionsOn(lead)).toContain('Give it to somebody')
    expect(await actionsOn(watcher)).toEqual([])
    // What its own part forbids; another part knows nothing of it.
    expect(await actionsOn(worker, '/staff/boats/at/AB-104')).toEqual(['Give it a berth'])
  })

  test('without the right are refused by hand as well', async () => {
    const form = await worker.see(`${GULL}/boats.inspectBoat`)
    const { body } = worker.filled(form, { weather: 'calm', remark: 'x' })
    expect((await worker.see(`${GULL}/boats.giveBoat`)).status).toBe(403)
    expect((await worker.see(`${GULL}/boats.giveBoat`, { method: 'POST', body })).status).toBe(403)
    expect((await worker.see('/staff/boats/new', { method: 'POST', body })).status).toBe(403)
    expect(await doneTo(harbour)).toEqual([])
  })

  test('that there are not are no page, and those that are over lead back', async () => {
    expect((await worker.see(`${GULL}/boats.getBoat`)).status).toBe(404)
    expect((await worker.see(`${GULL}/explode`)).status).toBe(404)
    const page = await worker.see('/staff/boats/at/AB-104/boats.inspectBoat')
    expect(page.url.pathname).toBe('/staff/boats/at/AB-104')
  })

  test('that ask nothing are done by a button, once, by whoever presses it', async () => {
    const page = await worker.see('/staff/boats/at/AB-102')
    const done = await worker.send(page, {}, '.service-actions form')
    expect([done.url.pathname, texts(done, '.govuk-notification-banner__content')]).toEqual([
      '/staff/boats/at/AB-102',
      ['It is yours'],
    ])
    expect(factsOn(done)['Looked after by']).toBe('Wendy Keel')
    expect(texts(await worker.see(done.url.pathname), '.govuk-notification-banner')).toEqual([])
    await worker.send(page, {}, '.service-actions form')
    expect(await doneTo(harbour)).toEqual([{ hull: 'AB-102', actor: 'worker', what: 'warden' }])
  })

  test('of a panel are done in its own part', async () => {
    const form = await follow(worker, await worker.see(GULL), 'Give it a berth')
    expect(texts(form, 'label').slice(0, 2)).toEqual(['Near the light', 'Behind the mole'])
    const done = await worker.send(form, { berth: 'a2', nights: '4' })
    expect(cells(done, '#panel-table-stays')[0]?.slice(0, 3)).toEqual([
      'Behind the mole',
      '21 November 2026 at 5pm',
      '4',
    ])
    const taken = await worker.send(await worker.see('/staff/boats/at/AB-102/moorings.bookStay'), {
      berth: 'a2',
      nights: '1',
    })
    expect([taken.status, taken.mistakes]).toEqual([409, ['Not saved. There is a boat in this berth.']])
  })

  test('of a panel are offered while it lets them be done, and what it refuses meanwhile is not lost without a word', async () => {
    await stay('AB-101', 'a1')
    const form = await follow(worker, await worker.see(GULL), 'Give it a berth')
    await stay('AB-101', 'a2')
    const late = await worker.send(form, { berth: 'a2', nights: '4' })
    const over = 'Not saved. This was done or ended by someone else, and cannot be done any more'
    expect([late.status, late.mistakes]).toEqual([409, [over]])
    expect(await actionsOn(worker)).not.toContain('Give it a berth')
    expect((await worker.see(`${GULL}/moorings.bookStay`)).url.pathname).toBe(GULL)
    expect(await actionsOn(worker, '/staff/boats/at/AB-102')).toContain('Give it a berth')
  })
})
