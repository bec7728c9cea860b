import { Session } from 'node:inspector/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readGoal } from '../../src/goal/read.ts'
import type { Goal } from '../../src/schema.ts'
import { catalog } from '../support/plan.ts'

// Reading is linear: what it does for a text of the greatest length is counted, as blocks of its code that run, and compared
// with that for a quarter of it. No clock is looked at.

const session = new Session()
beforeAll(async () => {
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
})
afterAll(() => session.disconnect())

const patterns = Object.fromEntries([...catalog.patterns].map(([id, { file }]) => [id, file]))
const words = Object.fromEntries([...catalog.capabilities].map(([id, { file }]) => [id, file.spec.words]))

function read(text: string): void {
  const goal: Goal = { version: 1, sentence: text, use: {}, without: [] }
  try {
    readGoal(goal, catalog.vocabulary, words, patterns)
  } catch (error) {
    // A text that contradicts itself is refused, and was read for that.
    if (!(error instanceof Error && 'code' in error && error.code === 'goal-contradicts')) throw error
  }
}

async function workFor(text: string): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  read(text)
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const ours = result.filter(({ url }) => url.includes('/src/goal/'))
  return ours
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0)
}

/** Each begins much, or ends much, and many of it never come to anything. */
const pieces = [
  'if ',
  'urgent if ',
  'high priority if they are ',
  'if they are ill, ',
  'answer within ',
  'and ',
  'text people and ',
  'a, ',
  '; ',
  '. ',
  '\n',
  'never ',
  'not ',
  'if a, urgent ',
  'treat cases with ',
  'treat cases where a as ',
  '£1 ',
  '1 ',
  '12 visits a year ',
  'at most ',
  ' a',
  'a-',
  'they are over 75 or ',
  'urgent if a or b and ',
  'urgent if there is a risk of harm. ',
  'answer within 2 days, ',
  'answer within 2 days if they are ill and ',
  'urgent within 2 hours, ',
  'red amber ',
  '(',
  'with the a ',
  'case ',
  'triage ',
  'otherwise low, ',
  'people can ',
  'the tenant has been ill for ',
  'é',
  '😀 ',
]

test.each(pieces)('what is done for 4,000 characters grows with their number alone: %j', async (piece) => {
  const textOf = (length: number) => `case triage, ${piece.repeat(length)}`.slice(0, length)
  read(textOf(4000))
  const [quarter, whole] = [await workFor(textOf(1000)), await workFor(textOf(4000))]
  expect(whole / quarter).toBeLessThan(5)
  expect(whole).toBeLessThan(2_000_000)
})
