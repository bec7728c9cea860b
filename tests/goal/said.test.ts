import { expect, test } from 'vitest'
import { unreadProblems } from '../../src/steps/unread.ts'
import { catalog, compositionOf, planOf, rowsOf } from '../support/plan.ts'

// Sentences of councils and the NHS. Each is read right, or what is not read is named by its clause: nothing is lost.

/** What nobody may lose, as "kind: words". */
const lostOf = async (sentence: string) =>
  (await planOf(sentence)).unread.flatMap(({ kind, words }) => (kind === 'note' ? [] : [`${kind}: ${words}`]))

test.each([
  ['case triage, answer within 4 working hours', ['time: answer within 4 working hours']],
  ['triage requests, residents are answered within 2 days', ['time: residents are answered within 2 days']],
  ['case triage, furniture within 10 days', ['time: furniture within 10 days']],
  ['case triage, an appeal can be decided within 2 days', ['time: an appeal can be decided within 2 days']],
  ['complaint triage, complaints that come in by letter', ['channel: complaints that come in by letter']],
  ['triage complaints that come in by letter', ['channel: that come in by letter']],
  ['triage emails', ['channel: emails']],
  ['case triage without asking where they live', ['negation: without asking where they live']],
  [
    'case triage. Text the tenant the outcome, never the landlord',
    ['channel: Text the tenant the outcome', 'negation: never the landlord'],
  ],
  [
    'book a slot at the tip, £21, reduced to £10.50 for charities',
    ['amount: £21', 'amount: reduced to £10.50 for charities'],
  ],
  [
    'book a slot at the food bank, no more than three vouchers in six months per household',
    ['limit: no more than three vouchers in six months per household'],
  ],
  ['case triage, keep for 7 years then delete', ['time: keep for 7 years then delete']],
  [
    'Damp and mould reports triage: emergency hazards investigated within 24 hours, significant ones within 10 working days',
    ['time: emergency hazards investigated within 24 hours', 'time: significant ones within 10 working days'],
  ],
  ['case triage, residents can appeal within 28 days', ['time: residents can appeal within 28 days']],
  [
    'case triage, heating repairs are urgent if the tenant is over 75',
    ['rule: heating repairs are urgent if the tenant is over 75'],
  ],
  ['triage referrals, answer within soon', ['time: answer within soon']],
  ['triage referrals, answer as quickly as possible', ['time: answer as quickly as possible']],
  ['case triage, decide immediately', ['time: decide immediately']],
  ['case triage, urgent cases, within 2 hours', ['rule: urgent cases', 'time: within 2 hours']],
  // Whether all is urgent, or the time is for what is, nobody can tell.
  ['case triage, urgent, answer within 2 days', ['rule: urgent', 'time: answer within 2 days']],
  ['case triage, answer within 2 days, urgent', ['time: answer within 2 days', 'rule: urgent']],
  ['case triage: high priority; decide within 3 days', ['rule: high priority', 'time: decide within 3 days']],
  ['case triage, answer within 2 days unless urgent', ['rule: answer within 2 days unless urgent']],
  [
    'case triage, morris dancers get high priority if they live alone',
    ['rule: morris dancers get high priority if they live alone'],
  ],
  ['case triage, carers in Leeds or York get high priority', ['rule: carers in Leeds or York get high priority']],
  ['case triage, remind them 2 days before', ['time: remind them 2 days before']],
  ['book a slot at the tip, remind them 2 working days before', ['time: remind them 2 working days before']],
  ['book a slot at the tip, remind them within 2 days', ['time: remind them within 2 days']],
  ['case triage, for carers, answer within 2 days', ['time: for carers, answer within 2 days']],
  ['case triage, answer emails within 2 days', ['time: answer emails within 2 days']],
  ['case triage, a decision by 5pm on the same day', ['time: a decision by 5pm on the same day']],
  ['case triage, staff can see a map', ['rule: staff can see a map']],
  [
    'case triage, answer within 2 days for everyone except children',
    ['negation: answer within 2 days for everyone except children'],
  ],
  ['case triage for urgent cases answer within 2 hours', ['rule: for urgent', 'time: answer within 2 hours']],
  ['a text triage service', ['channel: a text']],
  ['case triage, when a case is closed text people', ['rule: when a case is closed text people']],
  ['case triage, anonymous reports allowed', ['rule: anonymous reports allowed']],
  ['case triage, in 2 languages', ['amount: in 2 languages']],
  ['case triage, open Monday to Friday 9am to 5pm', ['time: open Monday to Friday 9am to 5pm']],
  ['case triage, the landlord gets a copy', ['person: the landlord gets a copy']],
])('nothing is made of a clause that is half read, and it is named: %s', async (sentence, lost) => {
  const { intent, rules } = await planOf(sentence)
  expect(await lostOf(sentence)).toEqual(lost)
  expect(intent).toMatchObject({ constraints: [], rules: [], times: [], limits: [] })
  expect(intent.deadline).toBeUndefined()
  expect(rules.respondWithin?.rows ?? []).toEqual(
    intent.pattern === 'triage' ? [{ when: {}, is: { amount: 10, unit: 'working-days' } }] : [],
  )
})

