import * as z from 'zod'
import { Identifier } from './names.ts'
import { TypeRole } from './rule.ts'
import { Source } from './source.ts'

// What an operation answers, as what people come for: a councillor, the next collection.

const text = z.string().min(1)

/** How it is told, and what is said where there is nothing. */
const told = {
  /** heading above it */
  title: text,
  /** member of the answer that is a list of what was found; without it the answer itself is the one thing found */
  list: Identifier.optional(),
  /** member that each of them is called by */
  heading: Identifier.optional(),
  /** members of each that people read, in this order; one without a value is left out */
  show: z.array(Identifier).min(1),
  /** member → what it is called; else its name in words */
  labels: z.record(Identifier, text).default({}),
  none: z.strictObject({
    title: text,
    /** what it may come of, and where to go next */
    says: z.array(text).min(1),
    link: z.strictObject({ text, href: z.url() }).optional(),
    /** input → a value of which nothing is known anywhere, for tests */
    sample: z.record(Identifier, z.string()),
  }),
}

const constants = z.record(Identifier, z.union([z.string(), z.number(), z.boolean()])).optional()

/** An operation of a part whose answer people come for, as the part brings it. Everybody may call it, and it changes nothing. */
export const BroughtAnswer = z.strictObject({
  from: Identifier,
  /** The words of a goal that ask for it. */
  words: z.array(text).min(1),
  with: constants,
  /** how people are asked for a value, where its type says it in other words */
  asks: z
    .record(
      TypeRole,
      z.strictObject({ title: text, hint: text, missing: text, invalid: text, autocomplete: text }).partial(),
    )
    .default({}),
  ...told,
})
export type BroughtAnswer = z.infer<typeof BroughtAnswer>

/** The same, settled: what it is asked with is known. */
export const FoundAnswer = z.strictObject({
  do: z.string(),
  inputs: z.record(Identifier, Source),
  with: constants,
  ...told,
})
export type FoundAnswer = z.infer<typeof FoundAnswer>

/** By the names that journeys answer with. */
export const FoundAnswers = z.record(Identifier, FoundAnswer)
