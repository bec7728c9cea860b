import type { Condition } from '../schema.ts'
import { limit, limitOf } from './numbers.ts'
import { askYesNo } from './question.ts'
import { camel } from './words.ts'

/** Of these a case has one, so "a tenant is over 75" is about that one's age. */
const one =
  'person|tenant|resident|patient|caller|applicant|client|customer|claimant|service user|subject|victim|householder|occupier|occupant|carer|pupil|student|complainant|individual|citizen|owner|driver|employee|adult|man|woman|young person|neighbour|pensioner|parent|mother|father'
/** Of these a case may have none, or several. */
const some = 'child|baby|infant|toddler|boy|girl|son|daughter|sibling|dependant'
const several =
  'children|babies|infants|toddlers|boys|girls|sons|daughters|siblings|dependants|people|adults|tenants|residents|patients|pensioners|parents'
const age = limit('(?: (?:years?|yrs?)(?: old| of age)?)?')

const ofOne = new RegExp(
  `^(?:(?<pronoun>they|he|she|someone|somebody|anyone)|(?:the |a |an |this |that )?(?<one>${one})|(?:the |this |that |their )(?<some>${some}))(?:['’]s age)?(?: (?:is|are|was))? ?(?<aged>aged )?${age}$`,
)
const ofNobody = new RegExp(`^(?:(?:is|are) )?(?<aged>aged )?${age}$`)
const ofSome = new RegExp(
  `^(?:there (?:is|are) |(?:it|they|this|(?:the )?[a-z]+) (?:involves?|concerns?|affects?|includes?|has|have|is about) )?(?:(?:a|an|any) (?:${some}|${one})|(?:any |the )?(?:${several}))(?: (?:is|are))?(?: aged)? ${age}$`,
)

/**
 * Reads a comparison of a person with a number: "the tenant is over 75" asks "How old is the tenant?". Where there may be
 * no such person ("it involves a baby under 1"), nobody could say how old it is, so the whole is asked as yes or no.
 */
export function readAge(said: string, plain: string): Condition | undefined {
  const groups = ofOne.exec(plain)?.groups
  if (groups) return ageOf(groups.pronoun ? 'person' : (groups.one ?? groups.some)!, said, groups)
  const alone = ofNobody.exec(plain)?.groups
  if (alone) return /^aged|years? old|years? of age|age of/.test(plain) ? ageOf('person', said, alone) : undefined
  if (!ofSome.test(plain) || !limitOf(ofSome.exec(plain)!.groups!)) return undefined
  const clear = said.replace(
    /\b(under|over|below|above)\s+(\d{1,3})(?:\s+years?(?:\s+old|\s+of\s+age)?)?$/i,
    '$1 the age of $2',
  )
  const title = askYesNo(clear)
  return title ? { phrase: said, field: camel(plain), is: true, title, type: 'YesNo' } : undefined
}

function ageOf(person: string, said: string, groups: Record<string, string | undefined>): Condition | undefined {
  const is = limitOf(groups)
  // No person is older than this, so the number counts something else.
  if (!is || !Object.values(is).every((value) => value <= 120)) return undefined
  return person === 'person'
    ? { phrase: said, field: 'age', is, title: 'How old is the person, in years?', type: 'WholeNumber' }
    : { phrase: said, field: camel(`${person} age`), is, title: `How old is the ${person}?`, type: 'WholeNumber' }
}
