import * as z from 'zod'
import { BroughtAnswer } from './answer.ts'
import { deskOfKind, deskShape, Values } from './desk.ts'
import { OptionalTest, UnreadKind } from './goal.ts'
import { BroughtJourneys } from './journey.ts'
import { Identifier, RoleName, Title, TypeName } from './names.ts'
import { BroughtOwn, Keeper, Own } from './own.ts'
import { BroughtRule, TypeRole } from './rule.ts'
import { Scenario } from './scenario.ts'
import { Source } from './source.ts'
import { BroughtPhases, BroughtReaction, PlacedStep } from './step.ts'

/** How a value is asked for and shown; a shared type names its own by `x-kind`. */
export const Kind = z.enum([
  'text',
  'long',
  'number',
  'money',
  'date',
  'moment',
  'duration',
  'deadline',
  'yes-no',
  'choice',
  'several',
  'contact',
  'pick',
  'file',
  'declaration',
])
export type Kind = z.infer<typeof Kind>

/** The ways in which people are written to. */
export const Way = z.enum(['email', 'text', 'letter'])
export type Way = z.infer<typeof Way>

const asked = {
  title: z.string().min(1),
  hint: z.string().optional(),
  missing: z.string().min(1),
  invalid: z.string().optional(),
  autocomplete: z.string().optional(),
  /** The shared type of text that it is; what the pages then take is what contracts take. */
  check: z.enum(['email', 'phone', 'postcode']).optional(),
  /** Regular expression that the whole answer must match, once it is plain. */
  pattern: z.string().optional(),
}

/** `x-ask` of a shared type: how people are asked for a value of it. A type without one is never asked for. */
export const Ask = z.strictObject({
  ...asked,
  max: z.number().optional(),
  /** What a field of it is called behind its role; else as the type is. */
  name: Identifier.optional(),
})
export type Ask = z.infer<typeof Ask>

/** How a person is asked for one value. */
export const Question = z.strictObject({
  /** A deadline is shown, and never asked for. */
  kind: Kind.exclude(['deadline']),
  ...asked,
  /** Most characters of a text. */
  maxLength: z.int().optional(),
  /** The least and the greatest number; of money in pence; of a duration its amount. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** Value → words, of a choice. */
  options: z.record(z.string(), z.string()).optional(),
  /** The ways that a contact may be given in; all when left out. */
  only: z.array(Way).min(1).optional(),
  /** MIME types of a file, as its content shows them; what the kit takes when left out. */
  accept: z
    .array(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/))
    .min(1)
    .optional(),
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

/** What people do with what a scope allows: they read, work, or lead those who work. */
export const Level = z.enum(['read', 'work', 'lead'])
export type Level = z.infer<typeof Level>

/** The name of a right, as contracts, people and access tokens have it: cases:read */
export const ScopeName = z.string().regex(/^[a-z][a-z0-9-]{0,40}:[a-z][a-z0-9-]{0,40}$/)

/** One right in the service's API or a part's. `service` is never a person's: the service's own token alone has it. */
export const Scope = z.strictObject({
  name: ScopeName,
  level: z.enum(['service', ...Level.options]).optional(),
  /** What it allows, in words that go on from "may": see cases and their history. */
  description: z.string(),
})
export type Scope = z.infer<typeof Scope>

export const CapabilityFile = z.strictObject({
  ...envelope,
  kind: z.literal('Capability'),
  metadata,
  spec: z.strictObject({
    contract: z.literal('openapi.yaml'),
    events: z.literal('asyncapi.yaml').optional(),
    scopes: z.array(Scope).default([]),
    words: z.array(z.string()).default([]),
    fragment: z.strictObject({ phase: z.string(), note: z.string() }).optional(),
  }),
})
export type CapabilityFile = z.infer<typeof CapabilityFile>

/**
 * A question of which a part lists what there is to pick, holds what was picked or uploaded, or both. It names its own operations
 * alone. It comes where a step takes its answer, and where the goal says one of its words.
 */
export const BroughtQuestion = z
  .strictObject({
    for: TypeRole,
    ...asked,
    /** Words of a goal by which it is asked in whatever is sent. */
    words: z.array(z.string().min(1)).default([]),
    optional: z.literal(true).optional(),
    /** Type and role → how people are asked for what leads to it, where its type says it in other words. */
    asks: BroughtAnswer.shape.asks,
    /** Type and role of questions that nobody is asked any more where this one is: it tells as much. */
    instead: z.array(TypeRole).default([]),
    from: Identifier.optional(),
    text: z.string().optional(),
    group: Identifier.optional(),
    hold: Identifier.optional(),
    release: Identifier.optional(),
    gone: z.string().optional(),
    /** What there is to pick is other on another day, or at another hour: nothing can be known of it before. */
    anew: z.literal(true).optional(),
    /** Said where there is nothing to pick. */
    none: z.string().optional(),
    accept: Question.shape.accept,
  })
  .refine(({ from, hold }) => from !== undefined || hold !== undefined, {
    message: 'must say where it is picked from, what holds it, or both: from, hold',
  })
  .refine(({ from, text, hold, gone }) => from === undefined || (text !== undefined && (!hold || gone !== undefined)), {
    message: 'must say what is picked is called, and what is said when it is gone: text, gone',
  })
export type BroughtQuestion = z.infer<typeof BroughtQuestion>

/** `brings.yaml`: what a capability brings to a service that has it. A capability without one brings nothing. */
export const BringsFile = z.strictObject({
  /** Operations that may be called for their answer alone. */
  derives: z.array(Identifier).default([]),
  questions: z.array(BroughtQuestion).default([]),
  /** What people may come to it for, and read where a journey ends in what is found. */
  answers: z.array(BroughtAnswer).default([]),
  /** What it decides unless the pattern or the goal says otherwise. */
  rules: z.record(Identifier, BroughtRule).default({}),
  /** What it does in every service that has it. */
  steps: z.array(PlacedStep).default([]),
  /** What is done when it says that something has happened. */
  on: z.array(BroughtReaction).default([]),
  /** What its steps tell people, unless the pattern says it in words of its own. */
  texts: z.record(Identifier, z.string()).default({}),
  ...deskShape,
  person: BroughtOwn.default({ lists: [], can: [], todo: [] }),
  keeps: z.array(Keeper).default([]),
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
    /** What whoever runs it must know before people use it: what it does not do as it comes. */
    cautions: z.array(z.string().min(1)).default([]),
  }),
})
export type ComponentFile = z.infer<typeof ComponentFile>

