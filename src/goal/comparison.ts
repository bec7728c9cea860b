import type { Condition } from '../schema.ts'
import { readAge } from './age.ts'
import { limit, limitOf } from './numbers.ts'
import { camel } from './words.ts'

const units = 'minutes?|hours?|days?|working days|weeks?|months?|years?'
/** Words of a thing that is counted: neither a unit nor the start of a further condition, which would be lost. */
const notThings = `${units}|under|over|above|below|aged|who|that|which|with|without|and|or|but|not|than|old|years|times|miles?|metres?|pounds?|percent|for|since|because|if|when|where|while`
const thing = `(?:(?!(?:${notThings}|in|at|on|from|of)\\b)[a-z'’]+ ?){1,3}`
const place = `(?:(?: ?)(?:in|at|on|from) (?:(?!(?:${notThings})\\b)[a-z'’]+ ?){1,4})?`
const subject = "(?<who>it|they|he|she|(?:the |their |this )[a-z'’ ]{2,40}?|someone|anyone)"
const money = 'income|savings|earnings|rent|debts?|arrears|wages?|pay|salary|capital|bill|cost|value|price|benefits?'
const period = '(?: pounds)?(?<every> (?:a|per|each) (?:week|month|year))?'

type Groups = Readonly<Record<string, string | undefined>>
type Asked = Pick<Condition, 'field' | 'title'>

const shapes: readonly [RegExp, (said: Groups) => Asked][] = [
  [new RegExp(`^there (?:is|are|were|have been) ${limit()} (?<things>${thing})(?<where>${place})$`), countThere],
  [new RegExp(`^${subject} (?<has>has|have) (?<had>had )?${limit()} (?<things>${thing})$`), countOf],
  [
    new RegExp(
      `^${subject} (?<has>has|have) (?<done>(?:not )?[a-z]+(?: [a-z]+){0,4}?) (?<lasting>for )?${limit(` (?<unit>${units})`)}$`,
    ),
    duration,
  ],
  [new RegExp(`^(?:the |their )?(?<what>(?:[a-z]+ ){0,2}(?:${money})) (?<be>is|are) ${limit(period)}$`), sum],
]

/** Reads a comparison with a number, as an age, a count, a duration or a sum of money; undefined when a word is left over. */
export function readComparison(said: string, plain: string): Condition | undefined {
  const age = readAge(said, plain)
  if (age) return age
  for (const [shape, ask] of shapes) {
    const groups = shape.exec(plain)?.groups
    const is = groups && limitOf(groups)
    if (groups && is && (ask === sum || !groups.number!.startsWith('£')))
      return { phrase: said, is, type: 'WholeNumber', ...ask(groups) }
  }
  return undefined
}

function countThere({ things = '', where = '' }: Groups): Asked {
  return {
    field: camel(`number of ${things} ${where}`),
    title: `How many ${things.trim()} are there${where && ` ${where.trim()}`}?`,
  }
}

function countOf({ who = '', has, had, things = '' }: Groups): Asked {
  const asked = had ? `${has} ${who} had` : `${has === 'has' ? 'does' : 'do'} ${who} have`
  return { field: camel(`number of ${things} ${who} ${had ?? has}`), title: `How many ${things.trim()} ${asked}?` }
}

function duration({ who = '', has, done = '', lasting, unit = '' }: Groups): Asked {
  const many = unit.endsWith('s') ? unit : `${unit}s`
  return {
    field: camel(`${many} ${who.replace(/^the /, '')} ${done}`),
    title: `${lasting ? 'For how many' : 'How many'} ${many} ${has} ${who} ${done}?`,
  }
}

function sum({ what = '', be, every = '' }: Groups): Asked {
  return { field: camel(`${what} in pounds ${every}`), title: `What ${be} the ${what} in pounds${every}?` }
}
