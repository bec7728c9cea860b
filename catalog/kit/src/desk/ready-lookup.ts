import { type Schema, typeOf } from '../contract.ts'
import { fits, kindOf, type Member, type Parameter, parametersOf } from './members.ts'
import type { Called } from './parts.ts'
import { memberOf, namesOf, parameterOf, type Reading, rowsOf, type Say } from './reading.ts'
import type { Lookup } from './shapes.ts'

/** A lookup that fits its contract. */
export interface ReadyLookup {
  lookup: Lookup
  called: Called
  /** member of the answer that is the list */
  rows: string
  /** of a row */
  members: Member[]
  /** member of a row that is the identifier */
  value: string
  /** the type whose identifiers it names */
  type: string | undefined
  /** parameter → member of the item; empty for a lookup that can be asked anywhere */
  needs: Record<string, string>
  /** the members of the item that it cannot be asked without */
  demands: string[]
  /** parameter of a list by days: the day from which on it is given */
  since: string | undefined
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
  const group = lookup.group === undefined ? undefined : memberOf(found.members, lookup.group, of, say)
  if (group && !isDay(group)) say(`the member ${group.name} of ${of} is no moment and no date, so it has no day`)
  const parameters = parametersOf(called.operation)
  const needs = needsOf(lookup, called, parameters, about, say)
  const demands = parameters.flatMap(({ name, required }) => (required && needs[name]) || [])
  const value = identifierOf(lookup, wanted, found.members, say, of)
  if (value === undefined) return undefined
  const type = wanted.type ?? (wanted.schema && typeOf(wanted.schema))
  const since = group && parameters.find((one) => !one.required && kindOf(one.schema) === 'date' && isSince(one))?.name
  return { lookup, called, ...found, value, type, needs, demands, since }
}

export const isDay = ({ schema }: Member): boolean => ['moment', 'date'].includes(kindOf(schema))
const isSince = ({ schema }: Parameter) => schema['x-role'] === 'from'

/** Which member each parameter takes. */
function needsOf(lookup: Lookup, called: Called, parameters: Parameter[], about: Member[], say: Say) {
  const needs: Record<string, string> = {}
  const said = lookup.needs ?? {}
  for (const name of Object.keys(said)) parameterOf(called, name, say)
  for (const { name, schema, required } of parameters) {
    const own = said[name]
    const given =
      own === undefined
        ? about.find((one) => one.name === name && fits(one.schema, schema))
        : memberOf(about, own, 'what is at hand', say)
    // Of what a record holds the contract does not say what it is.
    if (given && Object.keys(given.schema).length > 0 && !fits(given.schema, schema))
      say(`the parameter ${name} of ${called.id} is not of the type of the member ${given.name}`)
    if (given) needs[name] = given.name
    else if (required && own === undefined) say(`the parameter ${name} of ${called.id} is at hand nowhere`)
  }
  return needs
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