/** What an operation is given for a question: answers before it, or what a rule gives. */
const given = z.record(Identifier, Source).default({})

/**
 * What a person picks from: the rows of an operation. What is picked may be held for them by another while they go on; the
 * answer is then the identifier of the hold.
 */
export const Choices = z.strictObject({
  operation: z.string(),
  inputs: given,
  /** What a row is called: {member} is one of the row; else as its type says. */
  text: z.string().optional(),
  /** Member of a row: the moment whose day is a heading above the rows of that day. */
  group: Identifier.optional(),
  hold: z.strictObject({ operation: z.string(), inputs: given, release: z.string().optional() }).optional(),
  /** Said when what was picked is no longer to be had. */
  gone: z.string().optional(),
  /** What there is to pick is other on another day: programs look it up as well. */
  anew: z.literal(true).optional(),
  /** Said where there is nothing to pick. */
  none: z.string().optional(),
})
export type Choices = z.infer<typeof Choices>

/** Where a file goes while a person goes on: what holds it, and what lets it go. The answer is the identifier of the hold. */
export const Upload = z.strictObject({ hold: z.string(), release: z.string().optional() })
export type Upload = z.infer<typeof Upload>

/** The answers that a list is fed with, by the names of their fields. */
export const answersFed = ({ inputs }: Pick<Choices, 'inputs'>): string[] =>
  Object.values(inputs).flatMap((source) => (source.startsWith('record.') ? [source.slice('record.'.length)] : []))

export const RecordField = z.strictObject({
  name: Identifier,
  type: TypeName,
  role: z.string(),
  question: Question,
  /** Whoever is asked may leave it empty. */
  optional: z.literal(true).optional(),
  /** It is only asked where all of this holds for the answers before it. */
  if: z.record(Identifier, OptionalTest).optional(),
  choices: Choices.optional(),
  /** Only of a file. */
  upload: Upload.optional(),
  because: z.string().optional(),
})
export type RecordField = z.infer<typeof RecordField>

/** Whether its answer cannot be made up, and is had anew for each record: it is held, or picked from what is other every day. */
export const isAnew = (field: Pick<RecordField, 'choices' | 'upload'>): boolean =>
  isHeld(field) || field.choices?.anew === true

/** Whether something is held for a person who has answered it. */
export const isHeld = ({ choices, upload }: Pick<RecordField, 'choices' | 'upload'>): boolean =>
  choices?.hold !== undefined || upload !== undefined

/** A limit: the type and role that it gives, what it is said of, and whose count it is: the first unless the goal says another. */
const LimitSetting = z.strictObject({
  gives: TypeRole,
  words: z.array(z.string().min(1)).min(1),
  by: z.record(z.string(), TypeRole).refine((by) => Object.keys(by).length > 0),
})

/** Whom the service is for, as a rule that a journey stops people by: what whoever it is not for reads; {whom} is the goal's. */
const StopSetting = z.strictObject({ gives: TypeRole, says: z.string().regex(/\{whom\}/) })

