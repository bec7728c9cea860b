import type { Submission } from './record.ts'

/** Tried from the top; the first row that holds decides. From composition.yaml, rules.priority. */
export function priority(record: Submission): 'urgent' | 'high' | 'standard' {
  if (record.gasIsLeaking === true) return 'urgent' // urgent if the gas is leaking
  if (record.immediateDanger === true) return 'urgent'
  if (record.numberOfChildren > 3) return 'high' // high priority if there are more than 3 children
  if (record.gettingWorse === true) return 'high'
  return 'standard'
}
