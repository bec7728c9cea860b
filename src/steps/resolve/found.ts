import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { ComposeError } from '../../errors.ts'
import { findPhrase } from '../../goal/words.ts'
import type { BroughtAnswer, Intent } from '../../schema.ts'

/** What a part is asked to find, and the words of the goal that ask for it. */
export interface Wanted {
  brought: BroughtAnswer
  operation: Operation
  because: string
}

/**
 * What the goal asks its parts to find, in its order. Where its words name a part and nothing of that part, it is all that the part
 * has to answer. Throws 'no-composition' when there is nothing.
 */
export function wantedOf({ goal, capabilities: named }: Intent, catalog: Catalog): Wanted[] {
  const offered = named
    .filter(({ id }) => !goal.without.includes(id))
    .flatMap(({ id, because }) => {
      const { brings, operations } = catalog.capabilities.get(id)!
      return brings.answers.map((brought) => ({
        brought,
        operation: operations.find((one) => one.id === brought.from)!,
        because,
      }))
    })
  const spans = offered.flatMap((one) =>
    one.brought.words.flatMap((phrase) => findPhrase(goal.sentence, phrase).map((span) => ({ one, span }))),
  )
  // A ward councillor is no ward.
  const said = spans
    .filter(({ one, span }) => !spans.some((other) => other.one !== one && isWithin(span, other.span)))
    .sort((a, b) => a.span.start - b.span.start)
  const wanted = [...Map.groupBy(said, ({ one }) => one)].map(([one, [first]]) => ({
    ...one,
    because: first!.span.text,
  }))
  if (wanted.length > 0) return wanted
  if (offered.length > 0) return offered
  const known = [...catalog.capabilities.values()].flatMap(({ brings }) => brings.answers.map(({ words }) => words[0]!))
  throw new ComposeError('no-composition', 'Nothing that the goal names is found by any part of the catalogue.', {
    suggestion: `Name something that is: ${known.join(', ') || 'no part of this catalogue finds anything'}.`,
  })
}

const isWithin = (one: { start: number; end: number }, other: { start: number; end: number }) =>
  other.start <= one.start && one.end <= other.end && other.end - other.start > one.end - one.start
