import type { Submission } from './record.ts'

/** Tried from the top; the first row that holds decides. From composition.yaml, rules.priority. */
export function priority(record: Submission): 'urgent' | 'high' | 'standard' {
  if (record.immediateDanger === true) return 'urgent'
  if (record.riskOfHarm === true) return 'high' // high priority if there is a risk of harm
  if (record.gettingWorse === true) return 'high'
  return 'standard'
}
