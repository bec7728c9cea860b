import type { Logger } from '../definition.ts'
import { clockText, dayText, londonParts, momentText, weekdayText } from '../pages/dates.ts'
import type { Choice } from '../pages/shapes.ts'
import { statusOf } from '../pages/status.ts'
import { kindOf } from './members.ts'
import { isWhole, wired } from './reading.ts'
import type { Ready } from './ready.ts'
import type { ReadyLookup } from './ready-lookup.ts'
import { firstRows, type Row } from './rows.ts'
import type { Namer } from './shown.ts'

/** As many as a form can offer, or a page can name. */
const MOST = 1000
/** As many as one can look through by days, where a later day can be asked for. */
const MOST_BY_DAYS = 100

/** One that a lookup names. */
export interface Named extends Choice {
  /** named in what they did, and not offered any more */
  gone: boolean
}

/** A member as people say it: a moment by the clock of the UK, and by the clock alone where its day stands above. */
function textOf({ lookup, members }: ReadyLookup, name: string, row: Row): string {
  const value = String(row[name] ?? '')
  const kind = kindOf(members.find((one) => one.name === name)?.schema ?? {})
  if (kind === 'moment') return name === lookup.group ? clockText(londonParts(value).minutes) : momentText(value)
  return kind === 'date' ? dayText(value) : value
}

const filled = (one: ReadyLookup, template: string, row: Row) =>
  template.replace(/\{(\w+)\}/g, (_whole, name) => textOf(one, name, row))

/** The heading that a row stands under. */
function headingOf({ lookup: { group }, members }: ReadyLookup, row: Row): string | undefined {
  if (group === undefined) return undefined
  const value = String(row[group] ?? '')
  const kind = kindOf(members.find((one) => one.name === group)?.schema ?? {})
  return weekdayText(kind === 'moment' ? londonParts(value).day : value)
}

/** What an item does not have narrows nothing down. */
const needsIn = (needs: Record<string, string>, item: Row) =>
  Object.fromEntries(Object.entries(needs).filter(([, name]) => isWhole({ name }, item)))

/**
 * What a lookup names, as it is called here: two of one name by what tells them apart, too. By days it is whole days, from
 * the one that is asked for on, and `more` says whether there are later ones.
 */
export async function named(
  one: ReadyLookup,
  token: string | undefined,
  item: Row = {},
  from = '',
): Promise<{ list: Named[]; more: boolean }> {
  const { called, rows, lookup, value, needs, since } = one
  const given = wired(called, needsIn(needs, item), item)
  if (since !== undefined && from !== '') given.query[since] = from
  const found = await firstRows(called, rows, given, token, since === undefined ? MOST : MOST_BY_DAYS)
  const list = found.rows.map((row): Named => {
    const hint = lookup.hint === undefined ? '' : filled(one, lookup.hint, row)
    const gone = lookup.unless !== undefined && row[lookup.unless] === true
    const group = headingOf(one, row)
    const text = filled(one, lookup.text, row)
    return { value: String(row[value]), text, ...(hint !== '' && { hint }), ...(group && { group }), gone }
  })
  const more = since !== undefined && found.more
  return { list: more ? wholeDays(list) : list, more }
}

/** A day of which only some is shown would look as if the rest of it were taken. */
function wholeDays(list: Named[]): Named[] {
  const whole = list.filter(({ group }) => group !== list.at(-1)?.group)
  return whole.length > 0 ? whole : list
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
      const { list } = await named(lookup, token).catch(unless401(lookup, log))
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
  (error: unknown): { list: Named[] } => {
    if (statusOf(error) === 401) throw error
    log.warn({ operation: called.id, status: statusOf(error) }, 'names are not available')
    return { list: [] }
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
