import * as z from 'zod'
import {
  DecisionTable,
  Goal,
  Intent,
  PatternFile,
  Question,
  RecordField,
  Scenario,
  Unplaced,
  Vocabulary,
} from '../schema.ts'

/** The three questions an agent is asked and the answers it may give, each shape declared once. */
const PlannerQuestion = z.strictObject({
  goal: Goal,
  vocabulary: Vocabulary,
  patterns: z.record(z.string(), PatternFile),
  capabilities: z.record(z.string(), z.strictObject({ description: z.string(), words: z.array(z.string()) })),
})

const CoderQuestion = z.strictObject({
  intent: Intent,
  /** Decision tables to fill: what they may read and decide, and what the pattern decides without a goal's word. */
  rules: z.record(
    z.string(),
    z.strictObject({ outcomes: z.array(z.string()), fields: z.array(z.string()), table: DecisionTable }),
  ),
  /** Questions to word, by field. */
  questions: z.record(z.string(), Question),
  /** Texts to word, with the placeholders each may hold. */
  wording: z.record(z.string(), z.string()),
  placeholders: z.array(z.string()),
})

/** What the coder fills in. Nothing else of a composition can be reached through it. */
export const Fillings = z.strictObject({
  rules: z.record(z.string(), DecisionTable),
  questions: z.record(z.string(), Question),
  wording: z.record(z.string(), z.string().max(2000)),
})

const TesterQuestion = z.strictObject({
  intent: Intent,
  pattern: PatternFile,
  record: z.array(RecordField),
  /** `capability.operation` → summary: what the contracts let one see. */
  operations: z.record(z.string(), z.string()),
})
export const Scenarios = z.strictObject({ scenarios: z.array(Scenario).max(60) })

export const roles = {
  planner: { question: PlannerQuestion, answer: z.union([Intent, Unplaced]) },
  coder: { question: CoderQuestion, answer: Fillings },
  tester: { question: TesterQuestion, answer: Scenarios },
} as const

export type Role = keyof typeof roles
export type Questions = { [R in Role]: z.infer<(typeof roles)[R]['question']> }
export type Answers = { [R in Role]: z.infer<(typeof roles)[R]['answer']> }
