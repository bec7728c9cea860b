import * as z from 'zod'
import { Test } from './goal.ts'

// What a goal says, as whoever wrote it means it: what a reading of it is held against.

/** How long a goal is: a few words, a sentence, several. */
export const Style = z.enum(['title', 'sentence', 'paragraph'])
export type Style = z.infer<typeof Style>

const quote = z.string().min(1)

const reading = {
  /** Other kinds that are as right. */
  kinds: z.array(z.string()).default([]),
  /** Capabilities that its words ask for, beside those that any service of its kind has. */
  parts: z.array(z.string()).default([]),
  /** What holds under a condition, in the goal's words; `test` where a number is compared. */
  rules: z.array(z.strictObject({ is: z.string(), if: quote, test: Test.optional() })).default([]),
  /** Times to answer: of an outcome, under a condition (either is right where both stand), or of all. */
  times: z
    .array(
      z.strictObject({
        is: z.string().regex(/^[0-9]+ (working-hours|hours|working-days|days|months)$/),
        of: z.string().optional(),
        if: quote.optional(),
      }),
    )
    .default([]),
  channels: z.array(z.string()).default([]),
  limits: z
    .array(z.strictObject({ most: z.int(), every: z.string().regex(/^P[0-9]+[YMWD]$/), by: z.string().optional() }))
    .default([]),
  amounts: z.array(z.strictObject({ pounds: z.number(), if: quote.optional() })).default([]),
  /** Anything else that weighs, word for word: it must come to a finding, or be told as unread. */
  also: z.array(quote).default([]),
  /** What no service does, word for word: it must be told as unread. */
  unread: z.array(quote).default([]),
  /** What no part of the catalogue has, so that it must be refused as what cannot be composed. */
  lacks: quote.optional(),
  /** Why it must be refused, where it is of no kind. */
  refuse: quote.optional(),
}

/** The right reading of a goal. `kind` is null for what is no service; one that the catalogue lacks must be refused by its name. */
export const Reading = z.strictObject({ kind: z.string().nullable(), ...reading })
export type Reading = z.infer<typeof Reading>

const entries = z.array(z.union([quote, z.strictObject({ goal: z.string().trim().min(1).max(4000), ...reading })]))

/** A file of goals of one kind with their readings. A goal alone says nothing besides its kind. */
export const KindOfGoals = z.strictObject({
  kind: Reading.shape.kind,
  titles: entries.default([]),
  sentences: entries.default([]),
  paragraphs: entries.default([]),
})
export type KindOfGoals = z.infer<typeof KindOfGoals>

/** What a goal says besides its kind. */
export const Fact = z.enum(['rule', 'time', 'channel', 'limit', 'amount', 'also', 'unread'])
export type Fact = z.infer<typeof Fact>

/** What became of a fact: read as it is, told as unread, lost without a word, or something else was made of it. */
export const Became = z.enum(['exact', 'told', 'dropped', 'wrong'])
export type Became = z.infer<typeof Became>

/** One thing that a reading misses. */
export const Miss = z.strictObject({
  goal: z.string(),
  style: Style,
  what: z.enum(['kind', 'refusal', 'part', ...Fact.options]),
  became: z.enum([...Became.options, 'asked', 'refused']),
  expected: z.string(),
  found: z.string(),
})
export type Miss = z.infer<typeof Miss>

const counts = z.strictObject({ said: z.int(), exact: z.int(), told: z.int(), dropped: z.int(), wrong: z.int() })
const share = z.number().min(0).max(1)
const overlap = z.strictObject({
  right: z.int(),
  missing: z.int(),
  added: z.int(),
  precision: share,
  recall: share,
  f1: share,
})

export const ReadingTally = z.strictObject({
  goals: z.int(),
  /** Goals of which the kind is right: that of a pattern, the name of one that the catalogue lacks, or none. */
  kind: z.int(),
  /** Goals at which two kinds are asked about, of which one is right. */
  asked: z.int(),
  /** Refusals of what is no service, or of a kind that is not there; and of what should have been planned. */
  refusals: z.strictObject({ due: z.int(), right: z.int(), wrong: z.int() }),
  /** All parts of the services, and those alone that the goals' own words ask for. */
  parts: overlap,
  partsAsked: overlap,
  facts: z.record(Fact, counts),
  /** Goals that came to something else than they say. */
  wrong: z.int(),
  /** Goals of which something that weighs is lost without a word. */
  dropped: z.int(),
})
export type ReadingTally = z.infer<typeof ReadingTally>

/** How well one brain reads goals. */
export const Reader = z.strictObject({
  brain: z.string(),
  all: ReadingTally,
  styles: z.partialRecord(Style, ReadingTally),
  misses: z.array(Miss),
})
export type Reader = z.infer<typeof Reader>

/** How well goals are read, without anything being made of them: by the brain that was asked for, and beside a model by the built-in engine. */
export const Readings = z.strictObject({
  until: z.literal('read'),
  set: z.enum(['open', 'aside', 'all']),
  readers: z.array(Reader).min(1),
})
export type Readings = z.infer<typeof Readings>
