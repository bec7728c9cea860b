import type { Brain } from '../brain/brain.ts'
import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import { Goal, type GoalEntry, type Plan, type Reader } from '../schema.ts'
import { NotPlaced } from '../steps/not-placed.ts'
import { type Judged, judgeReading, type Read } from './judge-reading.ts'
import { sumReadings } from './sum-readings.ts'

/** A goal whose right reading is known. */
export type ReadableGoal = GoalEntry & { reading: NonNullable<GoalEntry['reading']> }

/** Plans each goal once and judges what it was taken for. `makePlan` throws as `compose plan` does. */
export async function evaluateReader(
  goals: readonly ReadableGoal[],
  { brain, catalog }: { brain: Pick<Brain, 'name'>; catalog: Catalog },
  makePlan: (goal: Goal) => Promise<Plan>,
  signal?: AbortSignal,
): Promise<Reader> {
  const known = {
    patterns: new Map([...catalog.patterns].map(([id, { file }]) => [id, file.spec.capabilities])),
    anyway: new Map([...catalog.patterns].map(([id, { file }]) => [id, file.spec.also])),
    channels: catalog.vocabulary.constraints.channel ?? {},
  }
  const judged: Judged[] = []
  for (const { goal, reading, style = styleOf(goal) } of goals) {
    signal?.throwIfAborted()
    const read = await readingOf(goal, makePlan)
    judged.push(judgeReading({ goal, reading, style }, read, known))
  }
  return sumReadings(judged, brain.name)
}

async function readingOf(sentence: string, makePlan: (goal: Goal) => Promise<Plan>): Promise<Read> {
  const nothing = { plan: undefined, problem: undefined, missing: undefined, between: [] }
  try {
    return { ...nothing, plan: await makePlan(Goal.parse({ version: 1, sentence })) }
  } catch (error) {
    if (!(error instanceof ComposeError) || !isOfTheGoal(error)) throw error
    const { between = [], missing } = error instanceof NotPlaced ? error.unplaced : {}
    return { ...nothing, problem: error.code, missing: missing?.kind, between: between.map(({ pattern }) => pattern) }
  }
}

/** Bad goals, answers of a brain that are none, what does not fit and what is open; not a machine, a budget or a bug. */
const isOfTheGoal = ({ exitStatus }: ComposeError): boolean => [2, 4, 5, 8].includes(exitStatus)

/** How long a goal is, where nobody says: a few words, a sentence, several. */
const styleOf = (goal: string): NonNullable<GoalEntry['style']> =>
  /[.!?]\s+\S/.test(goal) ? 'paragraph' : goal.split(/\s+/).length > 7 ? 'sentence' : 'title'
