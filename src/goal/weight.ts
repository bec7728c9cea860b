import type { Spoken, UnreadKind } from '../schema.ts'
import { contentIn } from './content.ts'
import { refuses } from './values/negation.ts'
import { valuesIn } from './values/read.ts'
import type { Value } from './values/value.ts'
import { findPhrase, without } from './words.ts'

/** What each kind of value would have been; of a number alone nobody knows. */
const kinds: Readonly<Record<Value['kind'], UnreadKind>> = {
  count: 'limit',
  duration: 'time',
  moment: 'time',
  date: 'time',
  money: 'amount',
  percent: 'amount',
  age: 'rule',
  range: 'amount',
  number: 'amount',
  'yes-no': 'note',
}

/** What somebody is able or obliged to do. Of the clause that names a service it says no more than the name. */
const able =
  /\b(?:can|may|should|shall|will|have to|has to|needs? to|(?:is|are) able to|(?:is|are) allowed to|lets?|enables?)\b/gi
const allows = (text: string): boolean => text.search(able) >= 0
export const withoutAble = (text: string): string => text.replace(able, ' ')

/** What is lost when nothing comes of these words: "never the landlord" is a negation, "fly tipping" a note. */
export function kindOfUnread(words: string, { outcomes, weighs }: Pick<Spoken, 'outcomes' | 'weighs'>): UnreadKind {
  const several = /\S\s+\S/.test(words.trim())
  const says = (kind: keyof typeof weighs) =>
    (weighs[kind]?.words ?? []).some((phrase) => findPhrase(words, phrase).length > 0)
  if (several && (refuses(words) || says('negation'))) return 'negation'
  if (several && says('rule')) return 'rule'
  if (several && says('amount')) return 'amount'
  const [value] = valuesIn(words)
    .map((found) => found.value)
    // "NHS 111" has a number in its name.
    .filter((one) => several || one.kind !== 'number' || one.border !== undefined)
  if (value?.kind === 'number' && value.border) return 'rule'
  if (value?.kind === 'range' && value.unit) return 'time'
  if (value && kinds[value.kind] !== 'note') return kinds[value.kind]
  if (says('time')) return 'time'
  if (says('channel')) return 'channel'
  const named = Object.values(outcomes).flatMap((values) => Object.values(values).flat())
  if (named.some((phrase) => findPhrase(words, phrase).length > 0)) return 'rule'
  if (!several) return 'note'
  if (allows(words)) return 'rule'
  // People by themselves are a list of whom a service is for.
  const persons = (weighs.person?.words ?? []).flatMap((phrase) => findPhrase(words, phrase))
  return persons.length > 0 && contentIn(without(words, persons)).length > 0 ? 'person' : 'note'
}
