import * as z from 'zod'

/**
 * Where a value comes from: record.homeAddress, rule.priority, text.outcomeBody, event.bookingId, or what a step answered,
 * as in find-team.team, or get-address for the whole of it.
 */
export const Source = z.string().regex(/^[a-z][a-z0-9-]{0,62}(\.[A-Za-z][A-Za-z0-9_]{0,63}){0,6}$/)
export type Source = z.infer<typeof Source>

/** First words of a source that are no step's name. */
export const sourceKinds = ['record', 'rule', 'text', 'event'] as const
export type SourceKind = (typeof sourceKinds)[number] | 'step'

/** A source taken apart. `head` is the field, rule, text or event member, or the step's name; `path` what follows it. */
export interface SourceParts {
  kind: SourceKind
  head: string
  path: string
}

/** find-team.team → { kind: 'step', head: 'find-team', path: 'team' } */
export function partsOf(source: Source): SourceParts {
  const [first = '', ...rest] = source.split('.')
  const kind = sourceKinds.find((one) => one === first)
  if (kind === undefined) return { kind: 'step', head: first, path: rest.join('.') }
  const [head = '', ...path] = rest
  return { kind, head, path: path.join('.') }
}
