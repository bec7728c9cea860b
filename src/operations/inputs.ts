import * as z from 'zod'
import { Goal } from '../schema.ts'

/** The inputs that several operations share, each described once. */
export const goal = z.string().describe('What the service is for, in a sentence.')
export const use = z
  .record(z.string(), z.string())
  .default({})
  .describe('Supply a capability by this component (may be repeated).')
export const without = z.array(z.string()).default([]).describe('Do not use this capability (may be repeated).')
export const answer = z
  .record(z.string(), z.string())
  .default({})
  .describe(
    'Answer what is open: a question of the plan by one of its choices, or pattern=booking where it may be two kinds of service (may be repeated).',
  )
/** The goal of somebody who asks for one. */
export const goalOf = (input: {
  goal: string
  use: Record<string, string>
  without: string[]
  answer: Record<string, string>
}): Goal =>
  Goal.parse({
    version: 1,
    sentence: input.goal,
    use: input.use,
    without: input.without,
    ...(Object.keys(input.answer).length > 0 ? { answers: input.answer } : {}),
  })
const brain = z.enum(['builtin', 'model']).optional().describe('Who answers the agents; builtin needs no key.')
export const catalog = z
  .string()
  .optional()
  .describe('Read the catalogue from this folder instead of the one that comes along.')
export const out = z.string().optional().describe('The folder to make; by default one named after the service.')
export const timeout = z.number().min(1).max(86_400).default(600).describe('Seconds that the whole run may take.')
export const yes = z.boolean().default(false).describe('Approve what the policy wants a person to approve.')
export const acceptUnread = z
  .boolean()
  .default(false)
  .describe(
    'Go on although something of the goal is not read; it stands in the plan, the report, the receipt and the README.',
  )
export const dryRun = z
  .boolean()
  .default(false)
  .describe('Show the plan and write nothing. A folder that the run would refuse is refused.')
export const folders = z
  .array(z.string())
  .default(['.'])
  .describe('Folders of composed services; by default the current one.')

/** Where a model answers, how it is bounded, and what is kept of its calls. Only looked at with `--brain model`. */
export const modelInputs = {
  brain,
  model: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('The model that answers, as its endpoint calls it (or COMPOSE_MODEL).'),
  agents: z.string().optional().describe('A folder whose agent files stand in for ours (or COMPOSE_AGENTS).'),
  maxUsd: z
    .number()
    .min(0)
    .max(10_000)
    .default(5)
    .describe('US dollars that the run may spend, where the price is known.'),
  maxTokens: z.int().min(1).max(100_000_000).default(1_000_000).describe('Tokens that the run may use.'),
  maxCalls: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Requests to the model that the run may make, repeats included.'),
  callTimeout: z.number().min(1).max(3600).default(120).describe('Seconds that the model may be silent.'),
  calls: z
    .enum(['live', 'record', 'replay', 'auto'])
    .default('live')
    .describe('Ask the model, or answer from --recordings: strictly (replay), or where there is a recording (auto).'),
  recordings: z.string().optional().describe('The folder of recorded calls.'),
}
export const trace = z
  .string()
  .min(1)
  .optional()
  .describe(
    'Append a trace of the run to this file, as OTLP in JSON lines; or otlp: send it to OTEL_EXPORTER_OTLP_ENDPOINT (or COMPOSE_TRACE).',
  )
export const report = z
  .partialRecord(z.enum(['junit', 'sarif']), z.string().min(1))
  .default({})
  .describe(
    'Write what was shown in this file, too: each test as JUnit XML, or each problem as SARIF (may be repeated).',
  )
/** How often what failed goes back to the model, and where what it wrote may run. */
export const lapInputs = {
  laps: z.int().min(0).max(20).default(3).describe('How often what failed goes back to the model.'),
  unsafeNoSandbox: z.boolean().default(false).describe('Run what a model wrote even where it cannot be isolated.'),
}
