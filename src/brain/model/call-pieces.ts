import { extended } from './accumulate.ts'
import { isRecord, type Json, recordIn, stringIn } from './json.ts'

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
