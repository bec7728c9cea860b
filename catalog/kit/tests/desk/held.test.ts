import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ask } from '../../src/desk/index.ts'
import { faultsOf } from '../pages/faults.ts'
import { Person, type Seen } from '../pages/person.ts'
import { factsOn, follow, texts } from './at.ts'
import {
  crossingOf,
  doneIn,
  type Ferry,
  fill,
  fillDays,
  move,
  seat,
  seatsKept,
  startDesk,
  startOwn,
  TRIP,
} from './ferry.ts'

const GONE = 'That seat has just been taken. Choose another.'
const GROUPS = 'fieldset fieldset > legend.govuk-fieldset__legend--s'

const picked = (page: Seen) => page.document.querySelector<HTMLInputElement>('[name=seatId][checked]')?.value
const value = (page: Seen, name: string) => page.document.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value
const offered = (page: Seen) =>
  [...page.document.querySelectorAll<HTMLInputElement>('[name=seatId]')].map((one) => one.value)
/** Whatever a line of the summary leads to is there, and can have the focus. */
const led = (page: Seen) =>
  [...page.document.querySelectorAll<HTMLAnchorElement>('.govuk-error-summary__list a')].map((link) => {
    const target = page.document.getElementById(link.hash.slice(1))
    return target?.matches('input, textarea, select, [tabindex]') ? link.hash : `nowhere: ${link.hash}`
  })

/** Whoever proved the trip to be theirs. */
const owner = async ({ url }: Pick<Ferry, 'url'>): Promise<Person> => {
  const person = new Person(url)
  await person.send(await person.see('/track'), { reference: 'AB-101', contact: TRIP })
  return person
}

interface Place {
  ferry: Pick<Ferry, 'url' | 'db' | 'stop'>
  /** who calls the part */
  actor: string
  form: string
  after: string
  person: Person
  /** somebody else who may do the same */
  other: Person
  /** what is said when the trip cannot be moved as it is */
  refused: string
}

const places: [title: string, start: () => Promise<Place>][] = [
  [
    'on a desk, with the token of who is signed in',
    async () => {
      const ferry = await startDesk()
      const person = new Person(ferry.url)
      await person.signIn('worker')
      const other = new Person(ferry.url)
      await other.signIn('lead')
      const after = `/staff/trips/at/${TRIP}`
      return {
        ferry,
        actor: 'worker',
        form: `${after}/ferries.moveTrip`,
        after,
        person,
        other,
        refused: 'Not saved. Not this trip.',
      }
    },
  ],
  [
    'of their own, with the token of the service',
    async () => {
      const ferry = await startOwn()
      await fill(ferry)
      const [person, other] = [await owner(ferry), await owner(ferry)]
      return {
        ferry,
        actor: 'service',
        form: '/yours/ferries.moveTrip',
        after: '/yours',
        person,
        other,
        refused: 'Not done. Not this trip.',
      }
    },
  ],
]

