import * as z from 'zod'
import { ResponseTarget, Test } from './goal.ts'
import { EventType, Identifier, Slug, TypeName } from './names.ts'

/** How a person is asked for one value. */
export const Question = z.strictObject({
  kind: z.enum(['text', 'textarea', 'email', 'tel', 'postcode', 'radios', 'yes-no', 'address', 'number']),
  title: z.string(),
  hint: z.string().optional(),
  missing: z.string(),
  invalid: z.string().optional(),
  autocomplete: z.string().optional(),
  /** Regular expression that the whole answer must match, once it is plain. */
  pattern: z.string().optional(),
  maxLength: z.int().optional(),
  /** A page shown after this answer, before the next question: whom to call first. */
  urgent: z
    .strictObject({
      is: z.union([z.boolean(), z.string()]),
      heading: z.string(),
      paragraphs: z.array(z.string()).min(1),
    })
    .optional(),
})
export type Question = z.infer<typeof Question>

const slug = z.string().regex(/^[a-z][a-z0-9-]*$/)
const version = z.string().regex(/^[0-9]+\.[0-9]+\.[0-9]+$/)
const metadata = z.strictObject({ name: slug, version, title: z.string(), description: z.string() })
const envelope = { apiVersion: z.literal('compose.dev/v1alpha1') }

export const CapabilityFile = z.strictObject({
  ...envelope,
  kind: z.literal('Capability'),
  metadata,
  spec: z.strictObject({
    contract: z.literal('openapi.yaml'),
    events: z.literal('asyncapi.yaml').optional(),
    scopes: z.array(z.strictObject({ name: z.string(), description: z.string() })).default([]),
    words: z.array(z.string()).default([]),
    /** One name for several operations of the same purpose; a constraint chooses: send → by channel. */
    choices: z
      .record(
        z.string(),
        z.strictObject({ by: z.string(), default: z.string(), operations: z.record(z.string(), z.string()) }),
      )
      .default({}),
    fragment: z.strictObject({ phase: z.string(), note: z.string() }).optional(),
  }),
})
export type CapabilityFile = z.infer<typeof CapabilityFile>

/** `brings.yaml`: what a capability brings to a service that has it. A capability without one brings nothing. */
export const BringsFile = z.strictObject({
  /** Operations that may be called for their answer alone. */
  derives: z.array(Identifier).default([]),
})
export type BringsFile = z.infer<typeof BringsFile>

const range = z.string().regex(/^\^?[0-9]+\.[0-9]+\.[0-9]+$/)

export const ComponentFile = z.strictObject({
  ...envelope,
  kind: z.literal('Component'),
  metadata,
  spec: z.strictObject({
    lifecycle: z.enum(['experimental', 'production', 'deprecated']),
    owner: z.string(),
    support: z.strictObject({ contact: z.string() }),
    licence: z.strictObject({ spdx: z.string(), data: z.string().optional() }),
    provides: z.array(z.strictObject({ capability: slug, version })).min(1),
    requires: z.array(z.strictObject({ capability: slug, range, optional: z.boolean().default(false) })).default([]),
    conflicts: z.array(slug).default([]),
    events: z
      .strictObject({ emits: z.array(z.string()).default([]), consumes: z.array(z.string()).default([]) })
      .default({ emits: [], consumes: [] }),
    config: z.record(z.string(), z.unknown()).default({}),
    data: z.strictObject({
      classification: z.enum(['OFFICIAL', 'SECRET', 'TOP SECRET']),
      handling: z.array(z.string()).default([]),
      personal: z.enum(['none', 'personal', 'special-category']),
      residency: z.array(z.string()).default([]),
      retention: z.string().optional(),
      stores: z.boolean(),
    }),
    slo: z.strictObject({ availability: z.number(), latencyP95Ms: z.number() }).optional(),
    probes: z.strictObject({ live: z.string(), ready: z.string() }),
    implementations: z
      .array(z.strictObject({ id: z.enum(['embedded', 'container', 'hosted']), entry: z.string() }))
      .min(1),
    evidence: z.record(z.string(), z.string()).default({}),
  }),
})
export type ComponentFile = z.infer<typeof ComponentFile>

export const RecordField = z.strictObject({
  name: Identifier,
  type: TypeName,
  role: z.string(),
  question: Question,
  /** The operation whose answers a person picks from, and the field that feeds it. */
  choices: z.strictObject({ operation: z.string(), input: z.string(), from: Identifier }).optional(),
  because: z.string().optional(),
})
export type RecordField = z.infer<typeof RecordField>

