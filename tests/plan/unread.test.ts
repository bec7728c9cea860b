import { expect, test } from 'vitest'
import { loadAgents } from '../../src/brain/agents.ts'
import { ask } from '../../src/brain/brain.ts'
import { builtinBrain } from '../../src/brain/builtin.ts'
import type { Intent, Verification } from '../../src/schema.ts'
import { fill } from '../../src/steps/fill.ts'
import { interpret } from '../../src/steps/interpret.ts'
import { report } from '../../src/steps/report.ts'
import { settle } from '../../src/steps/settle.ts'
import { acceptUnread } from '../../src/steps/unread.ts'
import { catalog, compositionOf, filesOf, planOf, root } from '../support/plan.ts'

const sentence = 'case triage with a map, keep for 7 years then delete, never message the parents'
const unread = [
  { words: 'map', kind: 'note' },
  { words: 'keep for 7 years then delete', kind: 'time' },
  { words: 'never message the parents', kind: 'negation' },
]

test('nothing is made of a plan while something of the goal would be lost without a word', async () => {
  const plan = await planOf(sentence)
  expect(plan.unread).toEqual(unread)
  const refused = {
    code: 'goal-unread',
    exitStatus: 8,
    message: expect.stringContaining('"keep for 7 years then delete"'),
  }
  expect(() => settle(plan, catalog)).toThrowError(expect.objectContaining(refused))
  const half = {
    ...plan,
    unread: plan.unread.map((one) => (one.kind === 'time' ? { ...one, accepted: true as const } : one)),
  }
  expect(() => settle(half, catalog)).toThrowError(/"never message the parents"/)
})

test('what was accepted stands in composition, README, report and receipt', async () => {
  const agents = await loadAgents(`${root}/agents`)
  const { signal } = new AbortController()
  const draft = settle(acceptUnread(await planOf(sentence)), catalog)
  const { composition } = await fill(draft, catalog, (role, question, check) =>
    ask(builtinBrain, agents, role, question, signal, check),
  )
  expect(composition.unread).toEqual(unread)
  const files = await filesOf(composition)
  const readme = files.get('README.md')!.bytes.toString()
  expect(readme).toMatch(
    /nothing comes of:\n\n- "map"\n- "keep for 7 years then delete" \(time\)\n- "never message the parents" \(negation\)/,
  )
  const verification: Verification = {
    version: 1,
    verdict: 'failed',
    sandbox: 'process',
    checks: [],
    tests: { passed: 0, failed: 1, skipped: 0 },
    passed: [],
    conditions: [],
    failures: [],
    milliseconds: {},
  }
  const result = report(composition, verification, files)
  expect(result.report.unread).toEqual(unread)
  expect(result.receipt.predicate.compose.unread).toEqual(unread)
})

test('a goal of which all is read says nothing of it anywhere', async () => {
  const composition = await compositionOf('case triage, text people')
  expect(composition).not.toHaveProperty('unread')
  expect((await filesOf(composition)).get('README.md')!.bytes.toString()).not.toContain('nothing comes of')
})

test('whoever reads it: a number or a negation that an answer leaves out is unread all the same', async () => {
  const goal = { version: 1 as const, sentence, use: {}, without: [] }
  const { intent } = await planOf('case triage')
  const silent: Intent = { ...intent, goal, unread: [] }
  const read = await interpret(goal, catalog, async () => silent)
  expect(read.unread).toEqual(['keep for 7 years then delete', 'never message the parents'])
  // One that says so itself is not told twice.
  const honest = await interpret(goal, catalog, async () => ({
    ...silent,
    unread: ['keep for 7 years', 'never message the parents'],
  }))
  expect(honest.unread).toEqual(['keep for 7 years', 'never message the parents'])
})
