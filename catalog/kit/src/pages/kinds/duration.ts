import { plain } from '../../plain.ts'
import type { Answer, DurationUnit, Question } from '../shapes.ts'
import type { Kind } from './kind.ts'

const ISO: Partial<Record<DurationUnit, string>> = {
  minutes: 'PT#M',
  hours: 'PT#H',
  days: 'P#D',
  weeks: 'P#W',
  months: 'P#M',
  years: 'P#Y',
}

const UNITS: readonly DurationUnit[] = ['minutes', 'hours', 'days', 'weeks', 'months', 'years']
export const unitsOf = ({ units = UNITS }: Question): readonly DurationUnit[] => units
export const unitWords = (unit: DurationUnit): string => unit.replace('-', ' ')

/** `3 working days`, `1 hour` */
function durationText(amount: number, unit: DurationUnit): string {
  const words = unitWords(unit)
  return `${amount} ${amount === 1 ? words.replace(/s$/, '') : words}`
}

/** Amount and unit of an answer, in either of the two forms in which contracts have it. */
function partsOf(answer: Answer): { amount: number; unit: DurationUnit } | undefined {
  if (typeof answer === 'object' && !Array.isArray(answer)) {
    const { amount, unit } = answer
    return { amount: Number(amount), unit: String(unit) as DurationUnit }
  }
  const digits = /\d+/.exec(String(answer))?.[0] ?? ''
  const unit = UNITS.find((one) => ISO[one] === String(answer).replace(digits, '#'))
  return digits !== '' && unit !== undefined ? { amount: Number(digits), unit } : undefined
}

/** An amount and a unit; kept as ISO 8601 has it (P3D), or as { amount, unit } where the type has it so. */
export const duration: Kind = {
  names: ({ name }) => [`${name}-amount`, `${name}-unit`],
  longest: () => 60,
  check(question, typed) {
    const { name, max = 999 } = question
    const units = unitsOf(question)
    const amount = plain.line(typed[`${name}-amount`] ?? '')
    const chosen = units.length === 1 ? units[0] : units.find((unit) => unit === typed[`${name}-unit`])
    if (amount === '') return { problem: question.missing, field: `${name}-amount` }
    if (!/^\d{1,6}$/.test(amount) || Number(amount) === 0)
      return { problem: question.invalid ?? 'Enter a whole number that is 1 or more', field: `${name}-amount` }
    if (Number(amount) > max) return { problem: `Your answer must be ${max} or less`, field: `${name}-amount` }
    if (chosen === undefined)
      return {
        problem: `Select ${units
          .map(unitWords)
          .join(', ')
          .replace(/, ([^,]*)$/, ' or $1')}`,
        field: `${name}-unit`,
      }
    if (question.form === 'amount') return { answer: { amount: Number(amount), unit: chosen } }
    return { answer: (ISO[chosen] ?? '').replace('#', String(Number(amount))) }
  },
  retyped({ name }, answer) {
    const parts = partsOf(answer)
    return parts === undefined ? {} : { [`${name}-amount`]: String(parts.amount), [`${name}-unit`]: parts.unit }
  },
  shown(_question, answer) {
    const parts = partsOf(answer)
    return parts === undefined ? String(answer) : durationText(parts.amount, parts.unit)
  },
}
