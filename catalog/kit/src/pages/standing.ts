import { createHash } from 'node:crypto'
import type { Own } from './own.ts'
import type { Halt } from './session-data.ts'
import type { Answers } from './shapes.ts'
import { haltOf, type Journey } from './stops.ts'

/** What names answers without holding them. */
export const aboutOf = (answers: Answers): string =>
  createHash('sha256').update(JSON.stringify(answers)).digest('base64url')

/** The stop that holds for an application, decided once for the answers that it has now, or `anew`. */
export async function standing(journey: Journey, own: Own, anew = false): Promise<Halt | undefined> {
  if (!journey.stops?.length) return undefined
  const about = aboutOf(own.answers)
  const known = own.application?.decided
  if (!anew && known?.about === about) return known.halt
  const halt = await haltOf(journey, own.answers)
  // Looking at the first question keeps nothing.
  if (own.application !== undefined)
    await own.change((one) => {
      // Another tab may have given another answer meanwhile, and decides on it itself.
      if (aboutOf(one.answers) === about) one.decided = { about, ...(halt && { halt }) }
    })
  return halt
}
