import * as z from 'zod'
import { FoundAnswers } from './answer.ts'
import { Level, RecordField, ScopeName } from './catalog.ts'
import { deskShape, Values } from './desk.ts'
import { Goal, Unread } from './goal.ts'
import { Journeys } from './journey.ts'
import { Identifier, Noun, RoleName, Slug, Title } from './names.ts'
import { Never } from './never.ts'
import { ownShape } from './own.ts'
import { Rule, RuleCode } from './rule.ts'
import { Scenario } from './scenario.ts'
import { Phases, Reaction, Step } from './step.ts'

export const Binding = z.enum(['own', 'shared'])

/** A kind of people: what they are called, and the scopes they have. A level stands for all scopes of it that there are. */
export const Person = z.strictObject({ title: Title, may: z.array(z.union([ScopeName, Level])) })
export type Person = z.infer<typeof Person>

/**
 * `composition.yaml`: the only source of regeneration, made to be edited by hand.
 * Everything that differs between two services of one pattern stands here.
 */
export const Composition = z.strictObject({
  version: z.literal(2),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  title: z.string().min(1).max(100),
  noun: Noun,
  goal: Goal,
  /** The models whose answers are in here, with a comma between; not there when the built-in engine gave them all. */
  model: z.string().min(1).max(700).optional(),
  pattern: z.strictObject({ name: z.string(), version: z.string() }),
  components: z.record(Slug, z.strictObject({ component: Slug, version: z.string(), binding: Binding })),
  people: z.record(RoleName, Person),
  /** What values are called here: Priority urgent is Red. */
  values: Values.default({}),
  record: z.array(RecordField),
  journeys: Journeys.optional(),
  /** What parts find for people, where a journey answers with it. */
  answers: FoundAnswers.optional(),
  /** Looked up for each record before anything is done about it, once. */
  lookups: z.array(Step).default([]),
  rules: z.record(Identifier, z.union([Rule, RuleCode])),
  phases: Phases,
  on: z.array(Reaction).default([]),
  ...deskShape,
  ...ownShape,
  /** What is not done where this holds, whoever edits the rest. */
  never: z.array(Never).default([]),
  /** Words of the goal that nothing here comes of. Take out what you have made by hand. */
  unread: z.array(Unread).min(1).optional(),
  texts: z.record(Identifier, z.string()),
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
