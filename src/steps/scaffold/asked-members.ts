import type { Input, Operation } from '../../catalog/contract.ts'
import type { Asked, Form } from '../../schema.ts'

type Operations = ReadonlyMap<string, Operation>
type Report = (where: string, message: string, suggestion?: string) => void

/** A value that is at hand where a form is opened; what a record holds is known by its name alone. */
export interface AtHand {
  name: string
  type?: string
}

export type AskedMember = Asked & { name: string }

/** What a form asks for: what an operation needs in its body, and what the form names besides. Reports what does not fit. */
export function askedMembers(
  operation: Operation,
  { asks }: Form,
  atHand: readonly AtHand[],
  operations: Operations,
  report: Report,
): AskedMember[] {
  const where = `forms.${operation.name}`
  const body = operation.inputs.filter((input) => input.in === 'body')
  for (const member of Object.keys(asks))
    if (!body.some((input) => input.name === member)) report(where, `${operation.name} takes no ${member}`)
  const asked = body.filter((input) => (input.required && !input.hasDefault) || asks[input.name])
  for (const input of asked) {
    const said = (message: string, suggestion?: string) => report(`${where}.asks.${input.name}`, message, suggestion)
    fitLookup(input, asks[input.name] ?? {}, atHand, operations, said)
  }
  return asked.map((input) => ({ name: input.name, ...asks[input.name] }))
}

type Said = (message: string, suggestion?: string) => void

function fitLookup(input: Input, asked: Asked, atHand: readonly AtHand[], operations: Operations, said: Said): void {
  const { from, group, hold, text, value } = asked
  if (from === undefined) {
    if (hold) said('has hold, and no from', 'Say by from which operation lists what there is to hold.')
    return
  }
  const listed = operationOf(from, operations, said)
  if (!listed) return
  const rows = rowsOf(listed)
  for (const name of [group, value]) if (name !== undefined && !rows.has(name)) said(`a row of ${from} has no ${name}`)
  if (text === undefined) said('has from, and no text', "Say what a row is called, as in text: '{name}'.")
  fitNeeds(listed, asked.needs ?? {}, atHand, said)
  if (hold) fitHold(input, { from, rows, value, hold }, operations, said)
}

/** Each parameter takes what is said, and one that is left out what is called as it is. */
function fitNeeds(listed: Operation, needs: Record<string, string>, atHand: readonly AtHand[], said: Said): void {
  const from = listed.name
  for (const [name, member] of Object.entries(needs)) {
    const parameter = listed.inputs.find((one) => one.in !== 'body' && one.name === name)
    if (!parameter) said(`${from} has no parameter ${name}`)
    const given = atHand.find((one) => one.name === member)
    if (!given) said(`needs ${member}, which is not at hand`, `Name one of ${listedNames(atHand)}.`)
    else if (parameter?.type && given.type && given.type !== parameter.type)
      said(`${member} is a ${given.type}, and ${name} of ${from} takes a ${parameter.type}`)
  }
  for (const { name, type, required, in: place } of listed.inputs) {
    if (place === 'body' || !required || needs[name]) continue
    if (!atHand.some((one) => one.name === name && one.type === type))
      said(`${from} needs ${name}, which is not at hand`, `Say under needs which it is, one of ${listedNames(atHand)}.`)
  }
}

interface Held {
  from: string
  rows: ReadonlyMap<string, string | undefined>
  value: string | undefined
  hold: NonNullable<Asked['hold']>
}

/** A hold takes what a row is known by and nothing else, and gives what is asked for. */
function fitHold(input: Input, { from, rows, value, hold }: Held, operations: Operations, said: Said): void {
  const holds = operationOf(hold.do, operations, said)
  if (!holds) return
  const takes = holds.inputs.find((one) => one.in === 'body' && one.name === hold.takes)
  if (!takes) said(`${hold.do} takes no ${hold.takes}`)
  const other = holds.inputs.find((one) => one.required && !one.hasDefault && one.name !== hold.takes)
  if (other) said(`${hold.do} needs ${other.name}, which nothing gives it`)
  const known = value === undefined ? undefined : rows.get(value)
  if (takes?.type && known && known !== takes.type)
    said(`${value} of ${from} is a ${known}, and ${hold.do} takes a ${takes.type}`)
  const gives = holds.outputs.find((one) => one.path === hold.gives && !one.many)
  if (!gives) said(`${hold.do} gives no ${hold.gives}`)
  else if (gives.type !== input.type)
    said(`${hold.gives} of ${hold.do} is a ${gives.type}, and a ${input.type} is asked for`)
  const frees = hold.release === undefined ? undefined : operationOf(hold.release, operations, said)
  const about = frees?.inputs.filter((one) => one.required) ?? []
  if (frees && gives && !(about.length === 1 && about[0]?.type === gives.type))
    said(`${hold.release} is not about a ${gives.type} alone`, 'Name the operation that lets go of what is held.')
}

function operationOf(name: string, operations: Operations, said: Said): Operation | undefined {
  const found = operations.get(name)
  if (!found) said(`there is no operation ${name}`)
  return found
}

/** By name: the type of each member of a row that has a shared type. */
function rowsOf({ outputs }: Operation): Map<string, string | undefined> {
  const members = outputs.filter(({ many, path }) => many && path.split('.').length === 2)
  return new Map(members.map(({ path, type }) => [path.split('.')[1]!, type]))
}

const listedNames = (all: readonly AtHand[]) => all.map(({ name }) => name).join(', ') || 'none'

/** The operations that a form calls besides its own: what it lists, holds and lets go. */
export const calledBy = (asks: readonly Asked[]): string[] =>
  asks.flatMap(({ from, hold }) => [from, hold?.do, hold?.release].filter((name) => name !== undefined))
