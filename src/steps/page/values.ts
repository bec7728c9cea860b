import { type Composition, type OptionalTest, partsOf, type Source, type Value } from '../../schema.ts'
import { say, words } from './words.ts'

// Values as people read them. Nothing here adds to what a plan or a composition says.

/** respondWithin, team-lead, case.overdue → Respond within, Team lead, Case overdue */
export function named(identifier: string): string {
  const spaced = identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-._]/g, ' ')
    .toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** dev.compose.case.overdue.v1 → Case overdue */
export const eventNamed = (type: string): string => named(type.replace(/^dev\.compose\./, '').replace(/\.v\d+$/, ''))

const units: Readonly<Record<string, string>> = {
  hours: 'hour',
  days: 'day',
  'working-days': 'working day',
  Y: 'year',
  M: 'month',
  W: 'week',
  D: 'day',
  TH: 'hour',
  TM: 'minute',
}

/** 1 working day, 12 months */
const counted = (count: number, unit: string): string => `${count} ${units[unit] ?? unit}${count === 1 ? '' : 's'}`

/** P1Y → 1 year; what has more than one unit stays as ISO 8601 has it. */
export function duration(iso: string): string {
  const [, count, unit] = /^P(\d+)([YMWD])$/.exec(iso) ?? []
  if (count && unit) return counted(Number(count), unit)
  const [, clock, part] = /^PT(\d+)([HM])$/.exec(iso) ?? []
  return clock && part ? counted(Number(clock), `T${part}`) : iso
}

export const money = (pence: number): string => `£${(pence / 100).toFixed(2)}`

export const amount = (of: { amount: number; unit: string }): string => counted(of.amount, of.unit)

type Called = Pick<Composition, 'values' | 'record'>

/** A value of a shared type. */
export function valueText(value: Value, type: string, called: Called): string {
  if (typeof value === 'boolean') return value ? words.values.yes : words.values.no
  if (typeof value === 'number') return type === 'Money' ? money(value) : String(value)
  if (Array.isArray(value)) return value.map((one) => valueText(one, type, called)).join(', ')
  if (typeof value === 'object') return objectText(value, type, called)
  if (value.startsWith('$')) return questionOf(value.slice(1), called)
  return called.values[type]?.[value] ?? (/^P(T?\d+[YMWDH])/.test(value) ? duration(value) : value)
}

function objectText(
  value: Exclude<Value, string | number | boolean | unknown[]>,
  type: string,
  called: Called,
): string {
  const { amount: count, unit, count: most, period, key } = value
  if (typeof count === 'number' && typeof unit === 'string') return counted(count, unit)
  if (typeof most === 'number' && typeof period === 'string') {
    const facts = { count: String(most), period: duration(period) }
    const of = typeof key === 'string' && key.startsWith('$') ? questionOf(key.slice(1), called) : undefined
    return of === undefined ? say(words.values.limit, facts) : say(words.values.limitFor, { ...facts, question: of })
  }
  return Object.values(value)
    .map((one) => valueText(one, type, called))
    .join(' ')
}

/** What people are asked for a field of the record; its name in words where they are not. */
export function questionOf(field: string, { record }: Pick<Composition, 'record'>): string {
  return record.find(({ name }) => name === field)?.question.title ?? named(field)
}

/** What a source is: the question that it answers, or the rule, text or step by its name. */
export function sourceText(source: Source, called: Pick<Composition, 'record'>): string {
  const { kind, head, path } = partsOf(source)
  if (kind === 'record') return questionOf(head, called)
  return named(kind === 'step' && path !== '' ? path : head)
}

const { answer, atLeast, atMost, given, missing, over, under, value: stated } = words.conditions
const comparisons: Readonly<Record<string, string>> = { over, under, atLeast, atMost }

/** One comparison. Is the gas leaking? yes; Priority: urgent */
export function conditionText(of: string, test: OptionalTest, type = '', called?: Called): string {
  return say(of.endsWith('?') ? answer : stated, { of, value: testText(test, type, called) })
}

function testText(test: OptionalTest, type: string, called: Called | undefined): string {
  if (typeof test === 'boolean') return test ? words.values.yes : words.values.no
  if (typeof test === 'string') return called ? valueText(test, type, called) : test
  if ('given' in test) return test.given ? given : missing
  const [[how, value] = ['over', 0]] = Object.entries(test)
  return say(comparisons[how]!, { value: type === 'Money' ? money(value) : String(value) })
}

/** A text with what is filled in said in plain words: {open-case.dueAt} → [due at] */
export function messageText(text: string): string {
  return text.replace(/\{([a-z][A-Za-z0-9.-]*)\}/g, (_, name: string) => {
    const told = { reference: words.messages.reference, page: words.messages.page, start: words.messages.start }[name]
    return `[${told ?? named(name.split('.').at(-1)!).toLowerCase()}]`
  })
}
