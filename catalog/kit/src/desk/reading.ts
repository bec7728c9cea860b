import { fits, type Member, membersOf, type Parameter, parametersOf, rowsIn } from './members.ts'
import type { Called } from './parts.ts'
import type { OperationId } from './shapes.ts'

/** Says what is wrong at one place of the data, and gives nothing, so that all that is wrong is found at once. */
export type Say = (text: string) => undefined

/** Holds data to the contracts: what fits is given back, what does not is said. */
export interface Reading {
  /** by type: the values that the service has words for */
  values: Record<string, Record<string, string>>
  faults: string[]
  at(place: string): Say
  operation(id: OperationId, say: Say): Called | undefined
}

export function reading(operations: Map<OperationId, Called>, values: Reading['values']): Reading {
  const faults: string[] = []
  return {
    values,
    faults,
    at: (place) => (text) => {
      faults.push(`${place}: ${text}`)
      return undefined
    },
    operation: (id, say) => {
      const found = operations.get(id)
      if (found) return found
      const capability = id.split('.')[0]
      const others = [...operations.values()].filter((one) => one.capability === capability)
      const known = others.map(({ operation }) => operation.operationId)
      return say(`there is no operation ${id}${known.length > 0 ? `; ${capability} has ${listed(known)}` : ''}`)
    },
  }
}

const listed = (names: string[]) => names.toSorted().join(', ') || 'none'
export const namesOf = (members: Member[]) => listed(members.map(({ name }) => name))

export function memberOf(members: Member[], name: string, of: string, say: Say): Member | undefined {
  return members.find((one) => one.name === name) ?? say(`${of} has no member ${name}; it has ${namesOf(members)}`)
}

/** The rows that an operation answers. */
export function rowsOf(called: Called, say: Say): { rows: string; members: Member[] } | undefined {
  const found = rowsIn(called.operation)
  if (found) return { rows: found.name, members: found.members }
  return say(`the answer of ${called.id} has not one list of objects, which is needed here`)
}

export function parameterOf(called: Called, name: string, say: Say): Parameter | undefined {
  const all = parametersOf(called.operation)
  return all.find((one) => one.name === name) ?? say(`${called.id} has no parameter ${name}; it has ${namesOf(all)}`)
}

/** Parameters that are wired to members: each is there and of the same type, and none that is needed is left over. */
export function checkWhich(
  called: Called,
  which: Record<string, string>,
  members: Member[],
  of: string,
  say: Say,
): void {
  for (const [name, from] of Object.entries(which)) {
    const parameter = parameterOf(called, name, say)
    const member = memberOf(members, from, of, say)
    if (parameter && member && !fits(parameter.schema, member.schema))
      say(`the parameter ${name} of ${called.id} is not of the type of the member ${from} of ${of}`)
  }
  for (const { name, required } of parametersOf(called.operation))
    if (required && !Object.hasOwn(which, name)) say(`the parameter ${name} of ${called.id} is wired to nothing`)
}

/** Whether there is a value for each that is wired: a call without one would be about everything. */
export const isWhole = (which: Record<string, string>, values: Record<string, unknown>): boolean =>
  Object.values(which).every((name) => values[name] !== undefined && values[name] !== null && values[name] !== '')

/** Path and query of a call, from the values of an item or a row. */
export function wired({ operation }: Called, which: Record<string, string>, values: Record<string, unknown>) {
  const given = { path: {} as Record<string, unknown>, query: {} as Record<string, unknown> }
  const places = new Map(parametersOf(operation).map(({ name, place }) => [name, place]))
  for (const [name, from] of Object.entries(which)) given[places.get(name) ?? 'query'][name] = values[from]
  return given
}

export const bodyOf = ({ operation }: Called): Member[] => membersOf(operation.bodySchema)
