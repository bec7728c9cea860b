import * as z from 'zod'

/**
 * Where a value comes from: record.homeAddress, rule.priority, text.outcomeBody, event.bookingId, or what a step answered,
 * as in find-team.team, or get-address for the whole of it. What is kept by itself may be taken as the contact that it is:
 * record.applicantEmail as email.
 */
export const Source = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}(\.[A-Za-z][A-Za-z0-9_]{0,63}){0,6}( as (email|phone|address))?$/)
export type Source = z.infer<typeof Source>

/** What a value is as a contact, where it is kept by itself: an email address alone, as earlier versions asked for one. */
export type As = 'email' | 'phone' | 'address'

/** First words of a source that are no step's name. */
export const sourceKinds = ['record', 'rule', 'text', 'event'] as const
export type SourceKind = (typeof sourceKinds)[number] | 'step'

/** A source taken apart. `head` is the field, rule, text or event member, or the step's name; `path` what follows it. */
export interface SourceParts {
  kind: SourceKind
  head: string
  path: string
  as: As | undefined
}

/** find-team.team → { kind: 'step', head: 'find-team', path: 'team', as: undefined } */
export function partsOf(source: Source): SourceParts {
  const [place = '', as] = source.split(' as ') as [string, As?]
  const [first = '', ...rest] = place.split('.')
  const kind = sourceKinds.find((one) => one === first)
  if (kind === undefined) return { kind: 'step', head: first, path: rest.join('.'), as }
  const [head = '', ...path] = rest
  return { kind, head, path: path.join('.'), as }
}
