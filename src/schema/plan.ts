import * as z from 'zod'
import { FoundAnswers } from './answer.ts'
import { RecordField } from './catalog.ts'
import { Binding } from './composition.ts'
import { Values } from './desk.ts'
import { Intent, Unread } from './goal.ts'
import { Journeys } from './journey.ts'
import { Never } from './never.ts'
import { Rule } from './rule.ts'
import { Phases, Reaction, Step } from './step.ts'

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)

/** One supplier chosen for one capability, with the reason and the ones passed over. */
export const Choice = z.strictObject({
  capability: z.string(),
  component: z.string(),
  version: z.string(),
  digest,
  binding: Binding,
  /** The goal's words, the pattern, or the step whose input pulled it in. */
  why: z.string(),
  rejected: z.array(z.strictObject({ component: z.string(), rule: z.string(), reason: z.string() })),
})
export type Choice = z.infer<typeof Choice>

/** One line of the plan's wiring: which input, its type and role, and where the value comes from in words. */
export const Supply = z.strictObject({
  step: z.string(),
  input: z.string(),
  type: z.string(),
  role: z.string(),
  from: z.string(),
})
export type Supply = z.infer<typeof Supply>

/** Something only a person can settle; `default` lets a run go on without them. */
export const OpenQuestion = z.strictObject({
  id: z.string(),
  question: z.string(),
  options: z.array(z.string()),
  default: z.string().optional(),
})
export type OpenQuestion = z.infer<typeof OpenQuestion>

/** Intent plus choices, for a person to review: every input's supply, every rejection, what is still open. */
export const Plan = z.strictObject({
  version: z.literal(2),
  intent: Intent,
  /** The model that read the goal; not there when the built-in engine did. */
  model: z.string().min(1).max(200).optional(),
  pattern: z.strictObject({ name: z.string(), version: z.string(), digest }),
  policy: digest,
  choices: z.array(Choice),
  record: z.array(RecordField),
  journeys: Journeys.optional(),
  answers: FoundAnswers.optional(),
  lookups: z.array(Step),
  /** What is decided unless the goal's words fill it otherwise. */
  rules: z.record(z.string(), Rule),
  phases: Phases,
  on: z.array(Reaction),
  /** What values are called, beside what the pattern calls them. */
  values: Values.default({}),
  /** What the goal says must not be done. */
  never: z.array(Never).default([]),
  supplies: z.array(Supply),
  verdicts: z.array(
    z.strictObject({ rule: z.string(), verdict: z.enum(['pass', 'needs-approval']), detail: z.string() }),
  ),
  openQuestions: z.array(OpenQuestion),
  /** What nothing comes of; but for notes nothing is made of the plan until a person has accepted it. */
  unread: z.array(Unread.extend({ accepted: z.literal(true).optional() })),
  /** Parts taken from the catalogue ÷ all parts of the service, counted in steps: an estimate before anything ran. */
  reuse: z.strictObject({ catalogue: z.int(), own: z.int() }),
})
export type Plan = z.infer<typeof Plan>

/**
 * Whether something is a plan that an earlier version saved: it names a catalogue that is gone, or does not say what of the goal is
 * lost, so it can only be made anew.
 */
export function isOldPlan(given: unknown): boolean {
  if (typeof given !== 'object' || given === null || !('version' in given) || !('intent' in given)) return false
  return given.version === 1 || (given.version === 2 && !('unread' in given))
}
