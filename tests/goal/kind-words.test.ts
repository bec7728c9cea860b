import { expect, test } from 'vitest'
import { checkIntent } from '../../src/steps/interpret.ts'
import { catalog, planOf } from '../support/plan.ts'

// What goals say of a kind of service in words that its pattern knows: what it does anyway, and how long a later stage takes.

const lostOf = ({ unread }: Awaited<ReturnType<typeof planOf>>) =>
  unread.flatMap(({ kind, words }) => (kind === 'note' ? [] : [`${kind}: ${words}`]))

const workingDays = (amount: number) => ({ amount, unit: 'working-days' })
const firstRow = (plan: Awaited<ReturnType<typeof planOf>>, rule: string) => plan.rules[rule]!.rows[0]!

test('a request for information and a complaint of two stages are read whole', async () => {
  const request = await planOf('freedom of information requests, 20 working days')
  expect([request.intent.name, request.intent.noun, lostOf(request)]).toEqual(['information-request', 'request', []])
  expect(firstRow(request, 'respondWithin')).toMatchObject({ is: workingDays(20), because: '20 working days' })
  const complaint = await planOf(
    'complaints about adult social care, not handled by whom they are about, reply in 20 working days, second stage 25',
  )
  expect([complaint.intent.name, lostOf(complaint)]).toEqual(['adult-social-care-complaint', []])
  expect(complaint.intent.anyway).toEqual([{ because: 'not handled by whom they are about' }])
  expect(firstRow(complaint, 'respondWithin')).toMatchObject({ is: workingDays(20) })
  expect(firstRow(complaint, 'reviewWithin')).toMatchObject({ is: workingDays(25), because: 'second stage 25' })
})

test.each([
  ['complaints about buses, answer within 10 working days', 10, 25],
  ['complaints about buses; stage two: 30 working days', 20, 30],
  ['complaints about buses, second stage answered within 40 working days, reply in 15 working days', 15, 40],
])('%s: each time is of its own stage alone', async (sentence, first, second) => {
  const plan = await planOf(sentence)
  expect(lostOf(plan)).toEqual([])
  expect(firstRow(plan, 'respondWithin').is).toEqual(workingDays(first))
  expect(firstRow(plan, 'reviewWithin').is).toEqual(workingDays(second))
})

test.each([
  // Only what such a service has anyway is said by a time alone.
  ['freedom of information requests, 15 working days', ['time: 15 working days']],
  ['freedom of information requests, 20 days', ['time: 20 days']],
  ['complaints about buses, second stage 25 people', ['amount: second stage 25 people']],
  ['complaints about buses, second stage in 500', ['amount: second stage in 500']],
  ['complaints about buses, second stage for people over 75', ['rule: second stage for people over 75']],
  ['complaints about buses, 2nd panel 25', ['amount: 2nd panel 25']],
  [
    'complaints about buses, not handled by whom they are about or their manager',
    ['negation: not handled by whom they are about or their manager'],
  ],
  ['complaints about buses, not handled by the council', ['negation: not handled by the council']],
  ['case triage, not handled by whom they are about', ['negation: not handled by whom they are about']],
])('%s: what says more or something else is named', async (sentence, lost) => {
  expect(lostOf(await planOf(sentence))).toEqual(lost)
})

test('nobody who answers can say that a service does what its pattern does not say', async () => {
  const { intent } = await planOf('complaints about buses, never email parents')
  const find = (more: Partial<typeof intent>) => checkIntent({ ...intent, ...more }, intent.goal.sentence, catalog)
  expect(find({ anyway: [{ because: 'never email parents' }] })).toEqual([
    'anyway: the pattern does not say that it does "never email parents"',
  ])
  const target = { amount: 5, unit: 'days' } as const
  expect(find({ times: [{ rule: 'thirdStage', target, when: [], because: 'buses' }] })).toEqual([
    'times: the pattern has no stage "thirdStage"',
  ])
})