test.each([
  'triage referrals with purple unicorns',
  'case triage for tenants, landlords and carers',
  'NHS 111 triage',
  'triage referrals and work out who should answer',
])('words that change nothing are a note: %s', async (sentence) => {
  expect(await lostOf(sentence)).toEqual([])
  expect((await planOf(sentence)).unread.length).toBeGreaterThan(0)
})

const hours = (amount: number) => ({ amount, unit: 'hours' })
const days = (amount: number) => ({ amount, unit: 'days' })

test.each([
  [
    'red within 4 hours, amber within 24 hours and green within 72 hours',
    [
      ['urgent', hours(4)],
      ['high', hours(24)],
      ['standard', hours(72)],
    ],
  ],
  [
    'red within 2 hours, amber 6, green 24',
    [
      ['urgent', hours(2)],
      ['high', hours(6)],
      ['standard', hours(24)],
    ],
  ],
  [
    'P1 within 4 hours; P2 within 2 days; P3 within 5 days',
    [
      ['urgent', hours(4)],
      ['high', days(2)],
      ['standard', days(5)],
    ],
  ],
])('a scale of the goal names the outcomes, and gives each its time: %s', async (words, rows) => {
  const { rules, unread, values } = await planOf(`case triage, ${words}`)
  expect(rules.respondWithin).toMatchObject({ gives: 'ResponseTarget/record', inputs: { priority: 'rule.priority' } })
  expect(rules.respondWithin!.rows.map(({ is, when }) => [when.priority, is])).toEqual(rows)
  const [urgent = ''] = words.split(' ')
  expect(values.Priority).toMatchObject({ urgent: urgent === 'red' ? 'Red' : 'P1' })
  expect(unread).toEqual([])
})

test.each([
  [
    'urgent cases within 2 hours, reply within 5 days',
    [
      [{ priority: 'urgent' }, hours(2)],
      [{}, days(5)],
    ],
  ],
  [
    '2 hours for urgent, 5 days for others',
    [
      [{ priority: 'urgent' }, hours(2)],
      [{}, days(5)],
    ],
  ],
  [
    'urgent: 2 hours; everything else: 5 days',
    [
      [{ priority: 'urgent' }, hours(2)],
      [{}, days(5)],
    ],
  ],
  [
    'respond within 2 hours for urgent cases',
    [
      [{ priority: 'urgent' }, hours(2)],
      [{}, { amount: 10, unit: 'working-days' }],
    ],
  ],
  [
    'answer within 2 hours if they are ill, else within 5 days',
    [
      [{ ill: true }, hours(2)],
      [{}, days(5)],
    ],
  ],
  [
    'if the tenant is over 75, answer within 1 day',
    [
      [{ tenantAge: { over: 75 } }, days(1)],
      [{}, { amount: 10, unit: 'working-days' }],
    ],
  ],
  ['answer within the next working day', [[{}, { amount: 1, unit: 'working-days' }]]],
  [
    'answer within 2 days unless the road is private',
    [
      [{ roadIsPrivate: false }, days(2)],
      [{}, { amount: 10, unit: 'working-days' }],
    ],
  ],
  [
    'cases within 2 days, unless the road is private or they are over 75',
    [
      [{ roadIsPrivate: false, age: { atMost: 75 } }, days(2)],
      [{}, { amount: 10, unit: 'working-days' }],
    ],
  ],
  [
    'answer within 2 days for over 75s and carers, within 5 days for everyone else',
    [
      [{ age: { over: 75 } }, days(2)],
      [{ carer: true }, days(2)],
      [{}, days(5)],
    ],
  ],
  [
    'answer within 2 hours if they live alone and are over 75',
    [
      [{ theyLiveAlone: true, age: { over: 75 } }, hours(2)],
      [{}, { amount: 10, unit: 'working-days' }],
    ],
  ],
])('a time has whom it is for: %s', async (words, rows) => {
  const { respondWithin } = (await compositionOf(`case triage, ${words}`)).rules
  expect(
    (respondWithin as { rows: object[] }).rows.map((row) => [
      (row as { when: object }).when,
      (row as { is: object }).is,
    ]),
  ).toEqual(rows)
})

