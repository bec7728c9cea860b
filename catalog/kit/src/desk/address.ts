import type { List } from './shapes.ts'

/** The address of the item that a row is of: the values that it is known by. */
export function itemPath({ id, which }: Pick<List, 'id' | 'which'>, row: Record<string, unknown>): string {
  const values = Object.values(which).map((member) => encodeURIComponent(String(row[member])))
  return `/staff/${id}/at/${values.join(',')}`
}

/** The address of an item within that of one of its pages, and the values in it; undefined for what nobody encoded so. */
export function itemIn(url: string): { path: string; values: string[] } | undefined {
  // As it was sent: a comma within a value is written otherwise than one between two.
  const segments = (url.split('?')[0] ?? '').split('/').slice(0, 5)
  try {
    return { path: segments.join('/'), values: (segments[4] ?? '').split(',').map(decodeURIComponent) }
  } catch {
    return undefined
  }
}
