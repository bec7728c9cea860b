import { readFileSync } from 'node:fs'
import { onceEach, readDataFile, sharedValue } from '@composed/kit/data-file'
import * as z from 'zod'
import { isDay } from './days.ts'
import { readRule } from './rrule.ts'

const word = sharedValue('Word', 'a short name: letters, digits and hyphens')
const title = sharedValue('Title', 'a line of text')
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
        uprn: sharedValue('UPRN', 'a UPRN'),
        postcode: sharedValue('Postcode', 'a postcode'),
        address: sharedValue('Place', 'a line of text'),
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

/**
 * Reads a file of round plans, containers and places.
 *
 * @throws Error that says what is wrong, where in the file, and what to do about it
 */
export function readRoundsFile(file: string | URL): RoundsFile {
  const data = readDataFile(file, roundsFile, 'WASTE_COLLECTIONS_FILE')
  const { roundPlans, changes, containers, places } = data
  const plans = onceEach(
    file,
    'roundPlans',
    roundPlans.map(({ id }) => id),
  )
  const known = onceEach(
    file,
    'containers',
    containers.map(({ id }) => id),
  )
  onceEach(
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
  return data
}

const unknown = (file: string | URL, where: string, name: string, list: string) =>
  new Error(`${file}: ${where}: there is no ${name}. Add it to ${list}, or take it out.`)
