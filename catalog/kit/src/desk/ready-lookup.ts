import { type Schema, typeOf } from '../contract.ts'
import { fits, type Member, parametersOf } from './members.ts'
import type { Called } from './parts.ts'
import { memberOf, namesOf, type Reading, rowsOf, type Say } from './reading.ts'
import type { Lookup } from './shapes.ts'

/** A lookup that fits its contract. */
export interface ReadyLookup {
  lookup: Lookup
  called: Called
  /** member of the answer that is the list */
  rows: string
  /** member of a row that is the identifier */
  value: string
  /** the type whose identifiers it names */
  type: string | undefined
  /** parameter → member of the item; empty for a lookup that can be asked anywhere */
  needs: Record<string, string>
}

/** `wanted` is what the identifier has to be; `about` what is at hand where it is asked. */
export function readyLookup(
  lookup: Lookup,
  wanted: { schema?: Schema; type?: string },
  about: Member[],
  read: Reading,
  say: Say,
): ReadyLookup | undefined {
  const called = read.operation(lookup.from, say)
  const found = called && rowsOf(called, say)
  if (!called || !found) return undefined
  const of = `a row of ${called.id}`
  for (const text of [lookup.text, lookup.hint ?? ''])
    for (const [, name = ''] of text.matchAll(/\{(\w+)\}/g)) memberOf(found.members, name, of, say)
  if (lookup.unless) memberOf(found.members, lookup.unless, of, say)
  const needs: Record<string, string> = {}
  for (const { name, schema, required } of parametersOf(called.operation)) {
    const given = about.find((one) => one.name === name && fits(one.schema, schema))
    if (given) needs[name] = name
    else if (required) say(`the parameter ${name} of ${called.id} is at hand nowhere`)
  }
  const value = identifierOf(lookup, wanted, found.members, say, of)
  if (value === undefined) return undefined
  const type = wanted.type ?? (wanted.schema && typeOf(wanted.schema))
  return { lookup, called, rows: found.rows, value, type, needs }
}

function identifierOf(
  { value }: Lookup,
  { schema, type = schema && typeOf(schema) }: { schema?: Schema; type?: string },
  members: Member[],
  say: Say,
  of: string,
): string | undefined {
  if (value !== undefined) return memberOf(members, value, of, say)?.name
  const alike = members.filter((one) => type !== undefined && typeOf(one.schema) === type)
  if (alike.length === 1) return alike[0]?.name
  return say(`which member of ${of} is meant? Say it as value: one of ${namesOf(members)}`)
}
