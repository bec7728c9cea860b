import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Person } from '../pages/person.ts'
import { cells, fill, follow, texts } from './at.ts'
import { type Harbour, startHarbour } from './harbour.ts'

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

const numbers = async (query: string) => cells(await worker.see(`/staff/boats${query}`)).map(([number]) => number)

describe('a list', () => {
  test('is where staff begin, in the order of the part, with words and names instead of codes', async () => {
    const page = await worker.see('/staff')
    expect([page.url.pathname, page.status, page.heading]).toEqual(['/staff/boats', 200, 'Boats'])
    expect(texts(page, '#list thead th')).toEqual([
      'Number',
      'Name',
      'Weather',
      'State',
      'Until',
      'Looked after by',
      'Length',
    ])
    expect(page.document.querySelectorAll('#list thead th[scope=col]')).toHaveLength(7)
    expect(page.document.querySelectorAll('#list tbody th[scope=row] a')).toHaveLength(3)
    expect(texts(page, 'caption')).toEqual(['Boats: 3'])
    expect(cells(page)).toEqual([
      ['AB-101', 'Gull', 'Red', 'Afloat', '1 January 2020 at 5pm Overdue', 'Wendy Keel', '12'],
      ['AB-102', 'Tern', 'Amber', 'Aground', '1 June 2099 at 9:30am', 'Nobody yet', '30'],
      ['AB-103', 'Auk', 'Green', 'Afloat', 'None', 'Olive Reef (left)', '8'],
    ])
    expect([...page.document.querySelectorAll('#list .govuk-tag--red')].map((one) => one.textContent?.trim())).toEqual([
      'Red',
      'Overdue',
    ])
  })

  test('stands beside the others that the person may see', async () => {
    const links = (page: Awaited<ReturnType<Person['see']>>) => texts(page, 'nav[aria-label=Staff] a')
    expect(links(await worker.see('/staff/boats'))).toEqual(['Boats', 'Stays', 'Berths'])
    const other = await worker.see('/staff/berths')
    expect(texts(other, 'nav[aria-label=Staff] [aria-current]')).toEqual(['Berths'])
    expect(cells(other)[0]).toEqual(['a1', 'Near the light', 'No'])
    expect(other.document.querySelector('#list a')).toBeNull()
    const watcher = new Person(harbour.url)
    expect(links(await watcher.signIn('watcher'))).toEqual(['Boats'])
    expect((await watcher.see('/staff/berths')).status).toBe(403)
  })

  test('is the same for everybody, each as themselves', async () => {
    const [one, other] = [await worker.see('/staff/boats'), await lead.see('/staff/boats')]
    expect(cells(one)).toEqual(cells(other))
    expect([one, other].map((page) => texts(page, '.service-staff__person span'))).toEqual([
      ['The worker'],
      ['The lead'],
    ])
  })

  test('is no list of somebody without its right, or without any of staff', async () => {
    const watcher = new Person(harbour.url)
    await watcher.signIn('watcher')
    expect((await watcher.see('/staff/berths')).status).toBe(403)
    expect((await watcher.see('/staff/boats/new')).status).toBe(403)
    const resident = new Person(harbour.url)
    expect((await resident.signIn('resident', '/staff/boats')).status).toBe(403)
    expect((await new Person(harbour.url).see('/staff/boats')).url.origin).toBe(harbour.provider.issuer)
  })

  test('has a view for each who and when, with how many there are', async () => {
    const page = await worker.see('/staff/boats')
    expect(texts(page, '.desk-views a')).toEqual([
      'Open (3)',
      'Mine (1)',
      'Nobody’s (1)',
      'My team’s (2)',
      'Overdue (1)',
      'Closed (1)',
    ])
    expect(texts(page, '.desk-views [aria-current]')).toEqual(['Open (3)'])
    const shown: Record<string, unknown[]> = {}
    for (const view of ['mine', 'nobodys', 'team', 'overdue', 'closed', 'made-up'])
      shown[view] = await numbers(`?view=${view}`)
    expect(shown).toEqual({
      mine: ['AB-101'],
      nobodys: ['AB-102'],
      team: ['AB-101', 'AB-103'],
      overdue: ['AB-101'],
      closed: ['AB-104'],
      'made-up': ['AB-101', 'AB-102', 'AB-103'],
    })
    expect((await follow(lead, await lead.see('/staff/boats'), 'Mine (0)')).html).toContain('There is nothing here.')
  })

  test('never says that what is over is overdue', async () => {
    expect(cells(await worker.see('/staff/boats?view=closed'))[0]?.[4]).toBe('1 January 2020 at 5pm')
  })
})

