import type { components } from '../contracts/openapi.ts'

type Submission = components['schemas']['Submission']

/** Gives ResponseTarget. Tried from the top; the first row that holds decides. From composition.yaml, rules.respondWithin. */
export function respondWithin() {
  return { amount: 10, unit: 'working-days' } as const
}

/** Gives Priority. Tried from the top; the first row that holds decides. From composition.yaml, rules.priority. */
export function priority({ immediateDanger, gettingWorse }: { immediateDanger: Submission['immediateDanger']; gettingWorse: Submission['gettingWorse'] }) {
  if (immediateDanger === true) return 'urgent' as const
  if (gettingWorse === true) return 'high' as const
  return 'standard' as const
}

/** What the rules give for what was sent. It is decided once and kept with the record. */
export async function decide(record: Submission) {
  const respondWithinGiven = respondWithin()
  const priorityGiven = priority({ immediateDanger: record.immediateDanger, gettingWorse: record.gettingWorse })
  return { respondWithin: respondWithinGiven, priority: priorityGiven }
}

export type Decided = Awaited<ReturnType<typeof decide>>
