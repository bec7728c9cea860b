import * as z from 'zod'
import { Identifier, Slug } from './names.ts'

/** A way through the questions: it ends in a record that is sent, or in what rules give or parts find, of which nothing is kept. */
export const Journey = z.strictObject({
  id: Slug,
  /** Rules of which each row says why somebody cannot go on; where none holds, they can. */
  stops: z.array(Identifier).optional(),
  ends: z.union([z.literal('submit'), z.strictObject({ answer: z.array(Identifier).min(1) })]),
})
export type Journey = z.infer<typeof Journey>

/** The journeys of a service; one that ends in submit when it says nothing. */
export const Journeys = z.array(Journey).min(1)

/** The same in a pattern, where one may end in `found`: what the parts that the goal names have to answer. */
export const BroughtJourneys = z
  .array(Journey.extend({ ends: z.union([Journey.shape.ends, z.literal('found')]) }))
  .min(1)

interface Travelled {
  journeys?: readonly { stops?: readonly string[] | undefined; ends: Journey['ends'] | 'found' }[] | undefined
  answers?: Readonly<Record<string, unknown>> | undefined
}

/** What people are answered with, in this order: names of rules and of what is found. */
export function answered({ journeys = [] }: Travelled): string[] {
  return [...new Set(journeys.flatMap(({ ends }) => (typeof ends === 'string' ? [] : ends.answer)))]
}

/** The rules among them, which no step needs to take. */
export function answeredRules({ answers = {}, ...travelled }: Travelled): string[] {
  return answered(travelled).filter((name) => !Object.hasOwn(answers, name))
}

/** The rules that stop people, in the order in which they are tried. */
export function stopRules({ journeys = [] }: Travelled): string[] {
  return [...new Set(journeys.flatMap(({ stops = [] }) => stops))]
}

/** Whether a service only answers: then it has no record, nobody who signs in and no database. */
export function onlyAnswers({ journeys = [] }: Travelled): boolean {
  return journeys.length > 0 && journeys.every(({ ends }) => ends !== 'submit')
}
