import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withHolds } from '../../src/pages/index.ts'
import { passOn } from '../../src/pass-on.ts'
import { Problem, ProblemResponse } from '../../src/problem.ts'
import { Diary, diaryQuestions } from './diary.ts'
import { faultsOf } from './faults.ts'
import { type Filled, Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

const GONE = 'The time you chose is no longer free. Choose another.'

let diary = new Diary()
let service: ExampleService
let person: Person
/** What the service refuses when it is sent. */
let refusing: Error | undefined
/** What a part refuses of the time, as the service passes it on. */
let passing: ProblemResponse | undefined
/** Whether what was sent is not done yet. */
let unsure = false
beforeAll(async () => {
  service = await startService((pages) => {
    pages.questions = diaryQuestions(() => diary)
    const submit = pages.submit
    pages.submit = async (answers, visitor, key, holds) => {
      if (refusing) throw refusing
      if (passing) await passOn(Promise.reject(passing), '/body/time')
      const given = withHolds(answers, holds)
      if (!service.world.submitted.some((one) => one.key === key)) diary.confirm(String(given.time))
      const sent = await submit(given, visitor, key, holds)
      return unsure ? { ...sent, pending: true } : sent
    }
    pages.confirmation.pending = { panel: 'Received', paragraphs: ['It is not certain yet.'] }
    pages.settled = async (reference) => (unsure ? undefined : { reference, paragraphs: ['Your time is Monday.'] })
  })
}, 60_000)
beforeEach(async () => {
  diary = new Diary()
  person = new Person(service.url)
  refusing = undefined
  passing = undefined
  unsure = false
  service.world.failing = {}
  service.world.cases.clear()
  service.world.submitted.length = 0
  await service.running.db.query('DELETE FROM kit_taken')
})
afterAll(() => service?.stop())

const answers: Record<string, Filled> = {
  who: { who: 'Test Person' },
  town: { town: 'north' },
  time: { time: 'monday-9' },
  note: { note: 'Nothing.' },
  last: { last: 'yes' },
}

/** Answers the questions up to, and not including, `until`; the page then shown. */
async function upTo(until: string, changed: Record<string, Filled> = {}): Promise<Seen> {
  let page = await person.see('/apply')
  for (const [name, given] of Object.entries({ ...answers, ...changed })) {
    if (name === until) return page
    page = await person.send(page, given)
  }
  return page
}
const change = async (name: string, given: Filled) => person.send(await person.step(name), given)
const offered = (page: Seen) =>
  [...page.document.querySelectorAll<HTMLInputElement>('main [type=radio]')].map(({ value }) => value)
const chosen = (page: Seen) => page.document.querySelector('main [type=radio][checked]')?.getAttribute('value')
const kept = (page: Seen) =>
  [...page.document.querySelectorAll('.govuk-inset-text')].map((one) => tidy(one.textContent))
const times = () => [...diary.held.values()].map(({ time }) => time)
/** Time goes by: what is held ends, for the part and for the service, whose session says until when. */
async function later(): Promise<void> {
  for (const one of diary.held.values()) one.until = Date.now() - 1
  await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('what is picked', () => {
  test('is held, which the pages behind it say, and sent by the identifier of its hold', async () => {
    const page = await upTo('note')
    expect([page.place, times()]).toEqual(['/apply/note', ['monday-9']])
    expect(kept(page)).toEqual([
      expect.stringMatching(/^We keep this time for you until .*\d(am|pm)|midnight|midday\.$/),
    ])
    expect(kept(await person.step('time'))).toEqual([])
    expect(kept(await person.step('town'))).toEqual([])
    await person.send(await person.step('note'), answers.note)
    const check = await change('last', answers.last!)
    expect([check.place, kept(check).length]).toEqual(['/apply/check', 1])
    expect((await person.send(check)).place).toBe('/apply/confirmation')
    expect(service.world.submitted).toMatchObject([{ answers: { time: 'hold-1', note: 'Nothing.' } }])
    expect([diary.released, [...diary.booked.values()]]).toEqual([[], ['monday-9']])
  })

  test('what is not sure when it is sent is said to be so, until it is', async () => {
    const check = await upTo('')
    unsure = true
    const said = ({ heading, html }: Seen) => [heading, /It is not certain yet|Your time is Monday/.exec(html)?.[0]]
    expect(said(await person.send(check))).toEqual(['Received', 'It is not certain yet'])
    expect(said(await person.step('confirmation'))).toEqual(['Received', 'It is not certain yet'])
    unsure = false
    expect(said(await person.step('confirmation'))).toEqual(['Report sent', 'Your time is Monday'])
    unsure = true
    expect(said(await person.step('confirmation'))).toEqual(['Report sent', 'Your time is Monday'])
  })

  test('is offered to nobody else, and still to the one it is held for, where it stood', async () => {
    await upTo('note', { time: { time: 'tuesday-9' } })
    const page = await person.step('time')
    expect([offered(page), chosen(page)]).toEqual([['monday-9', 'monday-10', 'tuesday-9', 'tuesday-10'], 'tuesday-9'])
    const mine = person
    person = new Person(service.url)
    expect(offered(await upTo('time'))).toEqual(['monday-9', 'monday-10', 'tuesday-10'])
    expect((await mine.send(page, { time: 'tuesday-9' })).place).toBe('/apply/note')
    expect([diary.keys.length, diary.released]).toEqual([1, []])
  })

  test.each<[string, string, Filled, string[]]>([
    ['another is picked', 'time', { time: 'tuesday-10' }, ['tuesday-10']],
    ['it is passed by', 'time', {}, []],
    ['what it hangs on changes', 'town', { town: 'south' }, []],
  ])('is let go when %s', async (_how, name, given, now) => {
    await upTo('last')
    await change(name, given)
    expect([diary.released, times()]).toEqual([['hold-1'], now])
  })

  test('is held once, however often the same is sent at once', async () => {
    const { path, body } = person.filled(await upTo('time'), answers.time)
    const pages = await Promise.all([0, 1, 2].map(() => person.see(path, { method: 'POST', body })))
    expect(pages.map(({ place }) => place)).toEqual(['/apply/note', '/apply/note', '/apply/note'])
    expect([times(), diary.released]).toEqual([['monday-9'], []])
  })

  test('of two picked at once one is held', async () => {
    const page = await upTo('time')
    await Promise.all(['monday-9', 'tuesday-9'].map((time) => person.send(page, { time })))
    expect(times()).toHaveLength(1)
    expect(times()).toEqual([chosen(await person.step('time'))])
  })

  test('but not what another has picked since the page was opened, which is said as such', async () => {
    const page = await upTo('time')
    const mine = person
    person = new Person(service.url)
    await upTo('note')
    const refused = await mine.send(page, { time: 'monday-9' })
    expect([refused.status, refused.place, refused.mistakes]).toEqual([400, '/apply/time', [GONE]])
    expect(offered(refused)).toEqual(['monday-10', 'tuesday-9', 'tuesday-10'])
  })

  test('and whose answer was lost is not held twice when it is picked again', async () => {
    diary.failingLate = new ProblemResponse(503, 'unavailable', 'away')
    const page = await upTo('time')
    expect((await person.send(page, answers.time)).status).toBe(503)
    diary.failingLate = undefined
    const again = await person.step('time')
    expect(offered(again)).toContain('monday-9')
    expect((await person.send(again, answers.time)).place).toBe('/apply/note')
    expect([new Set(diary.keys).size, times(), diary.released]).toEqual([1, ['monday-9'], []])
  })

  test('and whose answer is heard of when it has ended is held anew', async () => {
    diary.failingLate = new ProblemResponse(503, 'unavailable', 'away')
    diary.minutes = 0
    await person.send(await upTo('time'), answers.time)
    diary.failingLate = undefined
    diary.minutes = 15
    expect((await person.send(await person.step('time'), answers.time)).place).toBe('/apply/note')
    expect(times().length - 1).toBe(new Set(diary.keys).size - 1)
  })

  test.each([
    ['gone', new Problem('gone', 'Taken.'), GONE],
    ['limit-reached', new ProblemResponse(409, 'limit-reached', 'You have had 12 visits.'), 'You have had 12 visits.'],
    ['conflict', new Problem('conflict', 'This bay is closed.'), 'This bay is closed.'],
  ])('and refused as %s: the question says so', async (_code, error, words) => {
    const page = await upTo('time')
    diary.failing = error
    const refused = await person.send(page, answers.time)
    expect([refused.status, refused.place, refused.mistakes]).toEqual([400, '/apply/time', [words]])
    const link = refused.document.querySelector<HTMLAnchorElement>('.govuk-error-summary__list a')
    expect(refused.document.getElementById(link?.hash.slice(1) ?? '')).not.toBeNull()
    expect(tidy(refused.document.querySelector('main .govuk-error-message')?.textContent ?? '')).toBe(`Error: ${words}`)
    expect(await faultsOf(refused)).toEqual([])
    diary.failing = undefined
    expect((await person.send(refused, { time: 'monday-10' })).place).toBe('/apply/note')
    expect((await person.step('time')).mistakes).toEqual([])
  })

  test('may be another one although the first one filled the limit', async () => {
    diary.most = 1
    await upTo('note')
    expect((await change('time', { time: 'tuesday-9' })).place).toBe('/apply/note')
    expect([times(), diary.released]).toEqual([['tuesday-9'], ['hold-1']])
    diary.most = 0
    const refused = await change('time', { time: 'monday-10' })
    expect([refused.place, refused.mistakes]).toEqual(['/apply/time', ['You have had 12 visits in a year.']])
    expect((await person.step('check')).place).toBe('/apply/time')
  })

  test('is held for a few of one address, and no more for a while', async () => {
    const page = await upTo('time')
    for (let count = 0; count < 20; count += 1) await person.send(page, { time: `monday-${count % 2 ? 9 : 10}` })
    const refused = await person.send(await person.step('time'), { time: 'tuesday-9' })
    expect([refused.place, refused.mistakes]).toEqual([
      '/apply/time',
      ['Too many choices were made from where you are. Wait a few minutes, then choose again.'],
    ])
    expect(chosen(refused)).toBe('monday-9')
    expect(times()).toEqual(['monday-9'])
    const rows = await service.running.db.query<{ what: string }>('SELECT what FROM kit_taken')
    expect(rows.map(({ what }) => what)).toEqual([expect.stringMatching(/^hold [\w-]{43}$/)])
  })
})

describe('a hold that has ended', () => {
  test.each(['note', 'check', 'submit'])(
    'leads back from %s to its question, and all other answers are kept',
    async (step) => {
      diary.minutes = 0.02
      const { body } = person.filled(await upTo('last'), {})
      await new Promise((resolve) => setTimeout(resolve, 1300))
      const page = await person.see(`${person.application}/${step}`, step === 'submit' ? { method: 'POST', body } : {})
      expect([page.status, page.place, page.mistakes]).toEqual([400, '/apply/time', [GONE]])
      expect(await faultsOf(page)).toEqual([])
      expect((await person.step('time')).mistakes).toEqual([GONE])
      diary.minutes = 15
      const next = await person.send(page, { time: 'tuesday-9' })
      expect([next.place, kept(next).length]).toEqual(['/apply/last', 1])
      const check = await person.send(next, answers.last)
      expect(check.html).toContain('Nothing.')
      expect((await person.send(check)).place).toBe('/apply/confirmation')
    },
  )

  test('for the part alone leads back when it is sent', async () => {
    const check = await upTo('')
    await later()
    const page = await person.send(check)
    expect([page.place, page.mistakes]).toEqual(['/apply/time', [GONE]])
    expect(service.world.submitted).toEqual([])
    expect((await person.send(page, { time: 'monday-9' })).place).toBe('/apply/check')
    expect((await person.send(await person.step('check'))).place).toBe('/apply/confirmation')
  })

  test('while the end of a try is not known leads nowhere: the next try tells', async () => {
    diary.minutes = 0.02
    const check = await upTo('')
    refusing = new ProblemResponse(503, 'unavailable', 'away')
    expect((await person.send(check)).status).toBe(503)
    await new Promise((resolve) => setTimeout(resolve, 1300))
    const again = await person.step('check')
    expect([again.place, kept(again)]).toEqual(['/apply/check', []])
    refusing = undefined
    expect((await person.send(again)).mistakes).toEqual([GONE])
  })
})

describe('what is sent and refused', () => {
  const pointing = (code: 'gone' | 'limit-reached' | 'conflict' | 'invalid-request', ...names: string[]) =>
    new Problem(
      code,
      'In the words of the part.',
      names.map((name) => ({ pointer: `/body/${name}`, detail: 'no' })),
    )

  test.each<[string, Error, string, string]>([
    ['gone', pointing('gone', 'time'), 'time', GONE],
    ['limit-reached', pointing('limit-reached', 'time'), 'time', 'In the words of the part.'],
    ['conflict', pointing('conflict', 'time'), 'time', 'In the words of the part.'],
    ['gone, of a part that does not know the question', new ProblemResponse(409, 'gone', 'Ended.'), 'time', GONE],
    ['limit-reached, likewise', new ProblemResponse(409, 'limit-reached', 'Twelve.'), 'time', 'Twelve.'],
    ['conflict about another question', pointing('conflict', 'note'), 'note', 'In the words of the part.'],
    ['invalid', pointing('invalid-request', 'note'), 'note', 'Check your answer to “What should we know?”'],
  ])('leads back to its question: %s', async (_name, error, question, words) => {
    const check = await upTo('')
    refusing = error
    const page = await person.send(check)
    expect([page.status, page.place, page.mistakes]).toEqual([400, `/apply/${question}`, [words]])
    expect(diary.released).toEqual(question === 'time' ? ['hold-1'] : [])
    refusing = undefined
    const again = await person.send(page, question === 'time' ? { time: 'tuesday-9' } : { note: 'Better.' })
    expect((await person.send(again)).place).toBe('/apply/confirmation')
    expect(service.world.submitted).toHaveLength(1)
  })

  test.each(['gone', 'limit-reached', 'conflict'])('and passed on with its place leads there: %s', async (code) => {
    const check = await upTo('')
    passing = new ProblemResponse(409, code, 'In the words of the part.')
    const page = await person.send(check)
    expect([page.place, page.mistakes]).toEqual(['/apply/time', [code === 'gone' ? GONE : 'In the words of the part.']])
  })

  test('about several questions names them on the check page', async () => {
    const check = await upTo('')
    refusing = pointing('invalid-request', 'note', 'who')
    const page = await person.send(check)
    expect([page.status, page.heading]).toEqual([400, 'Check your answers'])
    expect(page.mistakes).toHaveLength(2)
  })
})
