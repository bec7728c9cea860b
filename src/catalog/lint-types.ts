import { Ask, Kind } from '../schema.ts'

/** What a value of a kind is in JSON. */
const shapes: Readonly<Record<Kind, readonly string[]>> = {
  text: ['string'],
  long: ['string'],
  number: ['number', 'integer'],
  money: ['integer'],
  date: ['string'],
  moment: ['string'],
  deadline: ['string'],
  duration: ['string', 'object'],
  'yes-no': ['boolean'],
  declaration: ['boolean'],
  choice: ['string'],
  several: ['array'],
  contact: ['object'],
  pick: ['string'],
  file: ['string', 'object'],
}
const formats: Partial<Record<Kind, string>> = { date: 'date', moment: 'date-time', deadline: 'date-time' }

/** What is wrong with how a shared type says that it is asked for and shown, each with what to do about it. */
export function typeFaults(schema: unknown): { message: string; suggestion: string }[] {
  const type = (schema ?? {}) as Record<string, unknown>
  const asks = Object.hasOwn(type, 'x-ask')
  if (!Object.hasOwn(type, 'x-kind')) {
    const suggestion = 'Say by x-kind how it is asked for.'
    return asks ? [{ message: 'says x-ask without x-kind', suggestion }] : []
  }
  const faults: { message: string; suggestion: string }[] = []
  const kind = Kind.safeParse(type['x-kind']).data
  if (kind === undefined) {
    const message = `has the x-kind ${JSON.stringify(type['x-kind'])}, which does not exist`
    return [{ message, suggestion: `Say one of ${Kind.options.join(', ')}.` }]
  }
  // What is shown by a text of its members is a text, whatever it is itself.
  const byText = kind === 'text' && typeof type['x-show'] === 'string' && !asks
  if (!byText && !shapes[kind].includes(String(type.type))) {
    const message = `has the x-kind ${kind} and the type ${String(type.type)}`
    faults.push({ message, suggestion: `A value of this kind is of type ${shapes[kind].join(' or ')}.` })
  } else if (formats[kind] !== undefined && type.format !== formats[kind]) {
    const message = `has the x-kind ${kind} without the format ${formats[kind]}`
    faults.push({ message, suggestion: `Say format: ${formats[kind]}.` })
  }
  if (asks && kind === 'deadline') {
    faults.push({ message: 'says x-ask of a deadline', suggestion: 'A deadline is shown, and never asked for.' })
  } else if (asks) {
    for (const { path, message } of Ask.safeParse(type['x-ask']).error?.issues ?? [])
      faults.push({
        message: `x-ask ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`,
        suggestion: 'x-ask has title and missing, and may have hint, invalid, autocomplete, check, pattern and max.',
      })
  }
  return faults
}
