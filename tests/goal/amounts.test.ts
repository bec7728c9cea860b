import { expect, test } from 'vitest'
import { unreadProblems } from '../../src/steps/unread.ts'
import { answersFor, bothWays } from '../support/generated-rules.ts'
import { catalog, compositionOf, planOf, rowsOf } from '../support/plan.ts'

// Sums decide the rule that gives money and that nobody decides: one for everybody, and others under conditions. Whatever else is said
// of money is named.

const feeOf = async (sentence: string) => {
  const { openQuestions, record, rules, unread } = await planOf(sentence)
  const lost = unread.flatMap(({ kind, words }) => (kind === 'note' ? [] : [`${kind}: ${words}`]))
  return {
    fee: rules.fee?.rows,
    hit: rules.fee?.hit,
    lost,
    open: openQuestions.map(({ id }) => id),
    asks: record.filter(({ role }) => role === 'case').map(({ question }) => question.title),
  }
}

test.each([
  ['pay a fixed penalty notice for littering, £50', 5000, '£50'],
  ['pay a penalty notice: it costs £12.50', 1250, '£12.50'],
  ['pay a penalty notice, 80 pounds', 8000, '80 pounds'],
])('%s', async (sentence, is, because) => {
  expect(await feeOf(sentence)).toMatchObject({ fee: [{ when: {}, is, because }], lost: [], open: [], asks: [] })
})

test.each([
  ['at least £50', ['amount: at least £50']],
  ['£50 per page', ['amount: £50 per page']],
  ['£50 once it is granted', ['amount: £50 once it is granted']],
  ['£50, £30', ['amount: £50', 'amount: £30']],
  ['£65 a year, second permit £90', ['amount: £65 a year', 'amount: second permit £90']],
  // From which age on somebody is an adult differs from one council to the next.
  ['£30 for adults and £10 for children', ['amount: £30 for adults', 'amount: £10 for children']],
  ['£30 for over 18s and £10 for under 16s', ['amount: £30 for over 18s', 'amount: £10 for under 16s']],
  ['£10.50 for charities', ['amount: £10.50 for charities']],
  ['half price for charities', ['amount: half price for charities']],
  ['£70 reduced to £35 if paid within 14 days', ['rule: £70 reduced to £35 if paid within 14 days']],
  ['£50 for the first hour', ['amount: £50 for the first hour']],
  ['£50, £40 for students, £60 for over 65s', ['amount: £50', 'amount: £40 for students', 'amount: £60 for over 65s']],
])('pay a penalty notice, %s: named, and the fee is asked for', async (words, lost) => {
  expect(await feeOf(`pay a penalty notice, ${words}`)).toMatchObject({
    fee: undefined,
    lost,
    open: ['rules.fee'],
    asks: [],
  })
})

test.each([
  ['£70, half price within 10 days', ['amount: half price within 10 days']],
  ['£0.01, half price for charities', ['amount: half price for charities']],
  ['£50, £30 for morris dancers', ['amount: £30 for morris dancers']],
])('beside a sum for everybody what is not understood is named: %s', async (words, lost) => {
  const { fee, lost: named } = await feeOf(`pay a penalty notice, ${words}`)
  expect([fee?.length, named]).toEqual([1, lost])
})

test('where nothing takes money a sum is lost, and said so', async () => {
  expect(await feeOf('case triage service, £10')).toMatchObject({ fee: undefined, lost: ['amount: £10'], open: [] })
  expect(await feeOf('case triage, free for over 60s')).toMatchObject({ lost: ['rule: free for over 60s'] })
  expect((await planOf('case triage, free for over 60s')).record.map(({ name }) => name)).not.toContain('age')
})

type Row = [when: object, is: number]

