import * as z from 'zod'
import { Identifier, Slug } from './names.ts'

/** A way through the questions: it ends in a record that is sent, or in what rules give, of which nothing is kept. */
export const Journey = z.strictObject({
  id: Slug,
  /** Rules of which each row says why somebody cannot go on; where none holds, they can. */
  stops: z.array(Identifier).optional(),
  ends: z.union([z.literal('submit'), z.strictObject({ answer: z.array(Identifier).min(1) })]),
})
export type Journey = z.infer<typeof Journey>

/** The journeys of a service; one that ends in submit when it says nothing. */
export const Journeys = z.array(Journey).min(1)

interface Travelled {
  journeys?: readonly Journey[] | undefined
}

/** The rules whose values people are answered with, so that no step needs to take them. */
export function answeredRules({ journeys = [] }: Travelled): string[] {
  return [...new Set(journeys.flatMap(({ ends }) => (ends === 'submit' ? [] : ends.answer)))]
}

/** The rules that stop people, in the order in which they are tried. */
export function stopRules({ journeys = [] }: Travelled): string[] {
  return [...new Set(journeys.flatMap(({ stops = [] }) => stops))]
}

/** Whether a service only answers: then it has no record, nobody who signs in and no database. */
export function onlyAnswers({ journeys = [] }: Travelled): boolean {
  return journeys.length > 0 && journeys.every(({ ends }) => ends !== 'submit')
}
