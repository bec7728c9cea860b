import type { Catalog } from '../../../catalog/load.ts'
import { holds } from '../../../goal/decide.ts'
import { type Composition, isAnew, type RecordField } from '../../../schema.ts'
import { quoted } from '../code.ts'

/** What a contract may ask for, as JSON has it. */
export type Value = string | boolean | number | Value[] | { [member: string]: Value }

/** A value as TypeScript writes it. */
export function valueCode(value: Value): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(valueCode).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${/^[a-z]\w*$/i.test(name) ? name : quoted(name)}: ${valueCode(member)}`)
    .join(', ')} }`
}

/** A record that is right in every part; under its answers no rule of the goal holds. */
export function sampleRecord(composition: Composition, catalog: Catalog): Record<string, Value> {
  // What is held is there for some minutes, so it is had anew each time.
  const fields = composition.record.filter((field) => !isAnew(field))
  const base = Object.fromEntries(fields.map((field) => [field.name, sampleOf(field, catalog)]))
  const calm = Object.entries(commonAnswers(composition)).filter(
    ([name, value]) => name in base && typeof value !== 'string',
  )
  return answersAsked(composition, { ...base, ...Object.fromEntries(calm) })
}

/** Answers without those that nobody is asked for under the others. */
export function answersAsked({ record }: Composition, answers: Record<string, Value>): Record<string, Value> {
  const left: Record<string, Value> = {}
  for (const { name, if: when = {} } of record) {
    const isAsked = Object.entries(when).every(([field, test]) => holds(test, scalarOf(left[field])))
    if (isAsked && answers[name] !== undefined) left[name] = answers[name]
  }
  return left
}

/** Answers that are others than the sample's as TypeScript writes them: those that are set, and without those that are then not asked for. */
export function changedCode(
  composition: Composition,
  sample: Readonly<Record<string, Value>>,
  set: Readonly<Record<string, Value | undefined>>,
): string {
  const merged = Object.fromEntries(
    Object.entries({ ...sample, ...set }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  const asked = answersAsked(composition, merged)
  const gone = Object.keys(sample).filter((name) => !(name in asked))
  return [
    ...Object.keys(set).flatMap((name) => (asked[name] === undefined ? [] : [`${name}: ${valueCode(asked[name])}`])),
    ...gone.map((name) => `${name}: undefined`),
  ].join(', ')
}

/** What a condition compares: a value that is no scalar only counts as given. */
const scalarOf = (value: Value | undefined) => (typeof value === 'object' ? JSON.stringify(value) : value)

/** Scenarios that set nothing of their own have the answers under which no rule holds, and there are more of them than of any other. */
function commonAnswers({ scenarios }: Composition): Record<string, Value> {
  const plain = scenarios.map(({ answers }) =>
    Object.fromEntries(Object.entries(answers).filter(([, value]) => ['boolean', 'number'].includes(typeof value))),
  )
  const groups = Map.groupBy(plain, (answers) => JSON.stringify(Object.entries(answers).sort()))
  const [most] = [...groups.values()].sort((a, b) => b.length - a.length)
  return most?.[0] ?? {}
}

/** A value of a field that its type allows; two fields of one type never have the same. */
function sampleOf(field: RecordField, catalog: Catalog): Value {
  if (field.question.kind === 'yes-no') return false
  const [option] = Object.keys(field.question.options ?? {})
  if (option !== undefined) return field.question.kind === 'several' ? [option] : option
  // A name may be any text, so it can tell its role.
  if (field.type === 'PersonName') return `Sample ${field.role}`
  const { examples = [] } = (catalog.types.get(field.type) ?? {}) as { examples?: Value[] }
  const example = field.question.kind === 'contact' ? reachable(field, examples) : examples[0]
  return example ?? `Sample ${field.name}`
}

/** A contact in a way that the question allows. */
function reachable({ question }: RecordField, examples: readonly Value[]): Value | undefined {
  const member = memberOfWay[question.only?.[0] ?? 'email']
  return examples.find((one) => typeof one === 'object' && member in one)
}

const memberOfWay = { email: 'email', text: 'phone', letter: 'address' } as const

const who = 'Zebedee Quillfeather'
const address = { lines: ['1 Quillfeather Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' }
const reachedAt = { email: 'Zebedee.Quillfeather@example.com', phone: '07700 900987', address }

/** What one person writes wherever there is room for it; a search for it shows whether an erasure is complete. */
export function markOf({ type, question }: RecordField): Value | undefined {
  if (type === 'PersonName') return who
  if (question.kind === 'long') return `It is about ${who}.`
  if (type === 'EmailAddress') return reachedAt.email
  if (type === 'PhoneNumber') return reachedAt.phone
  if (question.kind !== 'contact') return undefined
  const member = memberOfWay[question.only?.[0] ?? 'email']
  return { [member]: reachedAt[member] }
}

/** The same person as they would ask for it: in other letters, with other spaces. */
const asked = { email: "email: 'ZEBEDEE.quillfeather@EXAMPLE.com'", phone: "phone: '+44 7700 900987'" } as const

export function askedBy({ type, role, question }: RecordField): string[] {
  if (role !== 'applicant') return []
  const [way] = question.only ?? ['email']
  if (type === 'EmailAddress' || (question.kind === 'contact' && way === 'email')) return [asked.email]
  return type === 'PhoneNumber' || (question.kind === 'contact' && way === 'text') ? [asked.phone] : []
}
