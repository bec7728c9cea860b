import type { Intent, PatternFile } from '../../schema.ts'

/** {name} of the service and {thing} that it is about, wherever a value of the catalogue holds them. */
export function inWordsOf<T>({ name, title }: Intent, { metadata }: PatternFile, given: T): T {
  const kind = ` ${metadata.title}`.toLowerCase()
  const thing = title.toLowerCase().endsWith(kind) ? title.slice(0, -kind.length) : title
  const said = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll('{name}', name).replaceAll('{thing}', thing)
    if (Array.isArray(value)) return value.map(said)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, said(one)]))
  }
  return said(given) as T
}
