import { Session } from 'node:inspector/promises'
import { readGoal } from '../../src/goal/read.ts'
import type { Goal } from '../../src/schema.ts'
import { catalog } from '../support/plan.ts'

// A process of its own, in which nothing else has run: counts as JSON on stdout, by the piece that a text is made of, for a
// quarter of the greatest length and for all of it.

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

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

const pieces: string[] = JSON.parse(process.argv[2]!)
const counted: [quarter: number, whole: number][] = []
for (const piece of pieces) {
  const textOf = (length: number) => `case triage, ${piece.repeat(length)}`.slice(0, length)
  read(textOf(4000))
  counted.push([await workFor(textOf(1000)), await workFor(textOf(4000))])
}
process.stdout.write(JSON.stringify(counted))