/** What a goal may set. */
export const Setting = z.union([LimitSetting, StopSetting])
export type Setting = z.infer<typeof Setting>

export const PatternFile = z.strictObject({
  ...envelope,
  kind: z.literal('Pattern'),
  metadata,
  spec: z.strictObject({
    noun: z.string(),
    /** How people call it: the words of a goal that ask for it. */
    words: z.array(z.string().min(1)).default([]),
    /** Goals of its kind, in the words of people: what a goal is likened to that says none of the words plainly. */
    examples: z.array(z.string().min(1)).default([]),
    /** What is said besides, and means nothing but the pattern: slot. No goal is found by it. */
    also: z.array(z.string().min(1)).default([]),
    /** Words behind which a goal says what it is for: at the. */
    named: z.array(z.string().min(1)).default([]),
    /** What such a service does anyway, as goals ask for it: a clause that says this and no more is read. */
    anyway: z.array(z.string().min(1)).default([]),
    /** Rule that says how long something takes that is none of the first answer → what goals call it: second stage. */
    stages: z.record(Identifier, z.array(z.string().min(1)).min(1)).default({}),
    /** The same where parts may know more of what stands there: report a. */
    about: z.array(z.string().min(1)).default([]),
    /** Role of a contract → role of this service's people: attendee → applicant. */
    as: z.record(z.string(), z.string()).default({}),
    fields: z.array(RecordField),
    /** How people get through; a rule that one answers with, and that is not here, the goal must bring. */
    journeys: BroughtJourneys.optional(),
    /** Who there is, the least first; each may what is of one of their levels. */
    people: z.record(RoleName, z.strictObject({ title: Title, may: z.array(Level) })),
    capabilities: z.array(z.string()),
    /** What values are called in such a service; which of them there are, where a type leaves it open. */
    values: Values.default({}),
    rules: z.record(Identifier, BroughtRule),
    /** Rules that are there only where the goal says a value, by name. */
    settings: z.record(Identifier, Setting).default({}),
    phases: BroughtPhases,
    on: z.array(BroughtReaction).default([]),
    ...deskOfKind,
    /** What people see and do of their own record besides what its parts bring; `show` of a part stands in place of the part's. */
    person: Own.default({ show: [], can: [], todo: [] }),
    texts: z.record(Identifier, z.string()),
    scenarios: z.array(Scenario).min(1),
  }),
})
export type PatternFile = z.infer<typeof PatternFile>

export const Vocabulary = z.strictObject({
  version: z.literal(1),
  /** kind → value → phrases. */
  constraints: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
  outcomes: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
  /** Rule → the names that a goal may give all of its outcomes, worst first: value → word. Two of them in a goal mean it. */
  scales: z.record(z.string(), z.array(z.record(z.string(), z.string()))).default({}),
  /** What must not be lost: words that it is told by, and what could be said so that it is understood. */
  weighs: z
    .partialRecord(
      UnreadKind.exclude(['note']),
      z.strictObject({
        words: z.array(z.string()).default([]),
        instead: z.string().min(1),
        /** What could be said instead where one of some words stands there. */
        other: z
          .array(z.strictObject({ words: z.array(z.string().min(1)).min(1), instead: z.string().min(1) }))
          .default([]),
      }),
    )
    .default({}),
  /** What somebody may be, in the singular: "Are you a carer?" Of an organisation only whoever answers for it is asked. */
  groups: z
    .strictObject({
      people: z.array(z.string().min(1)).default([]),
      organisations: z.array(z.string().min(1)).default([]),
    })
    .default({ people: [], organisations: [] }),
  nouns: z.record(z.string(), z.array(z.string())),
  domains: z.record(z.string(), z.array(z.string())),
  /** Kinds of service by name that are known and have no pattern: a goal of such a kind is refused by its name. */
  kinds: z
    .record(slug, z.strictObject({ words: z.array(z.string().min(1)).min(1), examples: z.array(z.string().min(1)) }))
    .default({}),
})
export type Vocabulary = z.infer<typeof Vocabulary>

/** As much of a pattern as a goal is read with: what people read, and what is done, is none of it. */
export const SpokenPattern = PatternFile.extend({
  spec: PatternFile.shape.spec.omit({
    texts: true,
    scenarios: true,
    lists: true,
    forms: true,
    labels: true,
    person: true,
    phases: true,
    on: true,
  }),
})
export type SpokenPattern = z.infer<typeof SpokenPattern>

/** As much of it as a goal is read with: what could be said instead is for people. */
export const Spoken = Vocabulary.extend({
  weighs: z
    .partialRecord(UnreadKind.exclude(['note']), z.strictObject({ words: z.array(z.string()).default([]) }))
    .default({}),
})
export type Spoken = z.infer<typeof Spoken>

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
