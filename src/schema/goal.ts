import * as z from 'zod'
import { Identifier, Noun, Slug, Title, TypeName } from './names.ts'

/** What a person asked for: the sentence, and what they fixed by options. */
export const Goal = z.strictObject({
  version: z.literal(1),
  sentence: z.string(),
  /** Capability → component that must supply it (`--use`). */
  use: z.record(z.string(), z.string()).default({}),
  /** Capabilities that must not be used (`--without`). */
  without: z.array(z.string()).default([]),
  /** Answers to what is open (`--answer`), by question: pattern → booking where it may be two, else a choice of one of the plan's. */
  answers: z.record(z.string(), z.string()).optional(),
})
export type Goal = z.infer<typeof Goal>

/** The words of the goal that a finding rests on, as they stand in the sentence; empty when it is a default. */
const Because = z.string()

export const ResponseTarget = z.strictObject({
  amount: z.int().min(1).max(365),
  unit: z.enum(['hours', 'days', 'working-days']),
})
export type ResponseTarget = z.infer<typeof ResponseTarget>

export const Priority = z.enum(['urgent', 'high', 'standard', 'low'])
export type Priority = z.infer<typeof Priority>

/** One comparison of a decision table's cell with a field of the record. */
export const Test = z.union([
  z.boolean(),
  z.string(),
  z.strictObject({ over: z.number() }),
  z.strictObject({ under: z.number() }),
  z.strictObject({ atLeast: z.number() }),
  z.strictObject({ atMost: z.number() }),
  /** From one to another: "aged 60 to 74". */
  z.strictObject({ atLeast: z.number(), atMost: z.number() }),
])
export type Test = z.infer<typeof Test>

/** A comparison with what may be missing: whether it is there at all, too. */
export const OptionalTest = z.union([Test, z.strictObject({ given: z.boolean() })])
export type OptionalTest = z.infer<typeof OptionalTest>

/** A condition as the goal words it: what is asked, and which answer it needs. */
export const Condition = z.strictObject({
  phrase: z.string().min(1),
  field: Identifier,
  is: Test,
  /** The question whose answer decides it. */
  title: z.string().min(1).max(200),
  type: z.enum(['YesNo', 'WholeNumber']),
})
export type Condition = z.infer<typeof Condition>

/** Something that people must be asked, although the pattern does not ask it. */
export const AskedField = z.strictObject({
  name: Identifier,
  type: TypeName,
  /** What the value is to the case: `case` for what describes the situation, else whose or where it is. */
  role: Slug.default('case'),
  /** The question, as people read it. */
  title: z.string().min(1).max(200),
  hint: z.string().max(300).optional(),
  /** An answer under which nothing is urgent; scenarios give it where they say nothing else. */
  ordinary: z.union([z.boolean(), z.int().min(0).max(999_999_999)]).optional(),
  because: Because,
})
export type AskedField = z.infer<typeof AskedField>

/** What is lost with words that nothing is made of; a note is a word that would change nothing that is decided. */
export const UnreadKind = z.enum(['time', 'amount', 'limit', 'rule', 'channel', 'negation', 'person', 'note'])
export type UnreadKind = z.infer<typeof UnreadKind>

/** Words of the goal that nothing comes of. */
export const Unread = z.strictObject({ words: z.string().min(1), kind: UnreadKind })
export type Unread = z.infer<typeof Unread>

/**
 * A time to answer that holds for some: for an outcome of a rule, or under conditions of the goal's own. One of a `rule` is how
 * long something takes that is none of the first answer, as the pattern's `stages` name it.
 */
export const ScopedTime = z.strictObject({
  target: ResponseTarget,
  rule: Identifier.optional(),
  of: z.strictObject({ decides: z.string(), outcome: z.string() }).optional(),
  when: z.array(Condition).default([]),
  because: Because,
})
export type ScopedTime = z.infer<typeof ScopedTime>

