import type { components } from '../contracts/openapi.ts'

type Submission = components['schemas']['Submission']

/** Gives ResponseTarget. Tried from the top; the first row that holds decides. From composition.yaml, rules.respondWithin. */
export function respondWithin() {
  return { amount: 2, unit: 'working-days' } as const // answer within 2 working days
}

/** Gives Priority. Tried from the top; the first row that holds decides. From composition.yaml, rules.priority. */
export function priority({ immediateDanger, riskOfHarm, gettingWorse }: { immediateDanger: Submission['immediateDanger']; riskOfHarm: Submission['riskOfHarm']; gettingWorse: Submission['gettingWorse'] }) {
  if (immediateDanger === true) return 'urgent' as const
  if (riskOfHarm === true) return 'high' as const // high priority if there is a risk of harm
  if (gettingWorse === true) return 'high' as const
  return 'standard' as const
}

/** What the rules give for what was sent. It is decided once and kept with the record. */
export async function decide(record: Submission) {
  const respondWithinGiven = respondWithin()
  const priorityGiven = priority({ immediateDanger: record.immediateDanger, riskOfHarm: record.riskOfHarm, gettingWorse: record.gettingWorse })
  return { respondWithin: respondWithinGiven, priority: priorityGiven }
}

export type Decided = Awaited<ReturnType<typeof decide>>
