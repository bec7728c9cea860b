import * as z from 'zod'
import { ResponseTarget } from './goal.ts'
import { Reading, Style } from './reading.ts'

/** What a plan must come to, as far as the person who wrote the goal wants it checked. */
export const Expected = z
  .strictObject({
    /** `null`: no pattern fits, and the goal must be refused. */
    pattern: z.string().nullable().optional(),
    /** Capabilities that must be among the parts. */
    capabilities: z.array(z.string()).optional(),
    channel: z.string().optional(),
    deadline: ResponseTarget.optional(),
    /** How many rules of the goal decide the priority. */
    priorityRules: z.int().min(0).optional(),
  })
  .refine((one) => one.pattern !== null || Object.keys(one).length === 1, {
    message: 'a goal that must be refused (pattern: null) can have no other expectation',
  })
export type Expected = z.infer<typeof Expected>

export const GoalEntry = z.strictObject({
  goal: z.string().trim().min(1).max(4000),
  expect: Expected.optional(),
  /** What it says, and how long it is: what `--until read` holds a reading against. */
  reading: Reading.optional(),
  style: Style.optional(),
})
export type GoalEntry = z.infer<typeof GoalEntry>

/** A file of goals. A sentence alone stands for an entry without expectations. */
export const GoalsFile = z
  .array(z.union([GoalEntry.shape.goal, GoalEntry]))
  .min(1)
  .max(500)

/** One run of one goal. */
export const Try = z.strictObject({
  /** `cut`: the money for all tries ran out in the middle of it, so it counts for nothing but its cost. */
  outcome: z.enum(['passed', 'failed', 'cut']),
  /** The code of what ended it. */
  problem: z.string().optional(),
  /** Expectations that its plan did not meet. */
  unmet: z.array(z.string()),
  milliseconds: z.int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** Not there when the price of the model is not known. */
  usd: z.number().optional(),
})
export type Try = z.infer<typeof Try>

const tally = {
  tries: z.int(),
  passed: z.int(),
  /** pass@1: the share of the tries that passed; not there when none was made. */
  passAt1: z.number().optional(),
  /** Mean of a try. */
  seconds: z.number().optional(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  usd: z.number().optional(),
  /** How many tries failed by which code; `expectation-unmet` for plans that are not what was expected. */
  problems: z.record(z.string(), z.int()),
}

/** What came of the tries of one goal. */
export const Score = z.strictObject({
  ...tally,
  goal: z.string(),
  /** Whether all of the repeats were made and passed. */
  passedAll: z.boolean(),
  runs: z.array(Try),
  /** What the built-in engine made of it; not there when it is the one that was evaluated. */
  builtin: Try.optional(),
})
export type Score = z.infer<typeof Score>

export const Evaluation = z.strictObject({
  brain: z.string(),
  until: z.enum(['plan', 'verified']),
  repeats: z.int(),
  goals: z.array(Score),
  total: z.strictObject({
    ...tally,
    goals: z.int(),
    /** Goals of which all repeats passed. */
    passedAll: z.int(),
    /** Goals that the built-in engine passed. */
    builtin: z.int().optional(),
  }),
})
export type Evaluation = z.infer<typeof Evaluation>
