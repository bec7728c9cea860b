import { expect, test } from 'vitest'
import { planOf } from '../support/plan.ts'

// One sum for everybody decides the rule that gives money and that nobody decides. Whatever else is said of money is named.

const feeOf = async (sentence: string) => {
  const { openQuestions, rules, unread } = await planOf(sentence)
  const lost = unread.flatMap(({ kind, words }) => (kind === 'note' ? [] : [`${kind}: ${words}`]))
  return { fee: rules.fee?.rows, lost, open: openQuestions.map(({ id }) => id) }
}

test.each([
  ['pay a fixed penalty notice for littering, £50', 5000, '£50'],
  ['pay a penalty notice: it costs £12.50', 1250, '£12.50'],
  ['pay a penalty notice, 80 pounds', 8000, '80 pounds'],
])('%s', async (sentence, is, because) => {
  expect(await feeOf(sentence)).toEqual({ fee: [{ when: {}, is, because }], lost: [], open: [] })
})

test.each([
  ['pay a penalty notice, at least £50', ['amount: at least £50']],
  ['pay a penalty notice, £50 per page', ['amount: £50 per page']],
  ['pay a penalty notice, £50 once it is granted', ['amount: £50 once it is granted']],
  ['pay a penalty notice, £50, £30', ['amount: £50', 'amount: £30']],
])('%s: named, and the fee is asked for', async (sentence, lost) => {
  expect(await feeOf(sentence)).toEqual({ fee: undefined, lost, open: ['rules.fee'] })
})

test('where nothing takes money a sum is lost, and said so', async () => {
  expect(await feeOf('case triage service, £10')).toEqual({ fee: undefined, lost: ['amount: £10'], open: [] })
})
