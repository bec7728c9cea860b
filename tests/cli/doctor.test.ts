import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/doctor/finding.ts'
import { compose, composeJson, copyOfCatalogue } from './run.ts'

const by = (findings: unknown, id: string) => (findings as Finding[]).find((finding) => finding.id === id)

test('a machine that can run the tests is well', async () => {
  const { status, report } = await composeJson(['doctor'])
  expect((report.result as Finding[]).filter(({ verdict }) => verdict === 'fail')).toEqual([])
  expect((report.result as Finding[]).map(({ id }) => id)).toEqual([
    'node',
    'sandbox',
    'postgres',
    'browser',
    'temporary folder',
    'catalogue',
    'agents',
    'brain',
  ])
  expect(status).toBe(0)
})

test('what is missing gets advice; only what compose cannot do without is exit 3', async () => {
  const bare = await compose(['doctor'], { env: { PATH: '' } })
  expect(bare.stdout).toMatch(/warn +browser +no Chromium found\n +Browser tests cannot run here/)
  expect(bare.stdout).toMatch(/^(ok|warn) +sandbox/m)
  expect(bare.status).toBe(0)
  const catalogue = await copyOfCatalogue()
  await writeFile(join(catalogue, 'policy.yaml'), 'version: 2\n')
  const { status, report } = await composeJson(['doctor', '--catalog', catalogue], {
    env: { TMPDIR: '/dev/null/none', COMPOSE_BRAIN: 'model' },
  })
  for (const id of ['catalogue', 'temporary folder', 'brain'])
    expect(by(report.result, id)).toMatchObject({ verdict: 'fail' })
  expect(report.problems.map(({ code }) => code)).toContain('environment')
  expect(status).toBe(3)
})
