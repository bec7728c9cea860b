import { isRecord, type Json, labels } from './json.ts'

/**
 * A message of a stream and its next piece → the message so far. Texts grow, also those of members that we do not know;
 * what says what a thing is stays itself; lists grow, and an item with the index and type of an earlier one continues it.
 */
export function extended(whole: Json, piece: Json): Json {
  const said = Object.entries(piece).filter(([name]) => name !== '__proto__')
  return { ...whole, ...Object.fromEntries(said.map(([name, value]) => [name, joined(own(whole, name), value, name)])) }
}

const own = (whole: Json, name: string) => (Object.hasOwn(whole, name) ? whole[name] : undefined)
const isNothing = (value: unknown) => value === undefined || value === null || value === ''

function joined(before: unknown, piece: unknown, name: string): unknown {
  if (isNothing(before)) return before === '' && piece === null ? before : piece
  if (isNothing(piece)) return before
  if (typeof before === 'string' && typeof piece === 'string') {
    // What is long and comes twice is a signature that is sent with every piece.
    return labels.has(name) || (piece === before && piece.length > 32) ? piece : before + piece
  }
  if (Array.isArray(before) || Array.isArray(piece)) return partsOf(piece).reduce(added, partsOf(before))
  return isRecord(before) && isRecord(piece) ? extended(before, piece) : piece
}

/** A text that turns into a list of parts half way is its first part. */
const partsOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : [typeof value === 'string' ? { type: 'text', text: value } : value]

function added(list: unknown[], item: unknown): unknown[] {
  const at = isRecord(item) && Number.isInteger(item.index) ? list.findLastIndex((one) => isSame(one, item)) : -1
  // Nobody else has the list: it came with a piece or was made here.
  if (at < 0) list.push(item)
  else list[at] = extended(list[at] as Json, item as Json)
  return list
}

const isSame = (one: unknown, other: Json) => isRecord(one) && one.index === other.index && one.type === other.type