describe.each(places)('what is picked is held: %s', (_title, start) => {
  let place: Place
  let person: Person
  let ferry: Place['ferry']
  beforeAll(async () => {
    place = await start()
    ;({ person, ferry } = place)
  }, 60_000)
  beforeEach(() => fill(ferry))
  afterAll(() => ferry?.stop())
  const open = () => person.see(place.form)
  const by = (...done: string[]) => done.map((one) => `${one} by ${place.actor}`)

  test('what is free is offered by days, each called by its time in the UK', async () => {
    const form = await open()
    expect([form.status, form.heading]).toEqual([200, 'Move the trip'])
    expect(texts(form, GROUPS)).toEqual(['Saturday 28 March 2099', 'Monday 30 March 2099'])
    expect(texts(form, '.govuk-radios__label')).toEqual(['9am', '9:30am', '9am', '9:30am'])
    expect(offered(form)).toEqual(['sat-9', 'sat-930', 'mon-9', 'mon-930'])
    expect([await doneIn(ferry), await faultsOf(form)]).toEqual([[], []])
  })

  test('of one day it is said which day it is', async () => {
    await ferry.db.query("DELETE FROM crossing WHERE id LIKE 'mon-%'")
    expect(texts(await open(), GROUPS)).toEqual(['Saturday 28 March 2099'])
  })

  test('it is held and given, once', async () => {
    const done = await person.send(await open(), { seatId: 'mon-9', remark: 'Rain.' })
    expect([done.url.pathname, texts(done, '.govuk-notification-banner__content')]).toEqual([
      place.after,
      ['The trip is moved'],
    ])
    expect(factsOn(done).Remark).toBe('Rain.')
    // What it is known by is a word between machines.
    expect(done.document.querySelector('main')?.textContent).not.toContain(TRIP)
    expect([await crossingOf(ferry), await doneIn(ferry), await seatsKept(ferry)]).toEqual([
      'mon-9',
      by('keep', 'move'),
      [],
    ])
  })

  test('sent twice at once and once more, it is held once, and nobody reads that it is taken', async () => {
    const form = await open()
    const sent = { seatId: 'sat-9', remark: 'Rain.' }
    const pages = await Promise.all([person.send(form, sent), person.send(form, sent)])
    pages.push(await person.send(form, sent))
    expect(pages.map(({ url }) => url.pathname)).toEqual([place.after, place.after, place.after])
    expect([await crossingOf(ferry), await doneIn(ferry)]).toEqual(['sat-9', by('keep', 'move')])
  })

  test('nothing is held while something else is wrong, and what was picked stays picked', async () => {
    const wrong = await person.send(await open(), { seatId: 'sat-930', remark: '' })
    expect([wrong.status, wrong.mistakes, picked(wrong)]).toEqual([400, ['Enter why'], 'sat-930'])
    expect(await doneIn(ferry)).toEqual([])
    const nothing = await person.send(await open(), { remark: 'Rain.' })
    expect([nothing.mistakes, led(nothing), value(nothing, 'remark')]).toEqual([
      ['Select a time'],
      ['#seatId'],
      'Rain.',
    ])
    expect(nothing.document.getElementById('seatId')?.getAttribute('value')).toBe('sat-9')
    expect(await faultsOf(nothing)).toEqual([])
  })

  test('taken since it was offered is said at its question, and what is free is offered anew', async () => {
    const form = await open()
    await ferry.db.query("UPDATE crossing SET seats = 0 WHERE id = 'sat-9'")
    const late = await person.send(form, { seatId: 'sat-9', remark: 'Rain.' })
    expect([late.status, late.mistakes, led(late)]).toEqual([400, [GONE], ['#seatId']])
    expect([offered(late), picked(late), value(late, 'remark')]).toEqual([
      ['sat-930', 'mon-9', 'mon-930'],
      undefined,
      'Rain.',
    ])
    expect([await doneIn(ferry), await faultsOf(late)]).toEqual([[], []])
    await person.send(late, { seatId: 'sat-930', remark: 'Rain.' })
    expect(await crossingOf(ferry)).toBe('sat-930')
  })

  test('of two people who pick the same at once one has it, and the other is offered what is left', async () => {
    const { other } = place
    const forms = [await open(), await other.see(place.form)] as const
    const sent = { seatId: 'sat-9', remark: 'Rain.' }
    const pages = await Promise.all([person.send(forms[0], sent), other.send(forms[1], sent)])
    const [late, ...more] = pages.filter(({ mistakes }) => mistakes.length > 0)
    expect([more, late?.mistakes, late && led(late)]).toEqual([[], [GONE], ['#seatId']])
    // By then the time from which the trip was moved may be free as well.
    expect(late && offered(late).filter((one) => one !== 'now')).toEqual(['sat-930', 'mon-9', 'mon-930'])
    expect([await crossingOf(ferry), await seatsKept(ferry)]).toEqual(['sat-9', []])
  })

  test.each([
    ['gone', GONE],
    ['not-found', GONE],
    ['limit-reached', 'You have crossed 12 times in a year.'],
    ['conflict', 'You have crossed 12 times in a year.'],
  ])('a hold that is refused as %s is said at its question', async (code, words) => {
    await ferry.db.query("UPDATE crossing SET refuses = $1 WHERE id = 'sat-9'", [code])
    const form = await open()
    const refused = await person.send(form, { seatId: 'sat-9', remark: 'Rain.' })
    expect([refused.status, refused.mistakes, led(refused)]).toEqual([409, [words], ['#seatId']])
    expect(texts(refused, '.govuk-error-message')).toEqual([`Error: ${words}`])
    expect([picked(refused), value(refused, 'remark')]).toEqual(['sat-9', 'Rain.'])
    expect([value(refused, '_key') === value(form, '_key'), await doneIn(ferry)]).toEqual([false, []])
    await person.send(refused, { seatId: 'mon-9', remark: 'Rain.' })
    expect(await crossingOf(ferry)).toBe('mon-9')
  })

  test.each<[string, string, string | null, string, string]>([
    ['for another answer', '?', null, 'Enter why', '#remark'],
    ['by what it is by now', 'Rain.', 'conflict', '', '#main-content'],
    ['since it is held no longer', 'Rain.', 'gone', GONE, '#seatId'],
    ['since there were enough', 'Rain.', 'limit-reached', 'Not this trip.', '#seatId'],
  ])('what was held is let go when the action is refused %s', async (_why, remark, code, said, at) => {
    await ferry.db.query('UPDATE trip SET refuses = $1', [code])
    const words = code === 'conflict' ? place.refused : said
    const refused = await person.send(await open(), { seatId: 'sat-9', remark })
    expect(refused.mistakes).toEqual([words])
    expect(led(refused)).toEqual([at])
    expect([picked(refused), await doneIn(ferry), await seatsKept(ferry)]).toEqual(['sat-9', by('keep', 'free'), []])
    await ferry.db.query('UPDATE trip SET refuses = NULL')
    await person.send(refused, { seatId: 'sat-9', remark: 'Rain.' })
    expect(await crossingOf(ferry)).toBe('sat-9')
  })

  test.each([
    ['unavailable', [503]],
    ['too-many-requests', [429]],
    // Right after signing in it is a fault of the set-up.
    ['unauthenticated', [500, 503]],
  ])(
    'of an action that is refused for now, as %s, it stays held, and the same form goes on',
    async (code, statuses) => {
      await ferry.db.query('UPDATE trip SET refuses = $1', [code])
      const form = await open()
      const sent = { seatId: 'sat-9', remark: 'Rain.' }
      expect(statuses).toContain((await person.send(form, sent)).status)
      expect(await seatsKept(ferry)).toEqual(['sat-9'])
      await ferry.db.query('UPDATE trip SET refuses = NULL')
      await person.send(form, sent)
      expect([await crossingOf(ferry), await doneIn(ferry)]).toEqual(['sat-9', by('keep', 'move')])
    },
  )

  test('nobody holds what was not offered to them', async () => {
    const form = await open()
    for (const seatId of ['far', 'nonsense', '../trips']) {
      const { path, body } = person.filled(form, { seatId, remark: 'Rain.' })
      const page = await person.see(path, { method: 'POST', body })
      expect([page.status, page.mistakes]).toEqual([400, [GONE]])
    }
    expect(await doneIn(ferry)).toEqual([])
  })

  test('where nothing is free that is said, and there is something to lead to', async () => {
    const form = await open()
    await ferry.db.query('UPDATE crossing SET seats = 0')
    const late = await person.send(form, { seatId: 'sat-9', remark: 'Rain.' })
    expect([late.mistakes, led(late), offered(late)]).toEqual([[GONE], ['#seatId'], []])
    expect([late.html.includes('There is nothing to choose from now.'), await faultsOf(late)]).toEqual([true, []])
  })

  test('of a long list whole days are offered, and later ones from the day that is asked for', async () => {
    await ferry.db.query("DELETE FROM crossing WHERE id LIKE 'sat-%' OR id LIKE 'mon-%'")
    await fillDays(ferry, 90)
    const first = await open()
    const days = texts(first, GROUPS)
    expect([days.length, days[0], days.at(-1), offered(first).length]).toEqual([
      6,
      'Wednesday 1 July 2099',
      'Monday 6 July 2099',
      96,
    ])
    expect([first.html.includes('There are more after these.'), await faultsOf(first)]).toEqual([true, []])
    const day = { 'seatId-from-day': '27', 'seatId-from-month': '9', 'seatId-from-year': '2099' }
    const later = await person.send(first, { ...day, remark: 'Rain.', _show: 'seatId' })
    expect([later.status, texts(later, GROUPS)]).toEqual([
      200,
      ['Sunday 27 September 2099', 'Monday 28 September 2099'],
    ])
    expect([value(later, 'seatId-from-day'), value(later, 'remark'), later.mistakes]).toEqual(['27', 'Rain.', []])
    expect([later.html.includes('There are more after these.'), await doneIn(ferry)]).toEqual([false, []])
    const wrong = await person.send(later, { seatId: 'day-89-3', remark: '' })
    expect([picked(wrong), wrong.mistakes]).toEqual(['day-89-3', ['Enter why']])
    await person.send(wrong, { seatId: 'day-89-3', remark: 'Rain.' })
    expect(await crossingOf(ferry)).toBe('day-89-3')
  })

  test('a day that there is not is said, and one that was typed and not asked for changes nothing', async () => {
    const form = await open()
    const day = { 'seatId-from-day': '31', 'seatId-from-month': '2', 'seatId-from-year': '2099' }
    const wrong = await person.send(form, { ...day, seatId: 'sat-9', remark: 'Rain.', _show: 'seatId' })
    expect([wrong.status, wrong.mistakes, led(wrong), picked(wrong)]).toEqual([
      400,
      ['Enter a real date'],
      ['#seatId-from-day'],
      'sat-9',
    ])
    expect(await faultsOf(wrong)).toEqual([])
    const later = { 'seatId-from-day': '30', 'seatId-from-month': '3', 'seatId-from-year': '2099' }
    await person.send(form, { ...later, seatId: 'sat-9', remark: 'Rain.' })
    expect(await crossingOf(ferry)).toBe('sat-9')
  })
})

