import * as z from 'zod'
import { checkShape, parseYaml } from '../catalog/read-yaml.ts'
import { GoalEntry, KindOfGoals, type Style } from '../schema.ts'

/** A file of goals once each sentence has become an entry, so that a wrong key is found by its name. */
const Entries = z.array(GoalEntry).min(1, 'there is no goal in it').max(500)

/**
 * The goals of a file: a line each in a .txt, else YAML (or JSON), a list of goals or those of one kind with their readings.
 * Throws 'bad-file' that names the file and the key.
 */
export function readGoals(text: string, file: string): GoalEntry[] {
  const given = file.endsWith('.txt') ? linesOf(text) : parseYaml(text, file, 'bad-file')
  if (isOfOneKind(given)) return entriesOf(checkShape(KindOfGoals, given, file, 'bad-file'))
  const entries = Array.isArray(given) ? given.map((one) => (typeof one === 'string' ? { goal: one } : one)) : given
  return checkShape(Entries, entries, file, 'bad-file')
}

const isOfOneKind = (given: unknown): boolean => typeof given === 'object' && given !== null && 'kind' in given

function entriesOf({ kind, titles, sentences, paragraphs }: KindOfGoals): GoalEntry[] {
  const of = (style: Style, all: KindOfGoals['titles']) =>
    all.map((one) => {
      const { goal, ...said } = typeof one === 'string' ? { goal: one } : one
      const reading = checkShape(GoalEntry.shape.reading, { kind, ...said }, goal, 'bad-file')
      return { goal, style, reading, expect: { pattern: kind } } as const
    })
  return [...of('title', titles), ...of('sentence', sentences), ...of('paragraph', paragraphs)]
}

/** Empty lines and those that begin with # say nothing. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}
