import { expect, test } from 'vitest'
import type { Answer } from '../../src/goal/decide.ts'
import { answersFor, bothWays } from '../support/generated-rules.ts'
import { compositionOf, planOf, rowsOf } from '../support/plan.ts'

// Whom a goal says that its service is for, by age or with "only": whoever it is not for is told so and goes no further.

const flu = 'flu jab appointments for over 65s and pregnant women'

test.each<[string, string, string[], (given: Record<string, Answer>) => boolean]>([
  [
    flu,
    'This service is for over 65s and pregnant women.',
    ['How old is the person, in years?', 'Are you a pregnant woman?'],
    ({ age, pregnantWoman }) => Number(age) > 65 || pregnantWoman === true,
  ],
  [
    'case triage for people aged 60 to 74',
    'This service is for people aged 60 to 74.',
    ['How old is the person, in years?'],
    ({ age }) => Number(age) >= 60 && Number(age) <= 74,
  ],
  [
    'book a slot at the clinic, open to women aged 50 to 70',
    'This service is for women aged 50 to 70.',
    ['Are you a woman?', 'How old is the person, in years?'],
    ({ age, woman }) => woman === true && Number(age) >= 50 && Number(age) <= 70,
  ],
  [
    'book an NHS health check for people aged 40 to 74',
    'This service is for people aged 40 to 74.',
    ['How old is the person, in years?'],
    ({ age }) => Number(age) >= 40 && Number(age) <= 74,
  ],
  [
    'book a slot at the youth club, for 11 to 17 year olds',
    'This service is for 11 to 17 year olds.',
    ['How old is the person, in years?'],
    ({ age }) => Number(age) >= 11 && Number(age) <= 17,
  ],
  [
    'triage referrals for children under 5 and pregnant women',
    'This service is for children under 5 and pregnant women.',
    ['How old is the child?', 'Is the person a pregnant woman?'],
    ({ childAge, pregnantWoman }) => Number(childAge) < 5 || pregnantWoman === true,
  ],
  [
    'book a slot at the clinic, residents aged 16 or over can book',
    'This service is for residents aged 16 or over.',
    ['How old is the person, in years?'],
    ({ age }) => Number(age) >= 16,
  ],
  [
    'book a slot at the tip, for people aged 17 or over with a van',
    'This service is for people aged 17 or over with a van.',
    ['How old is the person, in years?', 'Do you have a van?'],
    ({ age, van }) => Number(age) >= 17 && van === true,
  ],
  [
    'book a slot at the gym, you must be 18 or over',
    'This service is for people who are 18 or over.',
    ['How old is the person, in years?'],
    ({ age }) => Number(age) >= 18,
  ],
  [
    'book a slot at the gym. Not for under 16s',
    'This service is not for under 16s.',
    ['How old is the person, in years?'],
    ({ age }) => Number(age) >= 16,
  ],
  [
    'case triage only for carers',
    'This service is only for carers.',
    ['Is the person a carer?'],
    ({ carer }) => carer === true,
  ],
])('%s', async (sentence, says, asks, isFor) => {
  const plan = await planOf(sentence)
  expect(plan.unread.filter(({ kind }) => kind !== 'note')).toEqual([])
  // What may stop people is asked first.
  expect(
    plan.record
      .slice(0, asks.length)
      .map(({ question }) => question.title)
      .sort(),
  ).toEqual([...asks].sort())
  const composition = await compositionOf(sentence)
  expect(composition.journeys).toMatchObject([{ stops: ['eligible'], ends: 'submit' }])
  expect(new Set(rowsOf(composition, 'eligible').map(({ is }) => is))).toEqual(new Set([says]))
  const { code, table } = await bothWays(composition, 'eligible')
  for (const given of answersFor(composition, 'eligible')) {
    expect(table(given), JSON.stringify(given)).toBe(isFor({ ...given }) ? undefined : says)
    expect(code(given), JSON.stringify(given)).toBe(table(given))
  }
  // Both sides of each border are tried in the service, and what else is tried gets through.
  const tried = composition.scenarios.map(({ answers, expect: [one] }) => ({
    answers: answers as Record<string, Answer>,
    one,
  }))
  const stopped = tried.filter(({ one }) => one?.see === 'stop' && one.is === says)
  const through = tried.filter(({ one }) => one?.see === 'stop' && one.is === false)
  expect(stopped.length).toBeGreaterThan(0)
  expect(through.length).toBeGreaterThan(0)
  for (const { answers, one } of tried)
    expect(isFor(answers), JSON.stringify(answers)).toBe(!stopped.some((other) => other.one === one))
})

test('the border is tried from both sides', async () => {
  const { scenarios } = await compositionOf('case triage for people aged 60 to 74')
  const seen = scenarios.flatMap(({ answers, expect: [one] }) =>
    one?.see === 'stop' ? [[answers.age, one.is !== false]] : [],
  )
  expect(seen.sort()).toEqual([
    [59, true],
    [60, false],
    [74, false],
    [75, true],
  ])
})

test.each(['case triage for tenants, landlords and carers', 'a booking service for the village hall'])(
  'a list of people shuts nobody out: %s',
  async (sentence) => {
    expect(await planOf(sentence)).not.toHaveProperty('journeys')
  },
)

test.each([
  ['case triage only for morris dancers', ['rule: only for morris dancers']],
  ['case triage for over 65s and under 5s, for people aged 20 to 30', ['rule: for people aged 20 to 30']],
  ['book a slot at the pool for under 16s with an adult', ['rule: for under 16s with an adult']],
  ['book a check for people aged 40 to 74 without diabetes', ['negation: without diabetes']],
  ['case triage for people aged 60 to 74 and their carers', ['rule: for people aged 60 to 74 and their carers']],
  ['case triage only for older people', ['rule: only for older people']],
  ['case triage only for two carers', ['rule: only for two carers']],
  ['case triage only for other people', ['rule: only for other people']],
  ['case triage for people in more than 3 wards', ['rule: for people in more than 3 wards']],
  ['council tax discount calculator for over 65s', ['rule: for over 65s']],
])('of whom it is not understood that it is for nobody is stopped, and it is named: %s', async (sentence, lost) => {
  const { unread } = await planOf(sentence)
  expect(unread.flatMap(({ kind, words }) => (kind === 'note' ? [] : [`${kind}: ${words}`]))).toEqual(lost)
})

test('what holds for nobody whom the service is for is an error', async () => {
  const error = await planOf('case triage for people aged 60 to 74, high priority for under 18s').catch(
    (caught) => caught,
  )
  expect(error).toMatchObject({ code: 'goal-contradicts', exitStatus: 2 })
  expect(error.message).toContain('"high priority for under 18s"')
})
