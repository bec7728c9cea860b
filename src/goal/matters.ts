import type { Condition } from '../schema.ts'
import { refuses } from './values/negation.ts'
import { camel, capitalise, normalise } from './words.ts'

/** What may be done with a matter by a time, and means that it is answered by then. */
const dealtWith =
  /^\s*(?:(?:and|but)\s+)?(\p{L}[\p{L}\s]{1,60}?)\s+(?:is|are|will be|must be)\s+(?:answered|decided|seen|looked at|dealt with)\s+within\s*$/u
/** A further one in fewer words: "furniture within 10". */
const further = /^\s*(?:(?:and|but)\s+)?(\p{L}[\p{L}\s]{1,60}?)\s+within\s*$/u
/** What leaves nobody out, points elsewhere, or has a verb of its own: no name of a matter. */
const noName =
  /\b(?:it|they|we|you|i|this|that|these|those|who|which|ones?|all|every\w*|any\w*|each|other|others|else|rest|is|are|was|were|has|have|can|may|must|should|will|if|when|within|by|on)\b/

/** The matter that a time is for: "food" of "food is decided within"; undefined where none is named. `again` is behind another such time. */
export function matterIn(before: string, again: boolean, notNames: readonly RegExp[]): string | undefined {
  const [, said] = dealtWith.exec(before) ?? (again ? further.exec(before) : undefined) ?? []
  const name = said?.trim()
  if (!name || name.split(' ').length > 5 || name === 'people') return undefined
  return [noName, ...notNames].some((one) => one.test(name)) || refuses(name) ? undefined : name
}

/** The question that tells whether a case is about it. */
export function aboutIt(matter: string): Condition {
  return {
    phrase: matter,
    field: `about${capitalise(camel(matter))}`,
    is: true,
    title: `Is it about ${normalise(matter)}?`,
    type: 'YesNo',
  }
}
