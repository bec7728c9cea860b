import { extended } from './accumulate.ts'
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

/**
 * The calls of a stream, put together from their pieces. Where a call ends is not always said: some servers give all of them
 * the same index, others none, some no id. So a piece that names a tool anew begins a call.
 */
export class CallPieces {
  readonly #calls: { index: unknown; call: Json }[] = []
  readonly #tools: ReadonlySet<string>

  /** `tools`: the names that were offered; a name that is none of them yet may go on. */
  constructor(tools: ReadonlySet<string>) {
    this.#tools = tools
  }

  /** As the list of a message; undefined when there are none. */
  get list(): Json[] | undefined {
    return this.#calls.length > 0 ? this.#calls.map(({ call }) => call) : undefined
  }

  add(piece: unknown): void {
    if (!isRecord(piece)) return
    const { index, ...said } = piece
    const nameless = partsOf(said).name === ''
    const open =
      this.#calls.findLast((one) => typeof index !== 'number' || one.index === index) ??
      (nameless ? this.#calls.at(-1) : undefined)
    if (open && this.#continues(open.call, said)) open.call = continued(open.call, said)
    else this.#calls.push({ index, call: said })
  }

  #continues(call: Json, piece: Json): boolean {
    const [before, next] = [partsOf(call), partsOf(piece)]
    if (next.name === '' || before.name === '') return true
    if (before.id && next.id) return before.id === next.id
    if (before.name === next.name) return !isWhole(before.given)
    return before.given === undefined && !this.#tools.has(before.name)
  }
}

function partsOf(call: Json): { id: string; name: string; given: unknown } {
  const { name, arguments: given } = recordIn(call.function)
  return { id: stringIn(call.id), name: stringIn(name), given: given === '' || given === null ? undefined : given }
}

function continued(call: Json, piece: Json): Json {
  const [before, next] = [partsOf(call), partsOf(piece)]
  const { function: asked, ...rest } = piece
  const { name: _name, arguments: _given, ...more } = recordIn(asked)
  const name = before.name === next.name ? before.name : before.name + next.name
  const given =
    typeof before.given === 'string' && typeof next.given === 'string'
      ? before.given + next.given
      : (next.given ?? before.given)
  // The first id is the call's: some servers make up another one for each piece.
  const id = before.id || next.id
  return {
    ...extended(call, rest),
    ...(id ? { id } : {}),
    function: { ...extended(recordIn(call.function), more), name, arguments: given ?? '' },
  }
}

function isWhole(given: unknown): boolean {
  if (typeof given !== 'string') return given !== undefined
  try {
    JSON.parse(given)
    return true
  } catch {
    return false
  }
}