const isoDuration = /^P([1-9][0-9]{0,2}[YMWD]|T[1-9][0-9]{0,2}[HM])$/

/** How often something may be had, for a setting of the pattern; `by` is a word of it for whose count it is. */
export const GoalLimit = z.strictObject({
  setting: Identifier,
  count: z.int().min(1).max(9999),
  /** ISO 8601, of one number and one unit. */
  period: z.string().regex(isoDuration),
  by: z.string().optional(),
  because: Because,
})
export type GoalLimit = z.infer<typeof GoalLimit>

/**
 * A sum of money in pence, for everybody or under conditions: whatever rule gives money and is not decided gives it.
 */
export const GoalAmount = z.strictObject({
  pence: z.int().min(0).max(999_999_999),
  when: z.array(Condition).default([]),
  because: Because,
})
export type GoalAmount = z.infer<typeof GoalAmount>

/** Whom the service is for: whoever meets all of these conditions. Of several one is enough. */
export const Eligible = z.strictObject({
  when: z.array(Condition).min(1),
  /** The people as the goal calls them: "people aged 60 to 74". */
  whom: z.string().min(1).max(200),
  because: Because,
})
export type Eligible = z.infer<typeof Eligible>

/** How long something takes or lasts, for a rule of a part that says which words it is told by. */
export const GoalDuration = z.strictObject({
  rule: Identifier,
  /** ISO 8601, of one number and one unit. */
  lasts: z.string().regex(isoDuration),
  because: Because,
})
export type GoalDuration = z.infer<typeof GoalDuration>

/** The answer when no pattern fits the goal, or none alone: what was understood all the same. */
export const Unplaced = z.strictObject({
  version: z.literal(1),
  pattern: z.null(),
  understood: z.array(z.string()),
  /** A kind of service that is known by name and has no pattern. */
  missing: z.strictObject({ kind: z.string(), because: Because }).optional(),
  /** The two patterns that it may be, where a person must say which. */
  between: z
    .array(z.strictObject({ pattern: z.string(), because: Because }))
    .length(2)
    .optional(),
  /** The pattern that comes nearest to what nothing fits. */
  nearest: z.string().optional(),
})
export type Unplaced = z.infer<typeof Unplaced>

/** What the planner understood, each part tied to the words that say so. */
export const Intent = z.strictObject({
  version: z.literal(1),
  goal: Goal,
  pattern: z.string(),
  patternBecause: Because,
  /** Folder and package name, lower case with hyphens. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  /** Shown to people at the top of every page. */
  title: Title,
  /** What one record is called, singular: case, referral, report. */
  noun: Noun,
  capabilities: z.array(z.strictObject({ id: z.string(), because: Because })),
  /** Named choices such as channel → text. */
  fields: z.array(AskedField).max(20).default([]),
  constraints: z.array(z.strictObject({ kind: z.string(), value: z.string(), because: Because })),
  /** The time to answer where no other is said. */
  deadline: z.strictObject({ target: ResponseTarget, because: Because }).optional(),
  times: z.array(ScopedTime).max(20).default([]),
  limits: z.array(GoalLimit).max(5).default([]),
  amounts: z.array(GoalAmount).max(10).default([]),
  eligible: z.array(Eligible).max(10).default([]),
  durations: z.array(GoalDuration).max(5).default([]),
  /** What the goal asks for and such a service does anyway, in words that the pattern knows. */
  anyway: z
    .array(z.strictObject({ because: Because }))
    .max(10)
    .default([]),
  /** What the goal calls values of a type: Priority urgent is Red. */
  values: z.record(TypeName, z.record(z.string(), z.string().min(1).max(40))).default({}),
  rules: z.array(
    z.strictObject({ decides: z.string(), when: z.array(Condition).min(1), outcome: z.string(), because: Because }),
  ),
  /** Parts of the sentence that nothing was made of; shown to the person. */
  unread: z.array(z.string()),
})
export type Intent = z.infer<typeof Intent>
