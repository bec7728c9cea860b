import { type Operation, type Schema, typeOf } from '../contract.ts'

/** One named value of a request or an answer. */
export interface Member {
  name: string
  schema: Schema
  required: boolean
}

export interface Parameter extends Member {
  place: 'path' | 'query'
}

/** The members of an object, those of every part that it is put together of. */
export function membersOf(schema: Schema | undefined): Member[] {
  if (schema === undefined) return []
  const required = new Set((schema.required as string[] | undefined) ?? [])
  const own = Object.entries((schema.properties as Record<string, Schema> | undefined) ?? {})
  const parts = ((schema.allOf as Schema[] | undefined) ?? []).flatMap((part) => membersOf(part))
  return [...parts, ...own.map(([name, member]) => ({ name, schema: member, required: required.has(name) }))]
}

/** What an operation answers when it did what it was asked. */
export function answerOf({ responses }: Operation): { status: number; schema: Schema | undefined } {
  const status = Math.min(...[...responses.keys()].filter((one) => one >= 200 && one < 300))
  return { status, schema: responses.get(status) }
}

/** The one list of objects in an answer; undefined where there is none, or more than one. */
export function rowsIn(operation: Operation): { name: string; members: Member[] } | undefined {
  const lists = membersOf(answerOf(operation).schema)
    .filter(({ schema }) => schema.type === 'array')
    .map(({ name, schema }) => ({ name, members: membersOf(schema.items as Schema | undefined) }))
    .filter(({ members }) => members.length > 0)
  return lists.length === 1 ? lists[0] : undefined
}

/** The member of an answer that is a file; undefined where there is none. */
export const fileIn = (operation: Operation): Member | undefined =>
  membersOf(answerOf(operation).schema).find(({ schema }) => kindOf(schema) === 'file' && schema.type === 'object')

export function parametersOf({ pathSchema, querySchema }: Operation): Parameter[] {
  const path = membersOf(pathSchema).map((one) => ({ ...one, place: 'path' as const }))
  return [...path, ...membersOf(querySchema).map((one) => ({ ...one, place: 'query' as const }))]
}

/** Where values of one may stand for the other: the same shared type, or the same kind where the contract names none. */
export function fits(one: Schema, other: Schema): boolean {
  const [a, b] = [typeOf(one), typeOf(other)]
  return a !== undefined && b !== undefined ? a === b : String(one.type) === String(other.type)
}

const LONG = 250

/** What a value is to people: what the type says of itself, else what JSON Schema says. */
export function kindOf(schema: Schema): string {
  if (typeof schema['x-kind'] === 'string') return schema['x-kind']
  if (schema.enum !== undefined) return 'choice'
  if (schema.type === 'boolean') return 'yes-no'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'array') return optionsOf(schema.items as Schema).length > 0 ? 'several' : 'items'
  if (schema.type === 'object') return 'parts'
  if (schema.format === 'date') return 'date'
  if (schema.format === 'date-time') return 'moment'
  if (schema.format === 'email') return 'email'
  return Number(schema.maxLength ?? 0) > LONG ? 'long' : 'text'
}

export function optionsOf(schema: Schema | undefined): string[] {
  return ((schema?.enum as unknown[] | undefined) ?? []).filter((one) => typeof one === 'string')
}

/** What each is, where there may be several. */
export const eachOf = (schema: Schema): Schema => (schema.type === 'array' ? ((schema.items ?? {}) as Schema) : schema)

/** What there is to choose among: the values of the type, else those that the service has words for. */
export function offeredOf(schema: Schema, values: Record<string, Record<string, string>>): string[] {
  const options = optionsOf(schema)
  return options.length > 0 ? options : Object.keys(values[typeOf(schema) ?? ''] ?? {})
}
