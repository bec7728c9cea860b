import type { Condition } from '../schema.ts'
import { readAge } from './age.ts'
import { comparedIn, testOf } from './values/compare.ts'
import type { Value } from './values/value.ts'
import { camel } from './words.ts'

/** Words of a thing that is counted: neither a unit nor the start of a further condition, which would be lost. */
const notThings =
  'minutes?|hours?|days?|working|weeks?|months?|years?|under|over|above|below|aged|who|that|which|with|without|and|or|but|not|than|old|times|miles?|metres?|pounds?|percent|for|since|because|if|when|where|while'
const thing = `(?:(?!(?:${notThings}|in|at|on|from|of)\\b)[a-z'’]+ ){0,2}(?:(?!(?:${notThings})\\b)[a-z'’]+s|children|people)`
const place = `(?: (?:in|at|on|from)(?: (?!(?:${notThings})\\b)[a-z'’]+){1,4})?`
const subject = "(?<who>it|they|he|she|(?:the |their |this )[a-z'’ ]{2,40}?|someone|anyone)"
const money = 'income|savings|earnings|rent|debts?|arrears|wages?|pay|salary|capital|bill|cost|value|price|benefits?'

type Groups = Readonly<Record<string, string | undefined>>
type Asked = Pick<Condition, 'field' | 'title'>

/** Each with the kinds of value that it takes; # stands for the value. */
const shapes: readonly [readonly Value['kind'][], RegExp, (said: Groups, value: Value) => Asked][] = [
  [['number'], new RegExp(`^there (?:is|are|were|have been) # (?<things>${thing})(?<where>${place})$`), countThere],
  [['number'], new RegExp(`^${subject} (?<has>has|have) (?<had>had )?# (?<things>${thing})$`), countOf],
  [
    ['duration'],
    new RegExp(`^${subject} (?<has>has|have) (?<done>(?:not )?[a-z]+(?: [a-z]+){0,4}?) (?<lasting>for )?#$`),
    duration,
  ],
  [
    ['money', 'number', 'count'],
    new RegExp(`^(?:the |their )?(?<what>(?:[a-z]+ ){0,2}(?:${money})) (?<be>is|are) #$`),
    sum,
  ],
]

/** Reads a comparison with a number, as an age, a count, a duration or a sum of money; undefined when a word is left over. */
export function readComparison(said: string, plain: string): Condition | undefined {
  const [found, ...others] = comparedIn(plain)
  const is = found && others.length === 0 ? testOf(found.value) : undefined
  if (!found || !is) return undefined
  const { span, value } = found
  const marked = `${plain.slice(0, span.start)}#${plain.slice(span.end)}`
  const age = readAge(said, marked, value, is)
  if (age) return age
  for (const [kinds, shape, ask] of shapes) {
    const groups = kinds.includes(value.kind) ? shape.exec(marked)?.groups : undefined
    // Of something that is counted, nothing else may be said: "three visits a year" are no pounds.
    if (groups && !(value.kind === 'count' && (value.of !== '' || value.by || value.period?.amount !== 1)))
      return { phrase: said, is, type: 'WholeNumber', ...ask(groups, value) }
  }
  return undefined
}

function countThere({ things = '', where = '' }: Groups): Asked {
  return {
    field: camel(`number of ${things} ${where}`),
    title: `How many ${things} are there${where}?`,
  }
}

function countOf({ who = '', has, had, things = '' }: Groups): Asked {
  const asked = had ? `${has} ${who} had` : `${has === 'has' ? 'does' : 'do'} ${who} have`
  return { field: camel(`number of ${things} ${who} ${had ?? has}`), title: `How many ${things} ${asked}?` }
}

function duration({ who = '', has, done = '', lasting }: Groups, value: Value): Asked {
  const many = `${value.kind === 'duration' ? value.unit.replace('-', ' ') : ''}s`
  return {
    field: camel(`${many} ${who.replace(/^the /, '')} ${done}`),
    title: `${lasting ? 'For how many' : 'How many'} ${many} ${has} ${who} ${done}?`,
  }
}

function sum({ what = '', be }: Groups, value: Value): Asked {
  const per = value.kind === 'money' ? value.per : value.kind === 'count' ? value.period?.unit : undefined
  const every = per ? ` a ${per}` : ''
  return { field: camel(`${what} in pounds${every}`), title: `What ${be} the ${what} in pounds${every}?` }
}
