import type { Condition, Test } from '../schema.ts'
import { askYesNo } from './question.ts'
import type { Value } from './values/value.ts'
import { camel } from './words.ts'

/** Of these a case has one, so "a tenant is over 75" is about that one's age. */
const one =
  'person|tenant|resident|patient|caller|applicant|client|customer|claimant|service user|subject|victim|householder|occupier|occupant|carer|pupil|student|complainant|individual|citizen|owner|driver|employee|adult|man|woman|young person|neighbour|pensioner|parent|mother|father'
/** Of these a case may have none, or several. */
const some = 'child|baby|infant|toddler|boy|girl|son|daughter|sibling|dependant'
const several =
  'children|babies|infants|toddlers|boys|girls|sons|daughters|siblings|dependants|people|adults|tenants|residents|patients|pensioners|parents'

const ofOne = new RegExp(
  `^(?:(?<pronoun>you|they|he|she|someone|somebody|anyone)|(?:the |a |an |this |that )?(?<one>${one})|(?:the |this |that |their )(?<some>${some}))(?:['’]s age)?(?: (?:is|are|was))? #$`,
)
const ofNobody = /^(?:(?:is|are) )?#$/
const ofSome = new RegExp(
  `^(?:there (?:is|are) |(?:it|they|this|(?:the )?[a-z]+) (?:involves?|concerns?|affects?|includes?|has|have|is about) )?(?:(?:a|an|any) (?:${some}|${one})|(?:any |the )?(?:${several}))(?: (?:is|are))? #$`,
)

/**
 * Reads a comparison of a person with a number: "the tenant is over 75" asks "How old is the tenant?". Where there may be
 * no such person ("it involves a baby under 1"), nobody could say how old it is, so the whole is asked as yes or no.
 * `marked` is what is said with # for the value.
 */
export function readAge(said: string, marked: string, value: Value, is: Test): Condition | undefined {
  if (!mayBeYears(value)) return undefined
  const groups = ofOne.exec(marked)?.groups
  if (groups)
    return ageOf(groups.pronoun === 'you' ? 'you' : groups.pronoun ? 'person' : (groups.one ?? groups.some)!, said, is)
  if (ofNobody.test(marked)) return value.kind === 'age' ? ageOf('person', said, is) : undefined
  if (!ofSome.test(marked)) return undefined
  const clear = said.replace(
    /\b(under|over|below|above)\s+(\d{1,3})(?:\s+years?(?:\s+old|\s+of\s+age)?)?$/i,
    '$1 the age of $2',
  )
  const title = askYesNo(clear)
  return title ? { phrase: said, field: camel(said), is: true, title, type: 'YesNo' } : undefined
}

const mayBeYears = (value: Value): boolean =>
  value.kind === 'age' || value.kind === 'number' || (value.kind === 'duration' && value.unit === 'year')

function ageOf(person: string, said: string, is: Test): Condition | undefined {
  // No person is older than this, so the number counts something else.
  if (!Object.values(is).every((value) => value <= 120)) return undefined
  if (person === 'you') return { phrase: said, field: 'age', is, title: 'How old are you?', type: 'WholeNumber' }
  return person === 'person'
    ? { phrase: said, field: 'age', is, title: 'How old is the person, in years?', type: 'WholeNumber' }
    : { phrase: said, field: camel(`${person} age`), is, title: `How old is the ${person}?`, type: 'WholeNumber' }
}