describe('on a desk', () => {
  let ferry: Ferry
  let worker: Person
  beforeAll(async () => {
    ferry = await startDesk({ ...move(), ends: true, says: ['You cross on {seatId}.'] })
    worker = new Person(ferry.url)
    await worker.signIn('worker')
  }, 60_000)
  beforeEach(() => fill(ferry))
  afterAll(() => ferry?.stop())
  const FORM = `/staff/trips/at/${TRIP}/ferries.moveTrip`

  test('nothing is held before it is confirmed, in the words that it was offered in', async () => {
    const asked = await worker.send(await worker.see(FORM), { seatId: 'mon-930', remark: 'Rain.' })
    expect(factsOn(asked)).toEqual({
      'When do you want to cross?': 'Monday 30 March 2099, 9:30am',
      'Why?': 'Rain.',
    })
    expect(texts(asked, '#says p')).toEqual(['You cross on Monday 30 March 2099, 9:30am.'])
    expect([await doneIn(ferry), await faultsOf(asked)]).toEqual([[], []])
    const change = await worker.send(asked, { _change: 'yes' })
    expect([picked(change), await doneIn(ferry)]).toEqual(['mon-930', []])
    await worker.send(asked, { _confirmed: 'yes' })
    expect([await crossingOf(ferry), await doneIn(ferry)]).toEqual(['mon-930', ['keep by worker', 'move by worker']])
  })

  test('taken before it is confirmed leads back to its question', async () => {
    const asked = await worker.send(await worker.see(FORM), { seatId: 'mon-930', remark: 'Rain.' })
    await ferry.db.query("UPDATE crossing SET seats = 0 WHERE id = 'mon-930'")
    const late = await worker.send(asked, { _confirmed: 'yes' })
    expect([late.status, late.mistakes, offered(late)]).toEqual([400, [GONE], ['sat-9', 'sat-930', 'mon-9']])
  })

  test('from a later day on goes through the confirmation as well', async () => {
    await fillDays(ferry, 90)
    const day = { 'seatId-from-day': '27', 'seatId-from-month': '9', 'seatId-from-year': '2099' }
    const form = await worker.send(await worker.see(FORM), { ...day, _show: 'seatId' })
    const asked = await worker.send(form, { seatId: 'day-88-0', remark: 'Rain.' })
    await worker.send(asked, { _confirmed: 'yes' })
    expect(await crossingOf(ferry)).toBe('day-88-0')
  })

  test('what met a part that is away is kept with what was picked, and held when it is sent again', async () => {
    const asked = await worker.send(await worker.see(FORM), { seatId: 'sat-9', remark: 'Rain.' })
    const failed = await ferry.away(() => worker.send(asked, { _confirmed: 'yes' }))
    expect(failed.status).toBe(503)
    const again = await worker.see(FORM)
    expect([picked(again), texts(again, '.govuk-notification-banner__content').length]).toEqual(['sat-9', 1])
    await worker.send(await worker.send(again, { seatId: 'sat-9', remark: 'Rain.' }), { _confirmed: 'yes' })
    expect([await crossingOf(ferry), await doneIn(ferry)]).toEqual(['sat-9', ['keep by worker', 'move by worker']])
  })

  test('whoever may not hold is not offered what holds', async () => {
    const watcher = new Person(ferry.url)
    await watcher.signIn('watcher')
    const page = await watcher.see(`/staff/trips/at/${TRIP}`)
    expect([page.status, texts(page, '.service-actions a')]).toEqual([200, []])
    expect((await watcher.see(FORM)).status).toBe(403)
    expect((await follow(worker, await worker.see(`/staff/trips/at/${TRIP}`), 'Move the trip')).status).toBe(200)
  })
})

