import type { components } from '../contracts/openapi.ts'

type Submission = components['schemas']['Submission']

/** Gives ResponseTarget. Tried from the top; the first row that holds decides. From composition.yaml, rules.respondWithin. */
export function respondWithin() {
  return { amount: 5, unit: 'working-days' } as const // respond within 5 working days
}

/** Gives Priority. Tried from the top; the first row that holds decides. From composition.yaml, rules.priority. */
export function priority({ gasIsLeaking, immediateDanger, numberOfChildren, gettingWorse }: { gasIsLeaking: Submission['gasIsLeaking']; immediateDanger: Submission['immediateDanger']; numberOfChildren: Submission['numberOfChildren']; gettingWorse: Submission['gettingWorse'] }) {
  if (gasIsLeaking === true) return 'urgent' as const // urgent if the gas is leaking
  if (immediateDanger === true) return 'urgent' as const
  if (numberOfChildren > 3) return 'high' as const // high priority if there are more than 3 children
  if (gettingWorse === true) return 'high' as const
  return 'standard' as const
}

/** What the rules give for what was sent. It is decided once and kept with the record. */
export async function decide(record: Submission) {
  const respondWithinGiven = respondWithin()
  const priorityGiven = priority({ gasIsLeaking: record.gasIsLeaking, immediateDanger: record.immediateDanger, numberOfChildren: record.numberOfChildren, gettingWorse: record.gettingWorse })
  return { respondWithin: respondWithinGiven, priority: priorityGiven }
}

export type Decided = Awaited<ReturnType<typeof decide>>
