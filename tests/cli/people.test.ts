import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stageFiles } from '../../src/workspace/stage-files.ts'
import { compositionOf, filesOf } from '../support/plan.ts'
import { inProcessJson, temporaryFolder } from './run.ts'

const files = await filesOf(await compositionOf('case triage service'))

/** Regenerates a composed folder whose composition.yaml somebody has edited. */
async function regenerated(edit: (text: string) => string) {
  const folder = join(await temporaryFolder(), 'case-triage')
  await stageFiles(folder, files)
  const path = join(folder, 'composition.yaml')
  const text = edit(await readFile(path, 'utf8'))
  expect(text).not.toBe(files.get('composition.yaml')!.bytes.toString())
  await writeFile(path, text)
  const { status, report } = await inProcessJson(['regenerate', folder])
  expect(await readFile(path, 'utf8')).toBe(text)
  expect(await readFile(join(folder, 'service/rights.json'))).toEqual(files.get('service/rights.json')!.bytes)
  return { status, problem: report.problems[0] }
}

test.each<[string, (text: string) => string, string, string]>([
  [
    'a scope that there is not',
    (text) => text.replace('- cases:decide', '- cases:decied'),
    'people.caseworker.may names the scope cases:decied, which does not exist',
    '#people.caseworker.may',
  ],
  [
    'a scope of the service',
    (text) => text.replace('- cases:decide', '- cases:open'),
    'people.caseworker.may names the scope cases:open, which only the service itself may have',
    '#people.caseworker.may',
  ],
  [
    'a level that there is not',
    (text) => text.replace('- cases:decide', '- write'),
    'people.caseworker.may.',
    '#people.caseworker.may.',
  ],
  [
    'somebody without a title',
    (text) => text.replace('    title: Team lead\n', ''),
    'people.team-lead.title',
    '#people.team-lead.title',
  ],
  [
    'somebody whom no account can name',
    (text) => text.replace('  team-lead:', '  Team_Lead:'),
    'people.Team_Lead',
    '#people.Team_Lead',
  ],
])(
  'composition.yaml with %s is refused with where it stands, and nothing changes',
  async (_name, edit, says, where) => {
    const { status, problem } = await regenerated(edit)
    expect(status).toBe(2)
    expect(problem).toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining(says),
      where: expect.stringContaining(where),
      suggestion: expect.any(String),
    })
  },
)

test('composition.yaml in which nobody may what the service offers is refused', async () => {
  const { status, problem } = await regenerated((text) => text.replaceAll('      - attention:end\n', ''))
  expect(status).toBe(2)
  expect(problem?.message).toBe('composition.yaml: people: nobody may endAttention, which needs attention:end.')
})