test('two times for one outcome contradict each other', async () => {
  await expect(planOf('case triage, urgent within 2 hours, urgent within 4 hours')).rejects.toMatchObject({
    code: 'goal-contradicts',
  })
})

test('a milder outcome than the pattern gives takes the place of its row, and decides', async () => {
  const composition = await compositionOf('case triage, standard if it is getting worse')
  expect(rowsOf(composition, 'priority').map(({ is, when }) => [when, is])).toEqual([
    [{ immediateDanger: true }, 'urgent'],
    [{ gettingWorse: true }, 'standard'],
    [{}, 'standard'],
  ])
})

test.each([
  ['standard if it is getting worse and they live alone', 'high'],
  ['low if someone is in immediate danger and they live alone', 'urgent'],
])('a row that never decides is an error: %s', async (words, severe) => {
  const error = await planOf(`case triage, ${words}`).catch((caught) => caught)
  expect(error).toMatchObject({ code: 'goal-contradicts', exitStatus: 2 })
  expect(error.message).toContain(words)
  expect(error.message).toContain(severe)
})

test.each([
  ['at most 12 visits a year', 12, 'P1Y'],
  ['no more than two bookings a week per household', 2, 'P1W'],
  ['up to three slots in six months for each home', 3, 'P6M'],
])('a limit becomes the rule that the pattern has for it: %s', async (words, count, period) => {
  const plan = await planOf(`book a slot at the recycling centre, ${words}`)
  expect(plan.unread).toEqual([])
  expect(plan.rules.limit).toEqual({
    gives: 'Limit/booking',
    inputs: { homeAddress: 'record.homeAddress' },
    rows: [{ when: {}, is: { count, period, key: '$homeAddress' }, because: words }],
  })
  expect(plan.record.map(({ name }) => name)).toContain('homeAddress')
  expect(plan.record.at(-1)?.choices?.hold?.inputs).toMatchObject({ limit: 'rule.limit' })
})

test('of two limits of one thing the second is not lost in the first', async () => {
  const plan = await planOf('book a slot at the tip, at most 12 visits a year and no more than 2 visits a week')
  expect(plan.rules.limit!.rows).toMatchObject([{ is: { count: 12, period: 'P1Y' } }])
  expect(plan.unread).toEqual([{ words: 'no more than 2 visits a week', kind: 'limit' }])
})

test.each([
  ['at most 12 visits a year per vehicle', 'limit'],
  ['at most 12 permits a year', 'limit'],
  ['at most 12 visits a year for pensioners', 'limit'],
])('a limit of something else is none: %s', async (words, kind) => {
  const plan = await planOf(`book a slot at the recycling centre, ${words}`)
  expect(plan.unread).toMatchObject([{ kind, words }])
  expect(plan.rules).not.toHaveProperty('limit')
})

test('a kind of service is not lost to a word of another: book with the triage nurse', async () => {
  const { choices, intent, unread } = await planOf('book a slot with the triage nurse')
  expect(intent).toMatchObject({ pattern: 'booking', title: 'Triage nurse booking' })
  expect(choices.map(({ capability }) => capability)).not.toContain('case-management')
  expect(unread).toEqual([])
})

