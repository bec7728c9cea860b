import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bin, temporaryFolder } from '../cli/run.ts'
import { planOf } from '../support/plan.ts'
import { hasJsonschema, runPython } from '../support/python.ts'

interface Answer {
  /** Tool → whether both of its schemas are schemas. */
  tools: Record<string, boolean>
  results: {
    tool: string
    isError: boolean
    verdict: string
    codes: string[]
    faults: string[]
    argumentFaults: string[]
    sameAsText: boolean
  }[]
  status: number
}

const plan = await planOf('case triage service, text people')

/** Every tool, as far as it takes no minute: what it is called with → the verdict, and the codes of its problems. */
const calls: [tool: string, args: object, verdict: string, codes?: string[]][] = [
  ['plan', { goal: 'triage referrals, high priority if there is a risk of harm, text people' }, 'planned'],
  ['plan', { goal: 'make me a sandwich' }, 'refused', ['no-pattern']],
  ['compose', { goal: 'case triage service', dryRun: true }, 'planned'],
  ['compose', { goal: '' }, 'refused', ['goal-empty']],
  ['apply', { plan, dryRun: true }, 'planned'],
  ['apply', { plan: JSON.stringify(plan), dryRun: true }, 'planned'],
  ['resume', { run: 'nonsense' }, 'refused', ['unknown-name']],
  ['verify', { folders: ['nowhere'] }, 'refused', ['folder-not-ours']],
  ['regenerate', { folders: ['nowhere'] }, 'refused', ['folder-not-ours']],
  ['catalog_list', {}, 'done'],
  ['catalog_search', { words: ['send', 'a', 'message'], limit: 3 }, 'done'],
  ['catalog_show', { id: 'triage' }, 'done'],
  ['catalog_show', { id: 'notifications' }, 'done'],
  ['catalog_show', { id: 'identity-embedded' }, 'done'],
  ['catalog_show', { id: 'adit' }, 'refused', ['unknown-name']],
  ['catalog_lint', {}, 'done'],
  ['agents_show', {}, 'done'],
  ['eval', { goals: 'goals.txt', until: 'plan' }, 'done'],
  ['doctor', {}, 'done'],
  ['read_resource', { uri: 'catalog://pattern/triage', page: 1 }, 'done'],
  ['read_resource', { uri: 'catalog://pattern/triage', page: 99 }, 'refused', ['bad-option']],
  ['read_resource', { uri: 'catalog://pattern/adit' }, 'refused', ['unknown-name']],
]

test.runIf(hasJsonschema)('a Python client finds every result as the tool’s output schema says', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'goals.txt'), 'case triage service\n')
  const runs = `COMPOSE_RUNS=${await temporaryFolder()}`
  const command = ['/usr/bin/env', runs, process.execPath, bin, 'mcp', '--root', folder]
  const answer = runPython<Answer>(join(import.meta.dirname, 'client.py'), {
    command,
    calls: calls.map(([tool, args]) => [tool, args]),
  })
  expect(answer.status).toBe(0)
  expect(Object.values(answer.tools)).toEqual(Object.keys(answer.tools).map(() => true))
  expect(new Set(calls.map(([tool]) => tool))).toEqual(new Set(Object.keys(answer.tools)))
  expect(answer.results).toEqual(
    calls.map(([tool, , verdict, codes = []]) => ({
      tool,
      isError: codes.length > 0,
      verdict,
      codes,
      faults: [],
      argumentFaults: [],
      sameAsText: true,
    })),
  )
})
