import type { Schema } from './contract.ts'

/** Bytes for what a contract leaves open: a text or a list without an end, members without names. */
const open = 64 * 1024
const most = 1024 * 1024

// A character outside the first plane may be written as two escapes, \ud83d\ude00.
const perCharacter = 12

const formats: Record<string, number> = {
  uuid: 36,
  date: 10,
  time: 20,
  'date-time': 40,
  email: 254,
  'idn-email': 254,
  uri: 2048,
}

/** How many bytes a body of this schema needs at most as JSON, with room for spaces; without a schema, hardly any. */
export function bodySize(schema: Schema | undefined): number {
  if (schema === undefined) return 1024
  return Math.min(most, 1024 + Math.ceil(1.25 * sizeOf(schema, 0))) + filesOf(schema, 0)
}

const isFile = ({ contentEncoding, maxLength }: Schema) => contentEncoding === 'base64' && typeof maxLength === 'number'

/** What the files in it may have beside all text: of base64 each character is one, and a contract says how many there may be. */
function filesOf(schema: Schema, depth: number): number {
  if (isFile(schema)) return schema.maxLength as number
  const members = Object.values((schema.properties as Record<string, Schema> | undefined) ?? {})
  return depth > 4 ? 0 : members.reduce((sum, one) => sum + filesOf(one, depth + 1), 0)
}

function sizeOf(schema: Schema | boolean, depth: number): number {
  // A type that holds itself has no end; neither has one of which nothing is said.
  if (typeof schema === 'boolean' || depth > 16) return open
  const inner = (one: unknown) => sizeOf(one as Schema | boolean, depth + 1)
  const list = (name: string) => (schema[name] as unknown[] | undefined) ?? []
  if ('const' in schema) return textSize(JSON.stringify(schema.const).length)
  if (schema.enum) return Math.max(...list('enum').map((one) => textSize(JSON.stringify(one).length)))
  const either = [...list('oneOf'), ...list('anyOf')].map(inner)
  const all = [...list('allOf'), ...['if', 'then', 'else'].flatMap((name) => schema[name] ?? [])].map(inner)
  const parts = Math.max(0, ...either) + all.reduce((sum, one) => sum + one, 0)
  const types = [schema.type ?? (schema.properties ? 'object' : [])].flat() as string[]
  if (types.length === 0) return parts || open
  return parts + Math.max(...types.map((type) => sizeOfType(type, schema, inner)))
}

function sizeOfType(type: string, schema: Schema, inner: (schema: unknown) => number): number {
  if (type === 'string') {
    if (isFile(schema)) return 2
    const length = (schema.maxLength as number | undefined) ?? formats[String(schema.format)]
    return length === undefined ? open : textSize(length)
  }
  if (type === 'array')
    return schema.maxItems === undefined ? open : (schema.maxItems as number) * (inner(schema.items ?? true) + 1) + 2
  if (type !== 'object') return 32
  const named = Object.entries((schema.properties as Record<string, Schema> | undefined) ?? {})
  const closed = schema.additionalProperties === false || schema.unevaluatedProperties === false
  return named.reduce((sum, [name, one]) => sum + textSize(name.length) + inner(one) + 2, 2 + (closed ? 0 : open))
}

function textSize(length: number): number {
  return length * perCharacter + 2
}
