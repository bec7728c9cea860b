import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { byCodeUnit } from '../digest.ts'
import { variable } from '../environment.ts'
import { Evaluation, type GoalEntry, Readings, Report } from '../schema.ts'
import * as inputs from './inputs.ts'
import { type Context, defineOperation } from './operation.ts'
import { readGiven } from './read-given.ts'

const { calls, maxCalls, maxTokens, maxUsd, recordings } = inputs.modelInputs

export const evalOperation = defineOperation({
  name: 'eval',
  title: 'Evaluate a brain',
  description:
    'Tries goals again and again, each time in a temporary folder, and tells how often a model and the built-in engine succeed; or, with --until read, how well they are read.',
  examples: [
    'examples/goals.yaml --until plan',
    'examples/goals --until read',
    'examples/goals.yaml --brain model --model gpt-4.1-mini --repeats 5 --max-usd 10',
    'goals.txt --brain model --until plan --json',
  ],
  positional: ['goals'],
  input: z.strictObject({
    goals: z
      .string()
      .describe(
        'The goals: a YAML file as examples/goals.yaml, a .txt file with a goal a line, or a folder of such files.',
      ),
    repeats: z.int().min(1).max(100).default(5).describe('How often a model tries each goal.'),
    until: z
      .enum(['read', 'plan', 'verified'])
      .default('verified')
      .describe(
        'How far a try must come; read holds what is understood of each goal against its reading, and makes nothing.',
      ),
    set: z
      .enum(['open', 'aside', 'all'])
      .default('open')
      .describe('With --until read: the goals that may be looked at, the third that is kept aside, or all.'),
    ...inputs.modelInputs,
    maxUsd: maxUsd.describe('US dollars that all tries together may spend, where the price is known.'),
    maxTokens: maxTokens.describe('Tokens that one try may use.'),
    maxCalls: maxCalls.describe('Calls of the model that one try may make.'),
    calls: calls.describe('Ask the model, or answer from --recordings, where each try has a folder.'),
    recordings,
    ...inputs.lapInputs,
    tryTimeout: inputs.timeout.describe('Seconds that one try may take.'),
    timeout: z.number().min(1).max(604_800).default(86_400).describe('Seconds that all of it may take.'),
    catalog: inputs.catalog,
  }),
  output: Report.extend({ result: z.union([Evaluation, Readings]).optional() }),
  hints: { readOnly: true, destructive: false },
  async run(input, context) {
    const { goals: file, maxUsd, recordings, repeats, set, timeout: _all, tryTimeout, until, ...choice } = input
    const goals = await goalsIn(file, context)
    if (until === 'read') {
      const { evaluateReadings } = await import('./read-evaluation.ts')
      return evaluateReadings(goals, set, { ...choice, recordings, maxUsd }, context)
    }
    const [{ Evaluating }, { tryGoal }] = await Promise.all([
      import('../evaluation/evaluate.ts'),
      import('./try-goal.ts'),
    ])
    const given = choice.brain ?? variable(context.env, 'COMPOSE_BRAIN') ?? 'builtin'
    const name = given === 'model' ? (choice.model ?? variable(context.env, 'COMPOSE_MODEL') ?? given) : given
    const evaluating = new Evaluating({
      goals,
      brain: name,
      until,
      repeats: given === 'builtin' ? 1 : repeats,
      maxUsd,
      emit: context.emit,
      run: (entry, how) => {
        const folder = recordings && { recordings: join(recordings, how.name) }
        const brain = how.builtin ? { brain: 'builtin' } : {}
        const limits = { maxUsd: how.maxUsd, timeout: tryTimeout, dryRun: until === 'plan' }
        return tryGoal(entry, { ...choice, ...folder, ...brain, ...limits }, context)
      },
    })
    // What was found out before an interruption was paid for.
    context.atEnd?.((error) => (error ? { result: evaluating.result } : {}))
    await evaluating.run()
    const { result } = evaluating
    const made = { version: 1 as const, command: 'eval', result }
    if (result.goals.length === goals.length && result.total.tries === goals.length * result.repeats)
      return { ...made, verdict: 'done', problems: [] }
    return { ...made, verdict: 'inconclusive', problems: [outOfMoney(maxUsd, context)] }
  },
})

function outOfMoney(maxUsd: number, context: Context) {
  return {
    code: 'budget-reached',
    message: `The budget of $${maxUsd} for all tries is spent; the rest of them was not made.`,
    suggestion: `Give it more with ${context.nameOf('maxUsd')}, or try fewer goals or repeats.`,
  }
}

/** The goals of a file, or of all files of a folder in the order of their names. */
async function goalsIn(given: string, context: Context): Promise<GoalEntry[]> {
  const { readGoals } = await import('../evaluation/read-goals.ts')
  const suggestion = 'Name a file of goals; examples/goals.yaml is one.'
  const path = await context.reach(given)
  const names = await readdir(path).catch(() => undefined)
  const files = names?.filter((name) => /\.(?:ya?ml|json|txt)$/.test(name)).map((name) => join(given, name)) ?? [given]
  const read = async (file: string) => readGoals(await readGiven(file, 'list of goals', suggestion, context), file)
  return (await Promise.all(files.sort(byCodeUnit).map(read))).flat()
}
