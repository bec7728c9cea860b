import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import { findPhrase } from '../goal/words.ts'
import type { Plan, Problem, Unread } from '../schema.ts'

/** A plan as `--accept-unread` leaves it: a person goes on without what the goal says besides. */
export function acceptUnread(plan: Plan): Plan {
  return { ...plan, unread: plan.unread.map((one) => (one.kind === 'note' ? one : { ...one, accepted: true })) }
}

/** What somebody said, of which nothing comes, in words. */
export const asWhat: Readonly<Record<Exclude<Unread['kind'], 'note'>, string>> = {
  time: 'a time',
  amount: 'an amount',
  limit: 'a limit',
  rule: 'a rule',
  channel: 'a way to be in touch',
  negation: 'what it must not do',
  person: 'somebody',
}

/** What nobody may lose without having said so: each clause, with what could be said instead. `by` is how it is accepted. */
export function unreadProblems(
  { unread }: Pick<Plan, 'unread'>,
  { vocabulary }: Pick<Catalog, 'vocabulary'>,
  by = '--accept-unread',
): Problem[] {
  return unread.flatMap(({ accepted, kind, words }) => {
    if (kind === 'note' || accepted) return []
    const { instead, other = [] } = vocabulary.weighs[kind] ?? {}
    const closer = other.find((one) => one.words.some((word) => findPhrase(words, word).length > 0))?.instead ?? instead
    return [
      {
        code: 'goal-unread',
        message: `The goal says ${asWhat[kind]} that nothing comes of: "${words}".`,
        suggestion: `${closer ? `${closer} ` : ''}Or take it out; or go on without it with ${by}.`,
        where: words,
      },
    ]
  })
}

/** Throws 'goal-unread' where something would be lost. */
export function refuseUnread(plan: Plan, catalog: Catalog, by?: string): void {
  const problems = unreadProblems(plan, catalog, by)
  const [first] = problems
  if (first) throw new ComposeError('goal-unread', first.message, { suggestion: first.suggestion ?? '', problems })
}
