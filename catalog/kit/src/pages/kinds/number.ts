import { plain } from '../../plain.ts'
import type { Question } from '../shapes.ts'
import { alone, type Checked, type Kind, type Typed } from './kind.ts'

const numbers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 10 })

/** Digits alone: `1,200` and `1 200` are one number, `1,2` is none. */
const digitsOf = (typed: string): string =>
  plain
    .line(typed)
    .replace(/\u2212/g, '-')
    .replace(/^(-?\d{1,3})((?:[ ,]\d{3})+)(?=\.|$)/, (_all, first: string, rest: string) =>
      first.concat(rest.replace(/[ ,]/g, '')),
    )

/** What stands against a number by its borders, in the words of GOV.UK. */
function beyond({ min, max }: Question, value: number, say: (value: number) => string): string | undefined {
  if ((min === undefined || value >= min) && (max === undefined || value <= max)) return undefined
  if (min !== undefined && max !== undefined) return `Your answer must be between ${say(min)} and ${say(max)}`
  return min !== undefined ? `Your answer must be ${say(min)} or more` : `Your answer must be ${say(max ?? 0)} or less`
}

/** What to enter, where the question itself does not say it. */
function wanted({ kind, min, max, decimals }: Question, say: (value: number) => string): string {
  const what = kind === 'money' ? 'an amount of money' : decimals ? 'a number' : 'a whole number'
  if (min !== undefined && max !== undefined) return `Enter ${what} between ${say(min)} and ${say(max)}`
  return min !== undefined ? `Enter ${what} that is ${say(min)} or more` : `Enter ${what}`
}

function checked(question: Question, value: number | undefined, say: (value: number) => string): Checked {
  const wrong = (problem: string) => ({ problem, field: question.name })
  if (value === undefined) return wrong(question.invalid ?? wanted(question, say))
  const problem = beyond(question, value, say)
  return problem === undefined ? { answer: value } : wrong(problem)
}

/** A whole number, or one with up to `decimals` digits behind the point. */
export const number: Kind = {
  names: alone,
  longest: () => 40,
  check(question, typed) {
    const found = digitsOf(typed[question.name] ?? '')
    const decimals = question.decimals ?? 0
    const form = decimals === 0 ? /^-?\d{1,15}$/ : new RegExp(`^-?\\d{1,15}(\\.\\d{1,${decimals}})?$`)
    return checked(question, form.test(found) ? Number(found) + 0 : undefined, numbers.format)
  },
  retyped: ({ name }, answer) => ({ [name]: String(answer) }),
  shown: (_question, answer) => numbers.format(Number(answer)),
}

/** Pence to `£1,200` or `£12.50`; of nothing, nothing. */
export function moneyText(pence: number | ''): string {
  if (pence === '') return ''
  const exact = Number.isInteger(pence / 100) ? 0 : 2
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP', minimumFractionDigits: exact })
    .format(pence / 100)
    .replace(exact === 0 ? /\.00$/ : /^$/, '')
}

/** Pounds as people write them, kept as whole pence: `£12.50` is 1250. */
export const money: Kind = {
  names: alone,
  longest: () => 40,
  check(question, typed: Typed) {
    const found = digitsOf((typed[question.name] ?? '').replace(/^[\s\p{Cf}]*£/u, ''))
    const [, pounds, pence = '0'] = /^(\d{1,9})(?:\.(\d{2}))?$/.exec(found) ?? []
    const value = pounds === undefined ? undefined : Number(pounds) * 100 + Number(pence)
    return checked(question, value, moneyText)
  },
  retyped: ({ name }, answer) => ({ [name]: (Number(answer) / 100).toFixed(Number(answer) % 100 === 0 ? 0 : 2) }),
  shown: (_question, answer) => moneyText(Number(answer)),
}
