import { onceEach, placeOf, readDataFile, sharedValue } from '@composed/kit/data-file'
import * as z from 'zod'

const code = sharedValue('AreaCode', 'a code: letters and digits, with single hyphens between')
const title = sharedValue('Title', 'a line of text')

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
      email: sharedValue('EmailAddress', 'an email address').optional(),
      phone: sharedValue('PhoneNumber', 'a phone number').optional(),
      page: sharedValue('Url', 'the whole address of a page').optional(),
    }),
  ),
  places: z
    .array(
      z.union(
        [
          z.strictObject({ postcode: sharedValue('Postcode', 'a postcode'), areas: z.array(code).min(1) }),
          z.strictObject({ uprn: sharedValue('UPRN', 'a UPRN'), areas: z.array(code).min(1) }),
        ],
        { error: 'is not a place: it has areas, and a postcode or a uprn' },
      ),
    )
    .min(1),
})
export type AreasFile = z.infer<typeof areasFile>

/**
 * Reads a file of areas, councillors and places.
 *
 * @throws Error that says what is wrong, where in the file, and what to do about it
 */
export function readAreasFile(file: string | URL): AreasFile {
  const data = readDataFile(file, areasFile, 'AREAS_FILE')
  const { areas, councillors, places } = data
  const known = new Map(areas.map(({ code, kind }) => [code, kind]))
  onceEach(
    file,
    'areas',
    areas.map(({ code }) => `the code ${code}`),
  )
  onceEach(
    file,
    'places',
    places.map((place) => ('uprn' in place ? `the place UPRN ${place.uprn}` : `the place ${place.postcode}`)),
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
  return data
}

/** The kinds of areas that councillors are elected for. */
export const elected: ReadonlySet<string> = new Set(['ward', 'division', 'parish'])

const unknownArea = (file: string | URL, path: readonly PropertyKey[], code: string) =>
  new Error(`${file}: ${placeOf(path)}: there is no area ${code}. Add it to areas, or take it out.`)
