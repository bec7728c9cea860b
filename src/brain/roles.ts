import * as z from 'zod'
import {
  BroughtRule,
  Goal,
  Intent,
  PatternFile,
  Question,
  RecordField,
  Rule,
  Scenario,
  Spoken,
  SpokenPattern,
  Unplaced,
} from '../schema.ts'

/** The three questions an agent is asked and the answers it may give, each shape declared once. */
const PlannerQuestion = z.strictObject({
  goal: Goal,
  vocabulary: Spoken,
  patterns: z.record(z.string(), SpokenPattern),
  capabilities: z.record(
    z.string(),
    z.strictObject({
      description: z.string(),
      words: z.array(z.string()),
      /** Rules that a goal may set by how long something lasts, with the words that it is told by. */
      rules: z.record(z.string(), z.strictObject({ words: BroughtRule.shape.words })).default({}),
    }),
  ),
  /** Shared types that people can simply be asked for, each with how. */
  questions: z.record(z.string(), Question),
})

/** What the coder fills in. Nothing else of a composition can be reached through it; what it leaves out stays as it is. */
export const Fillings = z.strictObject({
  rules: z.record(z.string(), Rule).default({}),
  /** Rule → one TypeScript function, where no table can say it. */
  functions: z.record(z.string(), z.string().max(8000)).default({}),
  /** Field → how its question is worded; its kind belongs to its type. */
  questions: z
    .record(z.string(), Question.pick({ title: true, hint: true, missing: true, invalid: true }).partial())
    .default({}),
  texts: z.record(z.string(), z.string().min(1).max(2000)).default({}),
  /** Failed tests that, the coder says, contradict the contract. A person decides; no test is ever changed. */
  disputes: z.array(z.strictObject({ test: z.string(), because: z.string().min(1).max(1000) })).default([]),
})
export type Fillings = z.infer<typeof Fillings>

/** One failed check of the lap before, without what differs from run to run. */
export const Failure = z.strictObject({ test: z.string(), where: z.string(), message: z.string() })
export type Failure = z.infer<typeof Failure>

const CoderQuestion = z.strictObject({
  intent: Intent,
  /** Decision tables to fill: what they may read and decide, and what the pattern decides without a goal's word. */
  rules: z.record(
    z.string(),
    z.strictObject({ values: z.array(z.string()), fields: z.array(z.string()), table: Rule }),
  ),
  /** Questions to word, by field. */
  questions: z.record(z.string(), Question),
  /** Texts to word, with the placeholders each may hold. */
  texts: z.record(z.string(), z.string()),
  placeholders: z.array(z.string()),
  /** What the last lap made of the coder's answer, for it to mend. */
  repair: z.strictObject({ lap: z.int(), fillings: Fillings, failures: z.array(Failure) }).optional(),
})

const TesterQuestion = z.strictObject({
  intent: Intent,
  pattern: PatternFile,
  record: z.array(RecordField),
  /** Scenarios that are tried whatever the tester adds. */
  required: z.array(Scenario),
  /** `capability.operation` → summary: what the contracts let one see. */
  operations: z.record(z.string(), z.string()),
  /** What a scenario may expect: outcomes by rule, members of items by list, panels, own events; what staff can do with which members. */
  visible: z.strictObject({
    outcomes: z.record(z.string(), z.array(z.string())),
    items: z.record(
      z.string(),
      z.record(z.string(), z.strictObject({ values: z.array(z.string()).optional(), rule: z.string().optional() })),
    ),
    panels: z.array(z.string()),
    events: z.array(z.string()),
    /** `capability.operation.member` → the rule whose value arrives there. */
    takes: z.record(z.string(), z.string()),
    acts: z.record(z.string(), z.strictObject({ required: z.array(z.string()), optional: z.array(z.string()) })),
  }),
})
const Scenarios = z.strictObject({ scenarios: z.array(Scenario).max(60) })

export const roles = {
  planner: { question: PlannerQuestion, answer: z.union([Intent, Unplaced]) },
  coder: { question: CoderQuestion, answer: Fillings },
  tester: { question: TesterQuestion, answer: Scenarios },
} as const

export type Role = keyof typeof roles
export type Questions = { [R in Role]: z.infer<(typeof roles)[R]['question']> }
export type Answers = { [R in Role]: z.infer<(typeof roles)[R]['answer']> }
