import * as z from 'zod'
import { checkShape, parseYaml } from '../catalog/read-yaml.ts'
import { GoalEntry } from '../schema.ts'

/** A file of goals once each sentence has become an entry, so that a wrong key is found by its name. */
const Entries = z.array(GoalEntry).min(1, 'there is no goal in it').max(500)

/** The goals of a file: a line each in a .txt, else YAML (or JSON). Throws 'bad-file' that names the file and the key. */
export function readGoals(text: string, file: string): GoalEntry[] {
  const given = file.endsWith('.txt') ? linesOf(text) : parseYaml(text, file, 'bad-file')
  const entries = Array.isArray(given) ? given.map((one) => (typeof one === 'string' ? { goal: one } : one)) : given
  return checkShape(Entries, entries, file, 'bad-file')
}

/** Empty lines and those that begin with # say nothing. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}
