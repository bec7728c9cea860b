import { type Person, type Seen, tidy } from '../pages/person.ts'
import type { Harbour } from './harbour.ts'

type Parts = Pick<Harbour, 'boats' | 'moorings'>

/** What a page says, as a person reads it. */
export const texts = (page: Seen, selector: string): string[] =>
  [...page.document.querySelectorAll(selector)].map((one) => tidy(one.textContent))

export const cells = (page: Seen, table = '#list'): string[][] =>
  [...page.document.querySelectorAll(`${table} tbody tr`)].map((row) =>
    [...row.querySelectorAll('th, td')].map((one) => tidy(one.textContent)),
  )

/** The summary list of an item: what stands beside a key. */
export const factsOn = (page: Seen): Record<string, string> =>
  Object.fromEntries(
    [...page.document.querySelectorAll('.govuk-summary-list__row')].map((row) => [
      tidy(row.querySelector('dt')!.textContent),
      tidy(row.querySelector('dd')!.textContent),
    ]),
  )

/** Follows a link of a page by its text. */
export const follow = (person: Person, page: Seen, text: string): Promise<Seen> => {
  const link = [...page.document.querySelectorAll('a')].find((one) => tidy(one.textContent) === text)
  if (!link) throw new Error(`No link ${text} on ${page.url.pathname}: ${texts(page, 'main a').join(' | ')}`)
  return person.see(new URL(link.getAttribute('href')!, page.url).href)
}

const SAMPLES = [
  ['AB-101', 'Gull', 'gale', 'afloat', '2020-01-01T17:00:00Z', 'worker', 'home-worker', 12, '1999-02-03'],
  ['AB-102', 'Tern', 'swell', 'aground', '2099-06-01T08:30:00Z', null, 'north-pier', 30, '2010-07-08'],
  ['AB-103', 'Auk', 'calm', 'afloat', null, 'old', 'home-worker', 8, null],
  ['AB-104', 'Dodo', 'gale', 'sunk', '2020-01-01T17:00:00Z', 'lead', 'north-pier', 5, null],
]

/** Four boats, and no stays. */
export async function fill({ boats, moorings }: Parts): Promise<void> {
  await boats.running.db.query('TRUNCATE boat, done')
  await moorings.running.db.query('TRUNCATE stay')
  for (const one of SAMPLES)
    await boats.running.db.query(
      `INSERT INTO boat (hull, name, weather, state, until, warden, harbour, length, built, crew)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{"ships-cook": "Ann Oar", "rats": 3, "sober": true}')`,
      one,
    )
}

/** What was done to boats, in order. */
export const doneTo = ({ boats }: Parts): Promise<{ hull: string; actor: string; what: string }[]> =>
  boats.running.db.query('SELECT hull, actor, what FROM done ORDER BY id')
