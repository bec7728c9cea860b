import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentIn } from '../../src/goal/content.ts'
import { readGoal } from '../../src/goal/read.ts'
import { unclaimedIn } from '../../src/goal/unclaimed.ts'
import type { Intent } from '../../src/schema.ts'
import { catalog } from '../support/plan.ts'

const patterns = Object.fromEntries([...catalog.patterns].map(([id, { file }]) => [id, file]))
const words = Object.fromEntries([...catalog.capabilities].map(([id, { file }]) => [id, file.spec.words]))

/** What goals are made of, read and unread alike. */
const pieces = [
  'case triage',
  'triage referrals for carers',
  'book a slot at the tip',
  'answer within 2 working days',
  'urgent cases within 4 hours',
  'everything else within 3 weeks',
  'within 5 days',
  'residents can appeal within 28 days',
  'high priority if there is a risk of harm',
  'carers are urgent if they live alone',
  'if they are ill',
  'text people',
  'by letter',
  'complaints that come in by letter',
  'never email the landlord',
  'without payments',
  'except on Fridays',
  '£21',
  'free for over 60s',
  '£5 for students',
  'half price for charities',
  'residents aged 16 or over can apply',
  'within 2 days unless the road is private',
  'high priority for over 75s',
  'urgent',
  'remind them 2 days before',
  'reduced to £10.50 for charities',
  'at most 12 visits a year',
  'no more than three vouchers in six months per household',
  'for people aged 60 to 74',
  'keep for 7 years then delete',
  'fly tipping',
  'red within 2 hours',
  'amber 6',
  'by 5pm on Fridays',
  '20% off',
  'the tenant is over 75',
]
const goals = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(', ', '. ', ' and ', '; ', '\n', ' ', ': ', ' but ')), {
    minLength: 1,
    maxLength: 7,
  })
  .map((all) => `case triage, ${all.map(([piece, joint]) => piece + joint).join('')}`.trim())

function intentOf(sentence: string): Intent | undefined {
  try {
    const read = readGoal({ version: 1, sentence, use: {}, without: [] }, catalog.vocabulary, words, patterns)
    return read.pattern === null ? undefined : read
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'goal-contradicts') return undefined
    throw error
  }
}

test('no number, time, sum or negation is lost in silence, whatever stands beside it', () => {
  fc.assert(
    fc.property(goals, (sentence) => {
      const intent = intentOf(sentence)
      if (intent) expect(unclaimedIn(intent, catalog.vocabulary), sentence).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('of a finding every word stands in the goal, and none of them is unread as well', () => {
  fc.assert(
    fc.property(goals, (sentence) => {
      const intent = intentOf(sentence)
      if (!intent) return
      const found = [
        intent.constraints,
        intent.rules,
        intent.times,
        intent.limits,
        intent.amounts,
        intent.eligible,
        intent.durations,
      ].flatMap((all) => all.map(({ because }) => because))
      for (const because of [...found, ...(intent.deadline ? [intent.deadline.because] : [])]) {
        expect(sentence).toContain(because)
        const unread = intent.unread.filter((one) => one.includes(because) && contentIn(because).length > 0)
        // The same words may be said twice, once in a clause that is read.
        if (sentence.indexOf(because) === sentence.lastIndexOf(because)) expect(unread, sentence).toEqual([])
      }
    }),
    { numRuns: 200 },
  )
})
