import type { Submission } from './record.ts'

/** Tried from the top; the first row that holds decides. From composition.yaml, rules.priority. */
export function priority(record: Submission): 'urgent' | 'high' | 'standard' {
  if (record.immediateDanger === true) return 'urgent'
  if (record.gettingWorse === true) return 'high'
  return 'standard'
}
