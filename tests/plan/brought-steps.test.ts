import { expect, test } from 'vitest'
import type { Catalog } from '../../src/catalog/load.ts'
import { type Intent, stepsOf } from '../../src/schema.ts'
import { resolve } from '../../src/steps/resolve.ts'
import { settle } from '../../src/steps/settle.ts'
import { penaltyPlan } from '../support/penalty.ts'
import { catalog, planOf } from '../support/plan.ts'

/** The catalogue with a phase more in a pattern, behind another. */
function withPhase(pattern: string, phase: string, behind: string): Catalog {
  const entry = structuredClone(catalog.patterns.get(pattern)!)
  const { phases } = entry.file.spec
  entry.file.spec.phases = Object.fromEntries(
    Object.entries(phases).flatMap(([name, steps]) =>
      name === behind ? [[name, steps] as const, [phase, []] as const] : [[name, steps] as const],
    ),
  )
  return { ...catalog, patterns: new Map([...catalog.patterns, [pattern, entry]]) }
}

/** The intent of a goal that names a part besides. */
async function naming(part: string, sentence: string, without: string[] = []): Promise<Intent> {
  const { intent } = await planOf(sentence)
  const capabilities = [...intent.capabilities, { id: part, because: 'it costs £10' }]
  return { ...intent, capabilities, goal: { ...intent.goal, without } }
}

const under = (phase: string, plan: Parameters<typeof stepsOf>[0]) =>
  stepsOf(plan).flatMap((step) => (step.under === phase ? [step.id] : []))

test.each([
  ['booking', 'book a slot at the recycling centre', 'submit', 'Recycling centre'],
  ['triage', 'case triage service', 'decide', 'Case'],
])('what a part does stands in its phase, wherever %s has that', async (pattern, sentence, behind, thing) => {
  const plan = resolve(await naming('payments', sentence), withPhase(pattern, 'pay', behind))
  expect(Object.keys(plan.phases).indexOf('pay')).toBe(Object.keys(plan.phases).indexOf(behind) + 1)
  expect(under('pay', plan)).toEqual(['charge', 'tell-to-pay', 'await-payment'])
  const charge = stepsOf(plan).find(({ id }) => id === 'charge')!
  expect(charge.inputs).toMatchObject({ amount: 'rule.fee', description: 'rule.paidFor', within: 'rule.payWithin' })
  expect(plan.rules.paidFor!.rows).toEqual([{ when: {}, is: thing }])
  expect(plan.choices.map(({ capability }) => capability)).toContain('payments')
})

test('it stands behind what the pattern itself does in that phase', async () => {
  const entry = structuredClone(catalog.patterns.get('payment')!)
  entry.file.spec.phases.pay = [{ id: 'before', emit: 'asked' }]
  const { intent } = await planOf('pay a penalty notice')
  const plan = resolve(intent, { ...catalog, patterns: new Map([...catalog.patterns, ['payment', entry]]) })
  expect(under('pay', plan)).toEqual(['before', 'charge', 'tell-to-pay', 'await-payment'])
})

test('a pattern that has no such phase is refused, and says so', async () => {
  const intent = await naming('payments', 'case triage service')
  expect(() => resolve(intent, catalog)).toThrow(
    expect.objectContaining({
      code: 'no-composition',
      message: 'payments does charge in the phase pay, which the pattern triage does not have.',
    }),
  )
})

test('a part that is ruled out does nothing, and a phase in which nothing is done is none', async () => {
  const plan = resolve(
    await naming('payments', 'case triage service', ['payments']),
    withPhase('triage', 'pay', 'decide'),
  )
  expect(Object.keys(plan.phases)).toEqual(['submit', 'receive', 'decide', 'close'])
})

test('what is done only with another part is left out without it', async () => {
  const entry = structuredClone(catalog.patterns.get('payment')!)
  entry.file.spec.capabilities = ['identity', 'payments']
  entry.file.spec.phases = { pay: [], receive: [{ id: 'announce', emit: 'settled' }] }
  const { intent } = await planOf('pay a penalty notice')
  const plan = resolve(intent, { ...catalog, patterns: new Map([...catalog.patterns, ['payment', entry]]) })
  expect(under('pay', plan)).toEqual(['charge', 'await-payment'])
  expect(plan.on).toEqual([])
  expect(plan.choices.map(({ capability }) => capability)).toEqual(['identity', 'payments'])
})

test('what nobody says must be decided before anything is made of it', async () => {
  const plan = await planOf('pay a penalty notice')
  expect(plan.openQuestions).toEqual([
    { id: 'rules.fee', question: 'What is the fee? charge needs it, and the goal does not say.', options: [] },
  ])
  expect(Object.keys(plan.rules)).toEqual(['payWithin'])
  expect(() => settle(plan, catalog)).toThrow(expect.objectContaining({ code: 'open-question' }))
  expect(settle(await penaltyPlan(), catalog).composition.rules.fee!.rows).toHaveLength(2)
})

test('a rule that nobody decides and nothing takes is no question', async () => {
  const plan = await planOf('case triage service')
  expect([plan.openQuestions, Object.keys(plan.rules).sort()]).toEqual([[], ['priority', 'respondWithin']])
})