export const DecisionTable = z.strictObject({
  output: z.string(),
  /** Rows are tried from the top; the first that holds decides. */
  hitPolicy: z.literal('first'),
  rows: z
    .array(z.strictObject({ when: z.record(Identifier, Test), outcome: Slug, because: z.string().optional() }))
    .min(1),
})
export type DecisionTable = z.infer<typeof DecisionTable>

/** A rule that no table can say, as one TypeScript function; written by a model, and only ever run in a process of its own. */
export const RuleCode = z.strictObject({
  output: z.string(),
  outcomes: z.array(Slug).min(1),
  code: z.string().min(1).max(8000),
})
export type RuleCode = z.infer<typeof RuleCode>

/** One line of a pattern: exactly one of ask, do, decide, emit or await. */
export const PatternStep = z.strictObject({
  id: slug,
  phase: z.enum(['identify', 'gather', 'check', 'pay', 'submit', 'decide', 'fulfil', 'notify', 'close']),
  do: z.string().optional(),
  decide: Identifier.optional(),
  emit: Slug.optional(),
  /** What stands behind it begins with this event; nothing waits. */
  await: EventType.optional(),
  /** The step that is done when the owner of what is awaited says that its date has passed: dev.compose.<thing>.overdue.v1. */
  else: Slug.optional(),
  /** Constants for inputs of the operation. */
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** A step that is only reached as another's `else`. */
  only: z.literal('else').optional(),
})
export type PatternStep = z.infer<typeof PatternStep>

/** One thing that must be seen once a scenario has run. */
export const Expectation = z.discriminatedUnion('see', [
  z.strictObject({ see: z.literal('priority'), is: z.string() }),
  z.strictObject({ see: z.literal('status'), is: z.string() }),
  /** A member of the case in case-management that must equal the answer to a question. */
  z.strictObject({ see: z.literal('case'), member: z.string(), answer: z.string() }),
  /** The team that the ward of the given address belongs to. */
  z.strictObject({ see: z.literal('team') }),
  z.strictObject({ see: z.literal('due'), within: ResponseTarget }),
  /** Messages in the outbox that hold the text; `{reference}` stands for the case's own. */
  z.strictObject({ see: z.literal('messages'), says: z.string(), count: z.int(), channel: z.string().optional() }),
  z.strictObject({ see: z.literal('audit'), action: z.string(), count: z.int() }),
  z.strictObject({ see: z.literal('event'), type: z.string(), count: z.int() }),
])
export type Expectation = z.infer<typeof Expectation>

/** What any such service must satisfy, as data: the answers given, what staff then do, what must be seen. */
export const Scenario = z.strictObject({
  id: slug,
  title: z.string(),
  from: z.enum(['pattern', 'goal', 'contract']).default('pattern'),
  answers: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).default({}),
  staff: z.array(z.strictObject({ action: z.string(), with: z.record(z.string(), z.string()) })).default([]),
  expect: z.array(Expectation).min(1),
})
export type Scenario = z.infer<typeof Scenario>

export const PatternFile = z.strictObject({
  ...envelope,
  kind: z.literal('Pattern'),
  metadata,
  spec: z.strictObject({
    noun: z.string(),
    fields: z.array(RecordField),
    roles: z.strictObject({ resident: z.string(), staff: z.array(z.string()).min(1) }),
    capabilities: z.array(z.string()),
    settings: z.strictObject({ respondWithin: ResponseTarget }),
    steps: z.array(PatternStep).min(1),
    rules: z.record(z.string(), DecisionTable),
    wording: z.record(z.string(), z.string()),
    scenarios: z.array(Scenario).min(1),
  }),
})
export type PatternFile = z.infer<typeof PatternFile>

export const Vocabulary = z.strictObject({
  version: z.literal(1),
  patterns: z.record(z.string(), z.strictObject({ words: z.array(z.string()).min(1), title: z.string() })),
  /** kind → value → phrases. */
  constraints: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
  outcomes: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
  nouns: z.record(z.string(), z.array(z.string())),
  domains: z.record(z.string(), z.array(z.string())),
  /** Shared type → how a person is asked for a value of it. A type without one is never asked for. */
  questions: z.record(z.string(), Question),
})
export type Vocabulary = z.infer<typeof Vocabulary>

export const Policy = z.strictObject({
  version: z.literal(1),
  rules: z.strictObject({
    lifecycles: z.array(z.string()),
    licences: z.array(z.string()),
    classifications: z.array(z.string()),
    residency: z.array(z.string()),
    approvalFor: z.array(z.string()).default([]),
  }),
})
export type Policy = z.infer<typeof Policy>
