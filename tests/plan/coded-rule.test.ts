import { expect, test } from 'vitest'
import type { Composition } from '../../src/schema.ts'
import { compositionOf, filesOf } from '../support/plan.ts'

const composition = await compositionOf('case triage service')
const values = ['urgent', 'high', 'standard', 'low']
const coded = (name: string): Composition['rules'] => ({
  [name]: {
    gives: 'Priority/record',
    values,
    code: `import type { Submission } from '../record.ts'\nexport function ${name}(record: Submission): 'urgent' | 'standard' {\n  return record.immediateDanger ? 'urgent' : 'standard'\n}\n`,
  },
})

/** What of a rule's process the files of the service speak of, by file. */
async function traces(rules: Composition['rules']): Promise<Record<string, string[]>> {
  const files = await filesOf({ ...composition, rules: { ...composition.rules, ...rules } })
  const found = [...files]
    .filter(([path]) => path.startsWith('service/'))
    .map(([path, { bytes }]) => [
      path,
      bytes.toString().match(/codedRule<.*|.*launchRules\(.*|.*await priority\(.*/g) ?? [],
    ])
  return Object.fromEntries(found.filter(([, lines]) => lines!.length > 0))
}

test('a service whose rules are all tables has nothing of it', async () => {
  expect(await traces(composition.rules)).toEqual({})
})

test('a rule that is code runs by its process: tried before anything is kept, started and ended with the service', async () => {
  expect(await traces(coded('priority'))).toEqual({
    'service/src/rules.ts': [
      "codedRule<Submission, ReturnType<typeof priorityCode>>('priority', new URL('./rules/priority.ts', import.meta.url), ['urgent', 'high', 'standard', 'low'])",
      '  const priorityGiven = await priority(record)',
    ],
    'service/src/service.ts': [
      '    const stops = [await launchRules(context), await carryOver(context, recordsOfBefore), runFlows(context)]',
    ],
  })
})

test('tables beside it stay functions', async () => {
  const files = await filesOf({ ...composition, rules: { ...composition.rules, ...coded('level'), ...coded('size') } })
  const rules = files.get('service/src/rules.ts')!.bytes.toString()
  expect(rules.match(/^export .*?[(<]/gm)?.sort()).toEqual([
    'export async function decide(',
    'export const level = codedRule<',
    'export const size = codedRule<',
    'export function priority(',
    'export function respondWithin(',
    'export type Decided = Awaited<',
  ])
  expect(rules.match(/^type Submission =/gm)).toHaveLength(1)
})

test('the transparency record says what the function may answer, its limits, and what happens without an answer', async () => {
  const files = await filesOf({ ...composition, rules: { ...composition.rules, ...coded('priority') } })
  const record = files.get('docs/algorithmic-transparency.md')!.bytes.toString().replace(/\s+/g, ' ')
  expect(record).toContain('for at most 2 seconds and in 64 MB of memory')
  expect(record).toContain('may only answer one of urgent, high, standard, low')
  expect(record).toContain('is refused, with a plain sentence, before anything of it is kept')
})
