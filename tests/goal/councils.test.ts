import { expect, test } from 'vitest'
import { planOf } from '../support/plan.ts'

// Sentences as councils and the NHS write them. Each is read right, or what is not read is named by its clause.

interface Reading {
  fee?: [when: object, is: number][]
  eligible?: object[]
  times?: [when: object, is: object][]
  rules?: [outcome: string, asked: string[]][]
  remind?: string
  lost?: string[]
}

const readingOf = async (sentence: string): Promise<Reading> => {
  const { intent, rules, unread } = await planOf(sentence)
  const lost = unread.flatMap(({ kind, words }) => (kind === 'note' ? [] : [`${kind}: ${words}`]))
  const rowsOf = (name: string) => rules[name]?.rows.map(({ is, when }) => [when, is])
  const times = rowsOf('respondWithin')?.slice(0, -1)
  const remind = rules.remindBefore?.rows[0]
  return {
    ...(rules.fee ? { fee: rowsOf('fee') as Reading['fee'] } : {}),
    ...(rules.eligible ? { eligible: rules.eligible.rows.map(({ when }) => when) } : {}),
    ...(times?.length ? { times: times as Reading['times'] } : {}),
    ...(intent.rules.length > 0
      ? { rules: intent.rules.map(({ outcome, when }) => [outcome, when.map(({ title }) => title)]) }
      : {}),
    ...(remind?.because ? { remind: String(remind.is) } : {}),
    ...(lost.length > 0 ? { lost } : {}),
  } as Reading
}

test.each<[string, Reading]>([
  [
    'pay for a pest treatment: £120, or £60 if you are on Universal Credit',
    {
      fee: [
        [{ onUniversalCredit: true }, 6000],
        [{}, 12_000],
      ],
    },
  ],
  [
    'pay for a street trading licence, £300; charities go free',
    {
      fee: [
        [{ charity: true }, 0],
        [{}, 30_000],
      ],
    },
  ],
  [
    'pay for a bus pass replacement. £10, no charge for under 19s and care leavers',
    {
      fee: [
        [{ age: { under: 19 } }, 0],
        [{ careLeaver: true }, 0],
        [{}, 1000],
      ],
    },
  ],
  [
    'pay for an allotment, £60, 25% off for pensioners',
    { fee: [[{}, 6000]], lost: ['amount: 25% off for pensioners'] },
  ],
  [
    'pay for a brown bin, £45 a year, £30 for people on Council Tax Support',
    { lost: ['amount: £45 a year', 'amount: £30 for people on Council Tax Support'] },
  ],
  [
    'pay for bulky waste collection: the first item is £25, additional items £10',
    { lost: ['amount: the first item is £25', 'amount: additional items £10'] },
  ],
  [
    'pay for a room, £30 an hour, half price for charities',
    { lost: ['amount: £30 an hour', 'amount: half price for charities'] },
  ],
  [
    'book an abdominal aortic aneurysm screening appointment for men aged 65 and over',
    { eligible: [{ age: { under: 65 } }, { man: false }] },
  ],
  [
    'book a bowel screening appointment, people aged 50 to 74 only',
    { eligible: [{ age: { under: 50 } }, { age: { over: 74 } }] },
  ],
  ['book a slot at the baby clinic, for children under 2', { eligible: [{ childAge: { atLeast: 2 } }] }],
  ['book a slot at the recycling centre, only residents can book', { eligible: [{ resident: false }] }],
  [
    'book a slot at the tip, 12 visits a year for residents, 6 for others',
    { lost: ['limit: 12 visits a year for residents', 'amount: 6 for others'] },
  ],
  ['book an appointment with the nurse, remind people by text the day before', { remind: 'P1D' }],
  ['book a flu jab appointment, text people a reminder 2 days before', { remind: 'P2D' }],
  [
    'triage referrals to the memory clinic for people over 65, urgent within 2 working days',
    {
      eligible: [{ age: { atMost: 65 } }],
      times: [[{ priority: 'urgent' }, { amount: 2, unit: 'working-days' }]],
    },
  ],
  [
    'falls referral triage, over 80s who live alone are urgent',
    { rules: [['urgent', ['How old is the person, in years?', 'Do they live alone?']]] },
  ],
  [
    'blue badge triage, high priority for people with a terminal illness',
    { rules: [['high', ['Do they have a terminal illness?']]] },
  ],
  [
    'pothole triage. Respond within 5 working days, unless it is on a main road',
    { times: [[{ onAMainRoad: false }, { amount: 5, unit: 'working-days' }]] },
  ],
  // Whoever is written about is a person.
  [
    'triage reports: respond within 24 hours for schools, 5 days for everyone else',
    { lost: ['time: respond within 24 hours for schools', 'time: 5 days for everyone else'] },
  ],
  [
    'case triage, answer within 2 days except at weekends',
    { lost: ['negation: answer within 2 days except at weekends'] },
  ],
  [
    'blue badge triage, disabled children under 3 get high priority',
    { lost: ['rule: disabled children under 3 get high priority'] },
  ],
])('%s', async (sentence, reading) => {
  expect(await readingOf(sentence)).toEqual(reading)
})