describe('filters', () => {
  test.each([
    ['a choice', '?weather=swell', ['AB-102']],
    ['one of those that a lookup names', '?warden=old', ['AB-103']],
    ['a day', '?builtSince-day=1&builtSince-month=1&builtSince-year=2005', ['AB-102']],
    ['a number', '?longest=10', ['AB-103']],
    ['words', '?q=%20gULL%20', ['AB-101']],
    ['several at once', '?weather=gale&q=u', ['AB-101']],
    ['a choice that there is not', '?weather=plague', ['AB-101', 'AB-102', 'AB-103']],
    ['a parameter that is no filter', '?limit=1&gone=true', ['AB-101', 'AB-102', 'AB-103']],
  ])('%s', async (_title, query, expected) => {
    expect(await numbers(query)).toEqual(expected)
  })

  test('keep what was chosen, count with it, and are cleared', async () => {
    const page = await worker.see('/staff/boats?weather=gale&q=AB')
    expect(texts(page, 'option[selected]')).toEqual(['Red'])
    expect(texts(page, '[name=warden] option')).toEqual([
      'All',
      'Wendy Keel',
      'Lee Mast (lee@example.com)',
      'Lee Mast (other.lee@example.com)',
      'Olive Reef (left)',
    ])
    expect(page.document.querySelector<HTMLInputElement>('[name=q]')?.value).toBe('AB')
    expect(texts(page, '.desk-views a').slice(0, 3)).toEqual(['Open (1)', 'Mine (1)', 'Nobody’s (0)'])
    const closed = await follow(worker, page, 'Closed (1)')
    expect(cells(closed).map(([number]) => number)).toEqual(['AB-104'])
    const cleared = await follow(worker, closed, 'Clear')
    expect(cleared.url.search).toBe('?view=closed')
    for (const words of ['nothing', 'x'.repeat(150), 'x'.repeat(3000)]) {
      const none = await worker.see(`/staff/boats?q=${words}`)
      expect([none.status, none.html.includes('Nothing fits what you are looking for.')]).toEqual([200, true])
    }
  })

  test.each([
    ['a number', 'longest=many', 'Enter a whole number between 1 and 500', '#longest'],
    ['a number out of its bounds', 'longest=501', 'Your answer must be between 1 and 500', '#longest'],
    ['a day', 'builtSince-day=31&builtSince-month=2&builtSince-year=2020', 'Enter a real date', '#builtSince-day'],
  ])('%s that cannot be right is said, and nothing else is shown in its place', async (_title, query, text, href) => {
    const page = await worker.see(`/staff/boats?${query}`)
    expect([page.status, page.mistakes, cells(page)]).toEqual([400, [text], []])
    expect(page.document.querySelector(`.govuk-error-summary a[href="${href}"]`)).not.toBeNull()
  })
})

describe('pages', () => {
  test('lead on with the filter, and back to the first', async () => {
    await harbour.boats.running.db.query(
      `INSERT INTO boat (hull, name, harbour, length) SELECT 'ZZ-' || n, 'Raft ' || n, 'north', 3 FROM generate_series(1000, 1129) n`,
    )
    const first = await worker.see('/staff/boats?q=raft')
    expect(texts(first, 'caption')).toEqual(['Boats: 20 on this page'])
    expect(texts(first, '.desk-views a')[0]).toBe('Open (130)')
    const second = await follow(worker, first, 'Next page')
    expect(cells(second)[0]?.[0]).toBe('ZZ-1020')
    expect((await follow(worker, second, 'First page')).url.search).toBe('?q=raft')
    expect((await worker.see('/staff/boats?q=raft&after=nonsense')).url.search).toBe('?q=raft')
  })
})

describe('counts', () => {
  test('are of a page, where nobody counts the whole', async () => {
    await harbour.moorings.running.db.query(
      `INSERT INTO stay (id, hull, berth, nights, by)
       SELECT gen_random_uuid(), 'AB-101', 'c' || n, 1 + n % 10, 'lead' FROM generate_series(1, 130) n`,
    )
    const page = await worker.see('/staff/stays-of-all')
    expect(texts(page, '.desk-views a')).toEqual(['All (100+)', 'Overdue (39)'])
  })
})

describe('when a part is away', () => {
  test('its list says so in its own place, and the others stand', async () => {
    const [page, other] = await harbour.boats.away(async () => [
      await worker.see('/staff/boats?weather=gale'),
      await worker.see('/staff/berths'),
    ])
    expect([page.status, page.heading]).toEqual([503, 'Boats'])
    expect(texts(page, '.govuk-inset-text')[0]).toContain('cannot be shown now')
    expect(texts(page, 'nav[aria-label=Staff] a')).toEqual(['Boats', 'Stays', 'Berths'])
    expect([other.status, cells(other).length]).toEqual([200, 3])
  })

  test('names are a help, not a need', async () => {
    const page = await harbour.moorings.away(() => worker.see('/staff/boats'))
    expect([page.status, cells(page)[0]?.[5]]).toEqual([200, 'worker'])
  })
})