test.each<[string, [string, [string, unknown][]][]]>([
  [
    'carers get high priority if they live alone',
    [
      [
        'high',
        [
          ['Is the person a carer?', true],
          ['Do they live alone?', true],
        ],
      ],
    ],
  ],
  [
    'carers and over 75s are given high priority if they live alone',
    [
      [
        'high',
        [
          ['Is the person a carer?', true],
          ['Do they live alone?', true],
        ],
      ],
      [
        'high',
        [
          ['How old is the person, in years?', { over: 75 }],
          ['Do they live alone?', true],
        ],
      ],
    ],
  ],
  ['high priority for over 75s', [['high', [['How old is the person, in years?', { over: 75 }]]]]],
  ['urgent for children aged 0 to 4', [['urgent', [['How old is the child?', { atLeast: 0, atMost: 4 }]]]]],
  ['pregnant women are urgent', [['urgent', [['Is the person a pregnant woman?', true]]]]],
  ['disabled people get high priority', [['high', [['Is the person disabled?', true]]]]],
])('people are a condition of what is said of them: %s', async (words, rules) => {
  const plan = await planOf(`case triage, ${words}`)
  expect(plan.unread).toEqual([])
  expect(plan.intent.rules.map(({ outcome, when }) => [outcome, when.map(({ is, title }) => [title, is])])).toEqual(
    rules,
  )
})

test.each<[string, string, string]>([
  ['remind them 2 days before', 'P2D', 'remind them 2 days before'],
  ['send a reminder 24 hours in advance', 'PT24H', 'send a reminder 24 hours in advance'],
  ['people are reminded a week beforehand', 'P1W', 'people are reminded a week beforehand'],
])('how long before somebody is reminded is the rule that the part has for it: %s', async (words, lasts, because) => {
  const plan = await planOf(`book a slot at the tip, ${words}`)
  expect(plan.unread).toEqual([])
  expect(plan.rules.remindBefore).toEqual({
    gives: 'Duration/reminder',
    inputs: {},
    rows: [{ when: {}, is: lasts, because }],
  })
})

test('a reminder is sent anyway, in the way that the goal names', async () => {
  const plan = await planOf('book a slot at the tip, with a reminder by text')
  expect([plan.unread, plan.intent.constraints]).toEqual([[], [{ kind: 'channel', value: 'text', because: 'by text' }]])
})

test.each([
  ['case triage, keep for 7 years then delete', 'RETENTION_DAYS'],
  ['case triage, residents can appeal within 28 days', 'No part takes appeals'],
  ['case triage, answer within 4 working hours', 'working days'],
  ['case triage, remind them 2 days before', 'Where people book'],
  ['case triage, urgent, answer within 2 days', '"urgent if the tenant is over 75"'],
  ['case triage only for morris dancers', '"only for carers"'],
  ['case triage without asking where they live', 'under record in composition.yaml'],
])('what could be said instead is said: %s', async (sentence, instead) => {
  const [problem] = unreadProblems(await planOf(sentence), catalog)
  expect(problem?.suggestion).toContain(instead)
})

test.each([
  [
    'furniture triage: food is decided within 1 working day, furniture within 10',
    { 'Is it about food?': '1 working-days', 'Is it about furniture?': '10 working-days' },
    undefined,
  ],
  [
    'case triage, damp is looked at within 5 days and mould within 3 days, everything else within 10 days',
    { 'Is it about damp?': '5 days', 'Is it about mould?': '3 days' },
    10,
  ],
  [
    'Triage of cases. Families with children are seen within 1 day.',
    { 'Is it about families with children?': '1 days' },
    undefined,
  ],
])('a time of a matter is asked for and is of nothing else: %s', async (sentence, times, rest) => {
  const { intent } = await planOf(sentence)
  const told = intent.times.map(({ target, when }) => [when[0]?.title, `${target.amount} ${target.unit}`])
  expect(Object.fromEntries(told)).toEqual(times)
  expect(intent.deadline?.target.amount).toBe(rest)
  expect(await lostOf(sentence)).toEqual([])
  expect(rowsOf(await compositionOf(sentence), 'respondWithin').slice(0, told.length)).toMatchObject(
    intent.times.map(({ target, when }) => ({ when: { [when[0]!.field]: true }, is: target })),
  )
})

test('a second time of the same matter is told', async () => {
  const sentence = 'case triage, food is decided within 1 day, food is decided within 2 days'
  expect(await lostOf(sentence)).toEqual(['time: food is decided within 2 days'])
  expect((await planOf(sentence)).intent.times.map(({ target }) => target.amount)).toEqual([1])
})
