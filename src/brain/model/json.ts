/** JSON of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const recordIn = (value: unknown): Json => (isRecord(value) ? value : {})
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const stringIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Levels of nesting in a message; deeper ones would break whoever walks through them. */
const deepest = 64

/** Members that say what something is, not what it says. */
export const labels: ReadonlySet<string> = new Set(['id', 'type', 'role', 'format', 'object', 'index'])

/** Characters of all that a message or a piece of one says, thinks or asks for: each is paid for. Throws a RangeError. */
export function charactersIn(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  if (depth > deepest) throw new RangeError('nested too deeply')
  return Object.entries(value).reduce(
    (sum, [name, inner]) => (labels.has(name) ? sum : sum + charactersIn(inner, depth + 1)),
    0,
  )
}
