import { readFileSync } from 'node:fs'
import { sharedType } from '@composed/kit'
import * as z from 'zod'

/** What a shared type takes, made plain; the very type that the contract refers to. */
const of = (name: string, is: string) => {
  const type = sharedType(name)
  return z
    .string()
    .transform(type.plain)
    .refine(type.fits, { error: `is not ${is}` })
}
const code = of('AreaCode', 'a code: letters and digits, with single hyphens between')
const title = of('Title', 'a line of text')

const areasFile = z.strictObject({
  /** Said in the log at each start, so that nobody takes a town that does not exist for their own. */
  sample: z.boolean().default(false),
  areas: z
    .array(
      z.strictObject({
        code,
        kind: z.enum(['ward', 'division', 'constituency', 'parish', 'zone', 'catchment']),
        name: title,
      }),
    )
    .min(1),
  councillors: z.array(
    z.strictObject({
      area: code,
      name: title,
      post: title,
      party: title.optional(),
      email: of('EmailAddress', 'an email address').optional(),
      phone: of('PhoneNumber', 'a phone number').optional(),
      page: of('Url', 'the whole address of a page').optional(),
    }),
  ),
  places: z
    .array(
      z.union(
        [
          z.strictObject({ postcode: of('Postcode', 'a postcode'), areas: z.array(code).min(1) }),
          z.strictObject({ uprn: of('UPRN', 'a UPRN'), areas: z.array(code).min(1) }),
        ],
        { error: 'is not a place: it has areas, and a postcode or a uprn' },
      ),
    )
    .min(1),
})
export type AreasFile = z.infer<typeof areasFile>

const shape = 'data/SOURCE.md says what it holds.'

/**
 * Reads a file of areas, councillors and places.
 *
 * @throws Error that says what is wrong, where in the file, and what to do about it
 */
export function readAreasFile(file: string | URL): AreasFile {
  const parsed = areasFile.safeParse(jsonOf(file))
  if (!parsed.success) {
    const [{ path, message } = { path: [], message: '' }] = parsed.error.issues
    throw new Error(`${file}: ${placeOf(path)}: ${message}. Correct it there; ${shape}`)
  }
  const { areas, councillors, places } = parsed.data
  const known = new Map(areas.map(({ code, kind }) => [code, kind]))
  unique(
    file,
    'areas',
    'code',
    areas.map(({ code }) => code),
  )
  unique(
    file,
    'places',
    'place',
    places.map((place) => ('uprn' in place ? `UPRN ${place.uprn}` : place.postcode)),
  )
  for (const [at, { areas: named }] of places.entries())
    for (const [index, one] of named.entries())
      if (!known.has(one)) throw unknownArea(file, ['places', at, 'areas', index], one)
  for (const [at, { area }] of councillors.entries()) {
    const kind = known.get(area)
    if (kind === undefined) throw unknownArea(file, ['councillors', at, 'area'], area)
    if (!elected.has(kind))
      throw new Error(
        `${file}: ${placeOf(['councillors', at, 'area'])}: ${area} is a ${kind}, which elects no councillors. Name a ${[...elected].join(', a ')}.`,
      )
  }
  return parsed.data
}

/** The kinds of areas that councillors are elected for. */
export const elected: ReadonlySet<string> = new Set(['ward', 'division', 'parish'])

function jsonOf(file: string | URL): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is no JSON (${cause.message})` : `cannot be read (${String(cause)})`
    throw new Error(`${file} ${why}. AREAS_FILE names a JSON file; ${shape}`, { cause })
  }
}

function unique(file: string | URL, list: string, what: string, all: readonly string[]): void {
  const seen = new Set<string>()
  const at = all.findIndex((one) => seen.size === seen.add(one).size)
  if (at >= 0)
    throw new Error(`${file}: ${list}[${at}]: the ${what} ${all[at]} stands there twice. Keep one of the two.`)
}

const unknownArea = (file: string | URL, path: readonly PropertyKey[], code: string) =>
  new Error(`${file}: ${placeOf(path)}: there is no area ${code}. Add it to areas, or take it out.`)

/** places, 3, areas, 0 → places[3].areas[0] */
const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((one, index) => (typeof one === 'number' ? `[${one}]` : `${index === 0 ? '' : '.'}${String(one)}`))
    .join('') || 'the whole of it'
