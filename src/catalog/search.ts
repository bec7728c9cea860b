import { byCodeUnit } from '../digest.ts'
import type { Catalog } from './load.ts'

export interface Found {
  kind: 'capability' | 'component' | 'pattern'
  id: string
  title: string
  description: string
  score: number
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? []

/** Everything of the catalogue as rows, in the order kind, id. */
export function listEntries(catalog: Catalog): Omit<Found, 'score'>[] {
  const row =
    (kind: Found['kind']) =>
    ([id, entry]: [string, { file: { metadata: { title: string; description: string } } }]) => ({
      kind,
      id,
      title: entry.file.metadata.title,
      description: entry.file.metadata.description,
    })
  return [
    ...[...catalog.patterns].map(row('pattern')),
    ...[...catalog.capabilities].map(row('capability')),
    ...[...catalog.components].map(row('component')),
  ]
}

/**
 * Ranks entries by how many of the words they hold; rarer words weigh more (inverse document frequency),
 * words of the id and title twice. Ties are broken by id, so the order is always the same.
 */
export function search(catalog: Catalog, query: string, limit = 10): Found[] {
  const rows = listEntries(catalog).map((entry) => {
    const spoken = entry.kind === 'capability' ? (catalog.capabilities.get(entry.id)?.file.spec.words ?? []) : []
    const own = entry.kind === 'pattern' ? (catalog.patterns.get(entry.id)?.file.spec.words ?? []) : []
    const strong = new Set(wordsOf([entry.id, entry.title, ...spoken, ...own].join(' ')))
    return { entry, strong, all: new Set([...strong, ...wordsOf(entry.description)]) }
  })
  const asked = [...new Set(wordsOf(query))]
  const rarity = (word: string): number => {
    const holders = rows.filter((row) => row.all.has(word)).length
    return holders === 0 ? 0 : Math.log(1 + rows.length / holders)
  }
  return rows
    .map(({ entry, strong, all }) => ({
      ...entry,
      score: asked.reduce((sum, word) => sum + (strong.has(word) ? 2 : all.has(word) ? 1 : 0) * rarity(word), 0),
    }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score || byCodeUnit(a.id, b.id))
    .slice(0, limit)
}
