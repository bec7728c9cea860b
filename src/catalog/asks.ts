import { Ask, Kind, type Question, type Way } from '../schema.ts'

type Schema = Readonly<Record<string, unknown>>

/** The kind of a shared type; undefined where it has none, or one that there is not. */
export function kindOf(types: ReadonlyMap<string, unknown>, name: string): Kind | undefined {
  return Kind.safeParse((types.get(name) as Schema | undefined)?.['x-kind']).data
}

const told: ReadonlySet<Kind> = new Set([
  'text',
  'long',
  'number',
  'money',
  'date',
  'moment',
  'deadline',
  'duration',
  'yes-no',
  'choice',
])

/** Whether people can be told a value of a shared type by itself, without anything that it stands for being looked up. */
export function canBeTold(types: ReadonlyMap<string, unknown>, name: string): boolean {
  const kind = kindOf(types, name)
  if (kind === undefined || !told.has(kind)) return false
  return (kind !== 'text' && kind !== 'long') || (types.get(name) as Schema).type === 'string'
}

/** Whether a value is how long something takes, as { amount, unit }: what a goal's time to answer becomes. */
export function isAmountOfTime(types: ReadonlyMap<string, unknown>, name: string): boolean {
  return kindOf(types, name) === 'duration' && (types.get(name) as Schema).type === 'object'
}

/** How people are asked for a value of a shared type; undefined for one that nobody is asked for. */
export function questionFor(types: ReadonlyMap<string, unknown>, name: string): Question | undefined {
  const schema = types.get(name) as Schema | undefined
  const kind = kindOf(types, name)
  const ask = Ask.safeParse(schema?.['x-ask']).data
  if (schema === undefined || kind === undefined || kind === 'deadline' || ask === undefined) return undefined
  const { max, name: _, ...words } = ask
  return { kind, ...words, ...borders(kind, schema, ask) }
}

/** What a field of a type is called behind its role: home → homeAddress. */
export function fieldWord(types: ReadonlyMap<string, unknown>, type: string): string {
  return Ask.safeParse((types.get(type) as Schema | undefined)?.['x-ask']).data?.name ?? type
}

/** The shared types that people can be asked for. */
export function askable(types: ReadonlyMap<string, unknown>): string[] {
  return [...types.keys()].filter((name) => questionFor(types, name) !== undefined)
}

/** What bounds an answer: what the type's schema says of itself, and beyond that what it says of asking. */
function borders(kind: Kind, schema: Schema, { max, check }: Ask): Partial<Question> {
  const said = (name: string) => (typeof schema[name] === 'number' ? (schema[name] as number) : undefined)
  if (kind === 'number' || kind === 'money') {
    const [least, most] = [said('minimum'), max ?? said('maximum')]
    return { ...(least === undefined ? {} : { min: least }), ...(most === undefined ? {} : { max: most }) }
  }
  // An address or a number may be typed longer than it is once it is plain.
  const most = max ?? (check === undefined ? said('maxLength') : undefined)
  return (kind === 'text' || kind === 'long') && most !== undefined ? { maxLength: most } : {}
}

/** The member of a contact that each way of writing to people takes. */
const members: Readonly<Record<Way, string>> = { email: 'email', text: 'phone', letter: 'address' }

function memberOf(types: ReadonlyMap<string, unknown>, contact: string, way: Way): Schema | undefined {
  const properties = (types.get(contact) as { properties?: Record<string, Schema> } | undefined)?.properties
  return properties?.[members[way]]
}

/** The question for a contact where only some ways are allowed. One way alone is asked for in words of its own. */
export function allowing(types: ReadonlyMap<string, unknown>, contact: string, ways: readonly Way[]): Question {
  const question = questionFor(types, contact)!
  const [way] = ways
  if (way === undefined || ways.length > 1) return { ...question, only: [...ways] }
  const member = memberOf(types, contact, way)
  const referred = types.get(String(member?.$ref ?? '').replace(/\.yaml$/, '')) as Schema | undefined
  const own = Ask.safeParse(member?.['x-ask'] ?? referred?.['x-ask']).data
  if (own === undefined) return { ...question, only: [way] }
  // How it is checked goes with the way.
  const { check: _, pattern: __, max: ___, name: ____, ...words } = own
  return { kind: question.kind, ...words, only: [way] }
}

/** Most characters of a message that goes out in any of some ways; undefined where there is room for any. */
export function longestMessage(
  types: ReadonlyMap<string, unknown>,
  contact: string,
  ways: readonly Way[],
): number | undefined {
  const limits = ways.flatMap((way) => {
    const longest = memberOf(types, contact, way)?.['x-longest']
    return typeof longest === 'number' ? [longest] : []
  })
  return limits.length === 0 ? undefined : Math.min(...limits)
}