test('of their own not more is held from one place than pages let be held', async () => {
  const ferry = await startOwn({ HOLDS_PER_ADDRESS: '2' })
  try {
    await fill(ferry)
    const person = await owner(ferry)
    for (const seatId of ['sat-9', 'sat-930'])
      await person.send(await person.see('/yours/ferries.moveTrip'), { seatId, remark: 'Rain.' })
    const refused = await person.send(await person.see('/yours/ferries.moveTrip'), { seatId: 'mon-9', remark: 'Rain.' })
    expect(refused.mistakes).toEqual([
      'Too many choices were made from where you are. Wait a few minutes, then choose again.',
    ])
    expect(await crossingOf(ferry)).toBe('sat-930')
  } finally {
    await ferry.stop()
  }
}, 60_000)

test('of their own nothing is offered that cannot be picked by what their record holds', async () => {
  const ferry = await startOwn({}, '')
  try {
    await fill(ferry)
    const person = await owner(ferry)
    expect(texts(await person.see('/yours'), '.service-actions a')).toEqual([])
    expect((await person.see('/yours/ferries.moveTrip')).url.pathname).toBe('/yours')
  } finally {
    await ferry.stop()
  }
}, 60_000)

test.each<[string, (ask: Ask) => void, string]>([
  ['a parameter that there is not', (ask) => (ask.needs = { pier: 'landing' }), 'has no parameter pier; it has'],
  ['a member that there is not', (ask) => (ask.needs = { stage: 'pier' }), 'what is at hand has no member pier'],
  ['a member of another type', (ask) => (ask.needs = { stage: 'tripId' }), 'is not of the type of the member tripId'],
  ['nothing for what is needed', (ask) => delete ask.needs, 'the parameter stage of ferries.listCrossings is at hand'],
  [
    'days of what has none',
    (ask) => (ask.group = 'fare'),
    'the member fare of a row of ferries.listCrossings is no moment',
  ],
  ['a hold of no list', (ask) => delete ask.from, 'has hold, and no from that lists what there is to hold'],
  ['a hold that there is not', (ask) => (ask.hold!.do = 'ferries.keep'), 'there is no operation ferries.keep'],
  [
    'a hold that takes nothing so',
    (ask) => (ask.hold!.takes = 'time'),
    'the body of ferries.keepSeat has no member time',
  ],
  [
    'a hold that takes another',
    (ask) => (ask.hold!.takes = 'name'),
    'ferries.keepSeat needs crossing, which nothing gives',
  ],
  [
    'a hold that gives nothing so',
    (ask) => (ask.hold!.gives = 'id'),
    'the answer of ferries.keepSeat has no member id',
  ],
  [
    'a row of another type',
    (ask) => (ask.value = 'startsAt'),
    'the member startsAt of a row of ferries.listCrossings is not',
  ],
  [
    'a release of another',
    (ask) => (ask.hold!.release = 'ferries.getTrip'),
    'ferries.getTrip is not about what is held alone',
  ],
])(
  '%s is an error at the start',
  async (_title, change, text) => {
    const action = move()
    change(action.asks[0]!)
    await expect(startDesk(action)).rejects.toThrow(text)
  },
  60_000,
)

test('what nobody says of a hold follows from its types', async () => {
  const { value: _, ...ask } = seat()
  const ferry = await startDesk({ ...move(), asks: [ask, ...move().asks.slice(1)] })
  await ferry.stop()
}, 60_000)
