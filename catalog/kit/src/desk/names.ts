import type { Logger } from '../definition.ts'
import type { Choice } from '../pages/shapes.ts'
import { statusOf } from '../pages/status.ts'
import { isWhole, wired } from './reading.ts'
import type { Ready } from './ready.ts'
import type { ReadyLookup } from './ready-lookup.ts'
import { firstRows, type Row } from './rows.ts'
import type { Namer } from './shown.ts'

/** As many as a form can offer, or a page can name. */
const MOST = 1000

/** One that a lookup names. */
export interface Named extends Choice {
  /** named in what they did, and not offered any more */
  gone: boolean
}

const filled = (template: string, row: Row) => template.replace(/\{(\w+)\}/g, (_whole, name) => String(row[name] ?? ''))

/** What an item does not have narrows nothing down. */
const needsIn = (needs: Record<string, string>, item: Row) =>
  Object.fromEntries(Object.entries(needs).filter(([, name]) => isWhole({ name }, item)))

/** What a lookup names, as it is called here: two of one name by what tells them apart, too. */
export async function named(one: ReadyLookup, token: string | undefined, item: Row = {}): Promise<Named[]> {
  const { called, rows, lookup, value, needs } = one
  const { rows: all } = await firstRows(called, rows, wired(called, needsIn(needs, item), item), token, MOST)
  return all.map((row) => {
    const hint = lookup.hint === undefined ? '' : filled(lookup.hint, row)
    const gone = lookup.unless !== undefined && row[lookup.unless] === true
    return { value: String(row[value]), text: filled(lookup.text, row), ...(hint !== '' && { hint }), gone }
  })
}

/** What a page calls those that its identifiers stand for. */
export interface Names {
  of: Namer
  /** all of a type, as one may choose among them */
  among(type: string): Choice[]
}

/** Names of the types that a page shows. They are a help, not a need: without them it shows identifiers. */
export async function namesFor(
  ready: Pick<Ready, 'names'>,
  types: Iterable<string>,
  token: string | undefined,
  log: Logger,
): Promise<Names> {
  const wanted = [...new Set(types)].flatMap((type) => {
    const lookup = ready.names.get(type)
    return lookup ? [[type, lookup] as const] : []
  })
  const all = await Promise.all(
    wanted.map(async ([type, lookup]) => {
      const list = await named(lookup, token).catch(unless401(lookup, log))
      return [type, textsOf(list, lookup)] as const
    }),
  )
  const texts = new Map(all)
  const any = new Map(all.flatMap(([, names]) => [...names]))
  return {
    of: (type, value) => (type === '' ? any : texts.get(type))?.get(value),
    among: (type) => [...(texts.get(type) ?? [])].map(([value, text]) => ({ value, text })),
  }
}

const unless401 =
  ({ called }: ReadyLookup, log: Logger) =>
  (error: unknown): Named[] => {
    if (statusOf(error) === 401) throw error
    log.warn({ operation: called.id, status: statusOf(error) }, 'names are not available')
    return []
  }

function textsOf(list: Named[], { lookup }: ReadyLookup): Map<string, string> {
  const alike = (text: string) => list.filter((other) => other.text === text).length > 1
  return new Map(
    list.map(({ value, text, hint, gone }) => {
      const parts = [text, hint !== undefined && alike(text) && `(${hint})`, gone && `(${lookup.unless})`]
      return [value, parts.filter(Boolean).join(' ')]
    }),
  )
}
