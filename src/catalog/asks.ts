import { Ask, Kind, type Question } from '../schema.ts'

type Schema = Readonly<Record<string, unknown>>

/** The kind of a shared type; undefined where it has none, or one that there is not. */
export function kindOf(types: ReadonlyMap<string, unknown>, name: string): Kind | undefined {
  return Kind.safeParse((types.get(name) as Schema | undefined)?.['x-kind']).data
}

/** How people are asked for a value of a shared type; undefined for one that nobody is asked for. */
export function questionFor(types: ReadonlyMap<string, unknown>, name: string): Question | undefined {
  const schema = types.get(name) as Schema | undefined
  const kind = kindOf(types, name)
  const ask = Ask.safeParse(schema?.['x-ask']).data
  if (schema === undefined || kind === undefined || kind === 'deadline' || ask === undefined) return undefined
  const { max, ...words } = ask
  return { kind, ...words, ...borders(kind, schema, ask) }
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
