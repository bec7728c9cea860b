import type { Plan } from '../../schema.ts'

/** Something that was made of words of the goal. */
export interface Said {
  what: string
  becomes: string
  /** The words, as they stand in the goal; empty where none are known. */
  because: string
}

/** What the goal says beyond its pattern. */
export function saidIn({ intent }: Pick<Plan, 'intent'>): Said[] {
  const { amounts, anyway, constraints, deadline, durations, eligible, limits, rules, times, values } = intent
  return [
    ...rules.map(({ because, decides, outcome, when }) => ({
      what: decides,
      becomes: `${outcome}${onlyIf(when)}`,
      because,
    })),
    ...times.map(({ because, of, rule, target, when }) => {
      const conditions = [...(of ? [`${of.decides} is ${of.outcome}`] : []), ...when.map(condition)]
      const only = conditions.length > 0 ? ` if ${conditions.join(' and ')}` : ''
      return { what: rule ?? 'answer within', becomes: `${amount(target)}${only}`, because }
    }),
    ...(deadline ? [{ what: 'answer within', becomes: amount(deadline.target), because: deadline.because }] : []),
    ...limits.map(({ because, by, count, period, setting }) => ({
      what: setting,
      becomes: `${count} in ${period}${by ? ` for each ${by}` : ''}`,
      because,
    })),
    ...durations.map(({ because, lasts, rule }) => ({ what: rule, becomes: lasts, because })),
    ...eligible.map(({ because, when }) => ({ what: 'only for', becomes: allOf(when), because })),
    ...amounts.map(({ because, pence, when }) => ({
      what: 'amount',
      becomes: `£${(pence / 100).toFixed(2)}${onlyIf(when)}`,
      because,
    })),
    ...anyway.map(({ because }) => ({ what: 'anyway', becomes: 'such a service does so', because })),
    ...Object.entries(values).flatMap(([type, names]) =>
      Object.entries(names).map(([value, name]) => ({
        what: type,
        becomes: `${value} is called ${name}`,
        because: '',
      })),
    ),
    ...constraints.map(({ because, kind, value }) => ({ what: kind, becomes: value, because })),
  ]
}

type Condition = Plan['intent']['rules'][number]['when'][number]

const allOf = (when: readonly Condition[]): string => when.map(condition).join(' and ')
const onlyIf = (when: readonly Condition[]): string => (when.length > 0 ? ` if ${allOf(when)}` : '')

function condition({ phrase, is }: Condition): string {
  if (is === true) return phrase
  if (is === false) return `not ${phrase}`
  if (typeof is === 'string') return `${phrase} is ${is}`
  // A phrase that has its number says the comparison itself.
  if (/\d/.test(phrase)) return phrase
  const [[word, value] = ['', '']] = Object.entries(is)
  return `${phrase} ${word === 'atLeast' ? 'at least' : word === 'atMost' ? 'at most' : word} ${value}`
}

const units: Record<string, string> = { hours: 'hour', days: 'day', 'working-days': 'working day' }

const amount = ({ amount: count, unit }: { amount: number; unit: string }): string =>
  `${count} ${units[unit] ?? unit}${count === 1 ? '' : 's'}`
