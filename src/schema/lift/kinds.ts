/** What version 1 called a kind of question, and what it is called now. */
const kinds: Readonly<Record<string, { kind: string; check?: string }>> = {
  textarea: { kind: 'long' },
  email: { kind: 'text', check: 'email' },
  tel: { kind: 'text', check: 'phone' },
  postcode: { kind: 'text', check: 'postcode' },
  radios: { kind: 'choice' },
  address: { kind: 'pick' },
}

/** The questions of a composition by the names of their kinds today. What it does not know comes back as it was. */
export function liftKinds(given: object): object {
  if (!('record' in given) || !Array.isArray(given.record)) return given
  return { ...given, record: given.record.map(liftField) }
}

function liftField(field: unknown): unknown {
  if (!isObject(field) || !isObject(field.question)) return field
  const { kind, ...question } = field.question
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return field
  return { ...field, question: { ...kinds[kind], ...question } }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
