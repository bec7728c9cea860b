import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { Plan } from '../schema.ts'

// A composition says what a service is. How its goal was understood, and why its parts were chosen, stands in the plan alone, so
// the folder keeps that as well: it can be told again whenever the folder is brought up to date.

export const planName = 'docs/plan.yaml'

const header =
  '# How the goal was understood when this service was made. composition.yaml says what it is; nothing reads this to make it.\n'

/** A plan as a folder keeps it. */
export function keptText(plan: Plan): string {
  return header + stringify(plan, { lineWidth: 120 })
}

/** The plan that a folder keeps, with its text; nothing where it has none. One that an earlier version wrote may say less than it should. */
export async function readKept(folder: string): Promise<{ text?: string; plan?: Plan | undefined }> {
  let text: string
  try {
    text = await readFile(join(folder, planName), 'utf8')
  } catch {
    return {}
  }
  try {
    return { text, plan: Plan.safeParse(parse(text)).data }
  } catch {
    return { text }
  }
}
