import type { ToolCall } from './chat.ts'
import { isRecord, type Json, listIn, recordIn, stringIn } from './json.ts'

/** A call as the protocol has it, with whatever else the server gave it. */
export type RawCall = Json & { id: string; type: 'function'; function: Json & { name: string; arguments: string } }

/**
 * The calls of a message, as servers really send them → as the protocol has them. What is there stays as it came; only what
 * is missing or of another kind is put right: an id of its own, the type, arguments as JSON text.
 */
export function callsIn(message: Json): RawCall[] {
  const { tool_calls: given, function_call: old } = message
  const raw = isRecord(given) ? [given] : listIn(given).filter(isRecord)
  const all = raw.length === 0 && isRecord(old) ? [{ function: old }] : raw
  const taken = new Set<string>()
  return all.map((call, index) => {
    const said = stringIn(call.id)
    const id = said && !taken.has(said) ? said : freeId(index, taken, all)
    taken.add(id)
    const asked = recordIn(call.function)
    const name = stringIn(asked.name)
    return { ...call, id, type: 'function', function: { ...asked, name, arguments: argumentsOf(asked.arguments) } }
  })
}

export const plainCall = ({ id, function: { name, arguments: given } }: RawCall): ToolCall => ({
  id,
  name,
  arguments: given,
})

function freeId(index: number, taken: ReadonlySet<string>, all: readonly Json[]): string {
  let id = `call-${index}`
  while (taken.has(id) || all.some((call) => call.id === id)) id += 'x'
  return id
}

function argumentsOf(given: unknown): string {
  if (typeof given === 'string') return given.trim() === '' ? '{}' : given
  return given === undefined || given === null ? '{}' : JSON.stringify(given)
}
