import { ComposeError } from '../errors.ts'
import { ofSet } from '../evaluation/aside.ts'
import { evaluateReader, type ReadableGoal } from '../evaluation/evaluate-reader.ts'
import { plan } from '../plan.ts'
import type { GoalEntry, Readings, Report } from '../schema.ts'
import type { Context } from './operation.ts'
import { makeTools, type ToolChoice } from './tools.ts'

/** `compose eval --until read`: every goal is planned in this process, and nothing is made or kept. */
export async function evaluateReadings(
  goals: readonly GoalEntry[],
  set: Readings['set'],
  choice: ToolChoice,
  context: Context,
): Promise<Report & { result: Readings }> {
  const readable = ofSet(goals, set).filter((one): one is ReadableGoal => one.reading !== undefined)
  if (readable.length === 0)
    throw new ComposeError('bad-file', 'None of these goals has a reading that it could be held against.', {
      suggestion: 'Name the files or the folder of such goals; examples/goals is one.',
    })
  // Two lines of progress for each of hundreds of goals tell nobody anything.
  const quiet: Context = { ...context, emit: (event) => event.type === 'warning' && context.emit(event) }
  const read = async (own: ToolChoice) => {
    const tools = await makeTools(own, quiet)
    return evaluateReader(readable, tools, (goal) => plan(goal, tools), context.signal)
  }
  const reader = await read(choice)
  const readers = [reader, ...(reader.brain === 'builtin' ? [] : [await read({ ...choice, brain: 'builtin' })])]
  return { version: 1, command: 'eval', verdict: 'done', result: { until: 'read', set, readers }, problems: [] }
}
