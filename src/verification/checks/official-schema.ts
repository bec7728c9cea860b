import type { OutputUnit, Schema, Validator } from '@cfworker/json-schema'

/** The schemas that are published with the specifications: schemas/SOURCE.md says where each comes from. */
const schemas = {
  openapi: { draft: '2020-12', load: () => import('../schemas/openapi-3.1.json', { with: { type: 'json' } }) },
  asyncapi: { draft: '7', load: () => import('../schemas/asyncapi-3.0.json', { with: { type: 'json' } }) },
  compose: { draft: '7', load: () => import('../schemas/compose.json', { with: { type: 'json' } }) },
} as const

type SchemaName = keyof typeof schemas

/** What a document has that its schema does not allow; `at` is a JSON pointer with `#` before it. */
export interface Deviation {
  at: string
  message: string
}

/** How many are told of one document: what is wrong at one place often makes others look wrong. */
const most = 3

const validators = new Map<SchemaName, Promise<Validator>>()

/** Where a document differs from the official schema of its kind: none, or the most specific of what is wrong. */
export async function deviations(name: SchemaName, document: unknown): Promise<Deviation[]> {
  const validator = validators.get(name) ?? validatorOf(name)
  validators.set(name, validator)
  return mostSpecific((await validator).validate(document).errors).slice(0, most)
}

/** Interprets the schema: compiling the three would take as long as all the static checks. */
async function validatorOf(name: SchemaName): Promise<Validator> {
  const { draft, load } = schemas[name]
  const [{ Validator }, schema] = await Promise.all([import('@cfworker/json-schema'), load()])
  return new Validator(schema.default as unknown as Schema, draft, false)
}

/**
 * A schema with alternatives says of one mistake that no alternative fits, and why each does not. Told is what lies
 * deepest in the document; and of one place, what says most.
 */
function mostSpecific(errors: readonly OutputUnit[]): Deviation[] {
  const deepest = errors.filter(({ instanceLocation }) => !isAbove(instanceLocation, errors, 'instanceLocation'))
  return [...Map.groupBy(deepest, ({ instanceLocation }) => instanceLocation)].flatMap(([at, found]) => {
    const causes = found.filter(({ keywordLocation }) => !isAbove(keywordLocation, found, 'keywordLocation'))
    const least = Math.min(...causes.map(vagueness))
    const messages = causes.filter((cause) => vagueness(cause) === least).map(({ error }) => inWords(error))
    return [...new Set(messages)].map((message) => ({ at: decodeURI(at), message }))
  })
}

const isAbove = (place: string, errors: readonly OutputUnit[], key: 'instanceLocation' | 'keywordLocation'): boolean =>
  errors.some((other) => other[key].startsWith(`${place}/`))

/** An alternative of another type was hardly meant, nor was a reference; and a condition says why by its branches. */
function vagueness({ keyword, error }: OutputUnit): number {
  if (keyword === 'if' || keyword === 'false') return 3
  if (keyword === 'type') return 2
  return error.includes('"$ref"') ? 1 : 0
}

function inWords(error: string): string {
  return error
    .replace(/^False boolean schema\.$/, 'This is not expected here.')
    .replace(/^Instance does not have required property (".*")\.$/, '$1 is missing.')
    .replace(/^Instance does not match any of \[(.*)\]\.$/, 'This should be one of $1.')
    .replace(/^Instance does not match (".*")\.$/, 'This should be $1.')
    .replace(/^Instance type (".*") is invalid\. Expected (.*)\.$/, 'This should be of type $2, not $1.')
    .replace(/^Instance /, 'This ')
}