test.each<[string, string | undefined, Row[], string[]]>([
  [
    '£21, reduced to £10.50 for charities',
    undefined,
    [
      [{ charity: true }, 1050],
      [{}, 2100],
    ],
    ['Are you a charity?'],
  ],
  [
    '£65, second permit £90',
    undefined,
    [
      [{ forASecondPermit: true }, 9000],
      [{}, 6500],
    ],
    ['Is it for a second permit?'],
  ],
  [
    '£30, free for over 60s, half price for students',
    'min',
    [
      [{ age: { over: 60 } }, 0],
      [{ student: true }, 1500],
      [{}, 3000],
    ],
    ['How old is the person, in years?', 'Are you a student?'],
  ],
  [
    '£30 for people aged 17 or over, £10 for people aged 5 to 16, free for under 5s',
    undefined,
    [
      [{ age: { atLeast: 17 } }, 3000],
      [{ age: { atLeast: 5, atMost: 16 } }, 1000],
      [{}, 0],
    ],
    ['How old is the person, in years?'],
  ],
  [
    '£5 for under 16s, £8 otherwise',
    undefined,
    [
      [{ age: { under: 16 } }, 500],
      [{}, 800],
    ],
    ['How old is the person, in years?'],
  ],
  [
    '£52, 50% discount for Blue Badge holders',
    undefined,
    [
      [{ blueBadgeHolder: true }, 2600],
      [{}, 5200],
    ],
    // How people write a name they keep.
    ['Are you a Blue Badge holder?'],
  ],
  [
    '£25 (£12.50 for people on Universal Credit)',
    undefined,
    [
      [{ onUniversalCredit: true }, 1250],
      [{}, 2500],
    ],
    ['Are you on Universal Credit?'],
  ],
  [
    'charities and community groups pay £20, everyone else pays £40',
    undefined,
    [
      [{ charity: true }, 2000],
      [{ communityGroup: true }, 2000],
      [{}, 4000],
    ],
    ['Are you a charity?', 'Are you a community group?'],
  ],
  [
    '£25, free if you live alone and are over 65',
    undefined,
    [
      [{ youLiveAlone: true, age: { over: 65 } }, 0],
      [{}, 2500],
    ],
    ['Do you live alone?', 'How old are you?'],
  ],
  [
    '£25, £30 unless you are a resident',
    undefined,
    [
      [{ resident: false }, 3000],
      [{}, 2500],
    ],
    ['Are you a resident?'],
  ],
  [
    '£40, £50 for businesses, £60 for landlords',
    'max',
    [
      [{ business: true }, 5000],
      [{ landlord: true }, 6000],
      [{}, 4000],
    ],
    ['Are you a business?', 'Are you a landlord?'],
  ],
])(
  'a condition becomes a row and a question, and the code decides as the table does: %s',
  async (words, hit, rows, asks) => {
    const sentence = `pay for a licence, ${words}`
    expect(await feeOf(sentence)).toMatchObject({ hit, lost: [], open: [], asks })
    const composition = await compositionOf(sentence)
    expect(rowsOf(composition, 'fee').map(({ is, when }) => [when, is])).toEqual(rows)
    const { code, table } = await bothWays(composition, 'fee')
    for (const given of answersFor(composition, 'fee')) {
      expect(table(given), JSON.stringify(given)).toBeTypeOf('number')
      expect(code(given), JSON.stringify(given)).toBe(table(given))
    }
    // Each row that the goal says is tried in the service, where it is taken, and just beyond each of its borders.
    const tried = composition.scenarios.flatMap(({ answers, expect: all }) =>
      all.flatMap((one) => (one.see === 'call' && one.member === 'amount' ? [[answers, one.is] as const] : [])),
    )
    for (const [answers, is] of tried) expect(code(answers as never)).toBe(is)
    for (const [, is] of rows) expect(tried.map(([, seen]) => seen)).toContain(is)
  },
)

test('on both sides of a border the service is tried', async () => {
  const { scenarios } = await compositionOf('pay for a licence, £30, free for over 60s')
  const tried = scenarios.flatMap(({ answers, expect: [one] }) => (one?.see === 'call' ? [[answers.age, one.is]] : []))
  expect(tried).toEqual(
    expect.arrayContaining([
      [61, 0],
      [60, 3000],
    ]),
  )
})

test.each([
  ['£40 for over 60s, £30 for over 50s', ['"£40 for over 60s"', '"£30 for over 50s"']],
  ['£40 for charities, £30 for charities', ['"£40 for charities"', '"£30 for charities"']],
])('a sum that never counts is an error: £50, %s', async (words, quotes) => {
  const error = await planOf(`pay for a licence, £50, ${words}`).catch((caught) => caught)
  expect(error).toMatchObject({ code: 'goal-contradicts', exitStatus: 2 })
  for (const quote of quotes) expect(error.message).toContain(quote)
})

test('what could be said instead is said with the clause', async () => {
  const plan = await planOf('pay a penalty notice, £70, half price within 10 days')
  const [problem] = unreadProblems(plan, catalog)
  expect(problem?.message).toContain('"half price within 10 days"')
  expect(problem?.suggestion).toContain('"£10.50 for charities"')
  expect(problem?.suggestion).toContain('no price follows from a date')
})
