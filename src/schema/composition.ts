import * as z from 'zod'
import { DecisionTable, PatternStep, RecordField, RuleCode, Scenario } from './catalog.ts'
import { Goal, ResponseTarget } from './goal.ts'
import { Identifier, Noun, Slug } from './names.ts'

/** Where the value of one input comes from. */
export const Source = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('record'), field: Identifier }),
  /** `path` walks into the step's answer: `ward`, or empty for the whole of it. */
  z.strictObject({
    from: z.literal('step'),
    step: Slug,
    path: z.string().regex(/^([A-Za-z][A-Za-z0-9_]{0,63}(\.[A-Za-z][A-Za-z0-9_]{0,63}){0,5})?$/),
  }),
  z.strictObject({ from: z.literal('setting'), name: Identifier }),
  z.strictObject({ from: z.literal('wording'), name: Identifier }),
  z.strictObject({ from: z.literal('constant'), value: z.union([z.string(), z.number(), z.boolean()]) }),
])
export type Source = z.infer<typeof Source>

export const CompositionStep = z.strictObject({
  ...PatternStep.omit({ with: true }).shape,
  inputs: z.record(z.string(), Source).default({}),
})
export type CompositionStep = z.infer<typeof CompositionStep>

export const Binding = z.enum(['own', 'shared'])

/**
 * `composition.yaml`: the only source of regeneration, made to be edited by hand.
 * Everything that differs between two services of one pattern stands here.
 */
export const Composition = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  title: z.string().min(1).max(100),
  noun: Noun,
  goal: Goal,
  /** The models whose answers are in here, with a comma between; not there when the built-in engine gave them all. */
  model: z.string().min(1).max(700).optional(),
  pattern: z.strictObject({ name: z.string(), version: z.string() }),
  components: z.record(Slug, z.strictObject({ component: Slug, version: z.string(), binding: Binding })),
  roles: z.strictObject({ resident: Slug, staff: z.array(Slug).min(1) }),
  settings: z.strictObject({ respondWithin: ResponseTarget, channel: z.string().optional() }),
  record: z.array(RecordField),
  steps: z.array(CompositionStep).min(1),
  rules: z.record(Identifier, z.union([DecisionTable, RuleCode])),
  wording: z.record(Identifier, z.string()),
  scenarios: z.array(Scenario).min(1),
})
export type Composition = z.infer<typeof Composition>

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)

export const Zone = z.enum(['generated', 'seeded', 'merged', 'vendored'])
export type Zone = z.infer<typeof Zone>

/** `composition.lock.json`: what decided the output, and the digest of every file of it. Written by the tool only. */
export const Lock = z.strictObject({
  version: z.literal(1),
  composition: digest,
  /** The composition.yaml that came of a goal or a plan. When it is another one, a person has written in it since. */
  settled: digest,
  /** Catalogue entry or template folder → digest of its bytes. */
  entries: z.record(z.string(), digest),
  /** Written by versions whose workflows slept, and read by none. */
  workflow: z.unknown().optional(),
  files: z.record(z.string(), z.strictObject({ digest, mode: z.enum(['644', '755']), zone: Zone })),
})
export type Lock = z.infer<typeof Lock>
