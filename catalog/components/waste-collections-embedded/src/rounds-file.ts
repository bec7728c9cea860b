import { readFileSync } from 'node:fs'
import { sharedType } from '@composed/kit'
import * as z from 'zod'
import { isDay } from './days.ts'
import { readRule } from './rrule.ts'

const of = (name: string, is: string) => {
  const type = sharedType(name)
  return z
    .string()
    .transform(type.plain)
    .refine(type.fits, { error: `is not ${is}` })
}
const word = of('Word', 'a short name: letters, digits and hyphens')
const title = of('Title', 'a line of text')
const day = z.string().refine(isDay, { error: 'is not a day, such as 2026-11-30' })

/** The names of the Local Waste Service Standards for what is collected. */
const streams: ReadonlySet<string> = new Set(
  readFileSync(new URL('../data/material_streams.csv', import.meta.url), 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0]!.trim()),
)

const roundsFile = z.strictObject({
  /** Said in the log at each start, so that nobody takes a town that does not exist for their own. */
  sample: z.boolean().default(false),
  roundPlans: z
    .array(
      z.strictObject({
        id: word,
        startDate: day,
        endDate: day.optional(),
        rrule: z.string().refine((text) => readRule(text) !== undefined, {
          error: 'is no rule by which rounds run, such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO',
        }),
      }),
    )
    .min(1),
  /** Days on which rounds run another day, or not at all: bank holidays, snow. Of all round plans unless one is named. */
  changes: z.array(z.strictObject({ date: day, to: day.optional(), roundPlan: word.optional() })).default([]),
  containers: z
    .array(
      z.strictObject({
        id: word,
        name: title,
        stream: z.string().refine((name) => streams.has(name), {
          error: 'is no material stream of data/material_streams.csv',
        }),
        description: title.optional(),
      }),
    )
    .min(1),
  places: z
    .array(
      z.strictObject({
        uprn: of('UPRN', 'a UPRN'),
        postcode: of('Postcode', 'a postcode'),
        address: of('Place', 'a line of text'),
        collections: z.array(z.strictObject({ container: word, roundPlan: word })),
      }),
    )
    .min(1),
  /** From which time of the day of a collection it can be reported as missed, and until the end of which working day after it. */
  missed: z
    .strictObject({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'is no time, such as 17:00' }),
      workingDays: z.int().min(0).max(30),
    })
    .default({ from: '17:00', workingDays: 2 }),
})
export type RoundsFile = z.infer<typeof roundsFile>

const shape = 'data/SOURCE.md says what it holds.'

/**
 * Reads a file of round plans, containers and places.
 *
 * @throws Error that says what is wrong, where in the file, and what to do about it
 */
export function readRoundsFile(file: string | URL): RoundsFile {
  const parsed = roundsFile.safeParse(jsonOf(file))
  if (!parsed.success) {
    const [{ path, message } = { path: [], message: '' }] = parsed.error.issues
    throw new Error(`${file}: ${placeOf(path)}: ${message}. Correct it there; ${shape}`)
  }
  const { roundPlans, changes, containers, places } = parsed.data
  const plans = unique(
    file,
    'roundPlans',
    roundPlans.map(({ id }) => id),
  )
  const known = unique(
    file,
    'containers',
    containers.map(({ id }) => id),
  )
  unique(
    file,
    'places',
    places.map(({ uprn }) => uprn),
  )
  for (const [at, { roundPlan }] of changes.entries())
    if (roundPlan !== undefined && !plans.has(roundPlan))
      throw unknown(file, `changes[${at}].roundPlan`, roundPlan, 'roundPlans')
  for (const [at, { collections }] of places.entries())
    for (const [index, { container, roundPlan }] of collections.entries()) {
      const where = `places[${at}].collections[${index}]`
      if (!known.has(container)) throw unknown(file, `${where}.container`, container, 'containers')
      if (!plans.has(roundPlan)) throw unknown(file, `${where}.roundPlan`, roundPlan, 'roundPlans')
    }
  return parsed.data
}

function jsonOf(file: string | URL): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is no JSON (${cause.message})` : `cannot be read (${String(cause)})`
    throw new Error(`${file} ${why}. WASTE_COLLECTIONS_FILE names a JSON file; ${shape}`, { cause })
  }
}

function unique(file: string | URL, list: string, all: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const at = all.findIndex((one) => seen.size === seen.add(one).size)
  if (at >= 0) throw new Error(`${file}: ${list}[${at}]: ${all[at]} stands there twice. Keep one of the two.`)
  return seen
}

const unknown = (file: string | URL, where: string, name: string, list: string) =>
  new Error(`${file}: ${where}: there is no ${name}. Add it to ${list}, or take it out.`)

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((one, index) => (typeof one === 'number' ? `[${one}]` : `${index === 0 ? '' : '.'}${String(one)}`))
    .join('') || 'the whole of it'
