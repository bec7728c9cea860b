import { basename } from 'node:path'
import { parse, stringify } from 'yaml'
import { isOldPlan, Plan } from '../schema.ts'
import { shellWord } from '../shell-word.ts'
import { type Saved, saveFile } from './save-file.ts'

const saved: Saved = { what: 'a plan', flag: '--out', usual: 'plan.yaml', isOne: isPlan }

/** Saves a plan as YAML or, by the name of the file, as JSON. */
export function savePlan(path: string, plan: Plan, anyway: boolean): Promise<void> {
  return saveFile(path, textOf(path, plan), saved, anyway)
}

function textOf(path: string, plan: Plan): string {
  if (path.endsWith('.json')) return `${JSON.stringify(plan, null, 2)}\n`
  const command = `compose apply ${shellWord(basename(path))}`
  return `# A plan, for you to review and edit. Make the service with: ${command}\n${stringify(plan, { lineWidth: 120 })}`
}

function isPlan(text: string): boolean {
  try {
    const read: unknown = parse(text)
    return Plan.safeParse(read).success || isOldPlan(read)
  } catch {
    // Not YAML, so no plan either.
    return false
  }
}
