import { expect, test } from 'vitest'
import { planOf } from '../support/plan.ts'

const intentOf = async (sentence: string) => (await planOf(sentence)).intent

test.each([
  ['case triage service', 'case-triage', 'Case triage', 'case'],
  ['build a case-triage service in social care', 'social-care-case-triage', 'Social care case triage', 'case'],
  ['triage referrals, high priority if there is a risk of harm', 'referral-triage', 'Referral triage', 'referral'],
  ['We need to TRIAGE noise complaints', 'noise-complaint-triage', 'Noise complaint triage', 'complaint'],
  [
    "prioritise children's social care concerns",
    'children-s-social-care-concern-triage',
    "Children's social care concern triage",
    'concern',
  ],
])('%s is called %s', async (sentence, name, title, noun) => {
  expect(await intentOf(sentence)).toMatchObject({ pattern: 'triage', name, title, noun })
})

test.each([
  ['answer within 2 working days', { amount: 2, unit: 'working-days' }],
  ['reply in three weeks', { amount: 21, unit: 'days' }],
  ['respond within 48 hours', { amount: 48, unit: 'hours' }],
  ['decide within ten business days', { amount: 10, unit: 'working-days' }],
  ['within 1 day', { amount: 1, unit: 'days' }],
])('%s', async (sentence, target) => {
  expect((await intentOf(`case triage, ${sentence}`)).deadline?.target).toEqual(target)
})

test.each(['answer soon', 'within 900 days', 'two working days', 'in social care'])(
  'no deadline in: %s',
  async (sentence) => {
    expect((await intentOf(`case triage, ${sentence}`)).deadline).toBeUndefined()
  },
)

test.each([
  ['high priority if there is a risk of harm', 'high', 'riskOfHarm', true, 'Is there a risk of harm?'],
  ['urgent when they live alone', 'urgent', 'theyLiveAlone', true, 'Do they live alone?'],
  ['if anyone is in immediate danger then urgent', 'urgent', 'immediateDanger', true, 'Is anyone in immediate danger?'],
  ['urgent if someone is over 75', 'urgent', 'age', { over: 75 }, 'How old is the person, in years?'],
  [
    'low priority if there are fewer than 3 children',
    'low',
    'numberOfChildren',
    { under: 3 },
    'How many children are there?',
  ],
  ['treat cases where children are involved as high', 'high', 'childrenAreInvolved', true, 'Are children involved?'],
  ['treat cases with children as high', 'high', 'children', true, 'Are there children?'],
  ['treat cases with a dog as high', 'high', 'dog', true, 'Is there a dog?'],
])('%s', async (words, outcome, field, is, title) => {
  const { rules } = await intentOf(`triage cases, ${words}, text people`)
  expect(rules).toMatchObject([{ outcome, when: [{ field, is, title }] }])
})

test('"or" makes two rules, "and" two conditions', async () => {
  const { rules } = await intentOf(
    'triage cases: urgent if there is no heating or they are over 75, high if there is damp and there is a baby',
  )
  expect(rules.map((rule) => [rule.outcome, rule.when.map((one) => one.field)])).toEqual([
    ['urgent', ['noHeating']],
    ['urgent', ['age']],
    ['high', ['damp', 'baby']],
  ])
})

test.each([
  ['text people', 'text'],
  ['notify them by SMS', 'text'],
  ['send a letter', 'letter'],
  ['keep people posted by email', 'email'],
])('%s goes by %s', async (words, value) => {
  expect((await intentOf(`case triage, ${words}`)).constraints).toMatchObject([{ kind: 'channel', value }])
})

test('every finding quotes the sentence, and what was not read is said', async () => {
  const sentence = 'triage referrals with purple unicorns, answer within 2 working days, text people'
  const intent = await intentOf(sentence)
  for (const because of [intent.patternBecause, intent.deadline!.because, intent.constraints[0]!.because]) {
    expect(sentence).toContain(because)
  }
  expect(intent.unread).toEqual(['purple', 'unicorns'])
})

test.each(['make me a sandwich', 'walk my dog on Sundays', 'a duty desk where wardens log worries about lone tenants'])(
  'no pattern fits: %s',
  async (sentence) => {
    await expect(intentOf(sentence)).rejects.toMatchObject({ code: 'no-pattern', exitStatus: 5 })
  },
)

test.each(['', '   ', '?!', '\n\t'])('an empty goal: %j', async (sentence) => {
  await expect(intentOf(sentence)).rejects.toMatchObject({ code: 'goal-empty', exitStatus: 2 })
})

test.each([
  ['book a slot at the recycling centre, at most 12 visits a year', 'booking', 'Recycling centre booking'],
  ['book an appointment with the registrar', 'booking', 'Registrar booking'],
  ['a booking service for hall hire', 'booking', 'Booking'],
  ['a booking service for the village hall, by letter', 'booking', 'Village hall booking'],
  ['triage of booking requests', 'triage', 'Request triage'],
  ['triage requests to book a slot at the library', 'triage', 'Request triage'],
])('%s: %s, called "%s"', async (sentence, pattern, title) => {
  expect(await intentOf(sentence)).toMatchObject({ pattern, title })
})

test.each([
  ['book a slot at the recycling centre, at most 12 visits a year', []],
  ['book an appointment with the registrar', []],
  ['book a time at the library for purple unicorns', ['purple', 'unicorns']],
])('%s: what only says once more that it is a booking is read', async (sentence, unread) => {
  expect((await intentOf(sentence)).unread).toEqual(unread)
})
