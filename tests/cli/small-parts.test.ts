import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { flagOf } from '../../src/cli/flags.ts'
import { clean } from '../../src/cli/show/clean.ts'
import { inWords } from '../../src/cli/show/duration.ts'
import { render } from '../../src/cli/show/render.ts'
import { findNode } from '../../src/doctor/node.ts'
import { nearest } from '../../src/operations/nearest.ts'
import { portsFor } from '../../src/operations/ports.ts'
import type { Report } from '../../src/schema.ts'
import { temporaryFolder } from './run.ts'

test.each([
  ['verfy', 'verify'],
  ['plna', 'plan'],
  ['aply', 'apply'],
  ['case', 'case-management'],
  ['sandwich', undefined],
])('nearest to %s is %s', (word, meant) => {
  expect(nearest(word, ['verify', 'apply', 'plan', 'up', 'case-management'])).toBe(meant)
})

test.each([
  [999, '999 ms'],
  [1000, '1.0 s'],
  [9350, '9.3 s'],
])('%d ms reads as %s', (milliseconds, text) => expect(inWords(milliseconds)).toBe(text))

test.each([
  ['20.20.2', 'fail'],
  ['22.18.0', 'fail'],
  ['22.19.0', 'ok'],
  ['24.1.0', 'ok'],
])('Node %s is %s', (version, verdict) => expect(findNode(version).verdict).toBe(verdict))

test('flags are in kebab case', () => expect(flagOf('dryRun')).toBe('--dry-run'))

test('text loses what steers a terminal or turns its direction, and keeps its lines', () => {
  expect(clean('a\u001b[31mb\u0007\u202ec\nd')).toBe('a [31mb  c\nd')
})

test('services side by side get ports apart, each part its own', async () => {
  const folder = await temporaryFolder()
  for (const name of ['a', 'b']) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'composition.yaml'), 'components: { identity: {}, case-management: {} }\n')
  }
  const folders = [join(folder, 'a'), join(folder, 'b')]
  expect(await portsFor(folders.slice(0, 1), undefined)).toEqual([{}])
  expect(await portsFor(folders, 4000)).toEqual([
    { PORT: '4000', CASE_MANAGEMENT_PORT: '4001', IDENTITY_PORT: '4002' },
    { PORT: '4020', CASE_MANAGEMENT_PORT: '4021', IDENTITY_PORT: '4022' },
  ])
})

const proof: Report = {
  version: 1,
  command: 'compose',
  verdict: 'verified',
  service: 'case-triage',
  folder: `${process.cwd()}/case-triage`,
  tests: { passed: 120, failed: 0, skipped: 0 },
  conditions: 64,
  reuse: { componentLines: 800, serviceLines: 200, ratio: 0.8 },
  sandbox: 'process',
  checks: [{ id: 'types', verdict: 'passed', detail: 'no errors' }],
  durations: { verify: 6100, stage: 900 },
  problems: [],
}
const nowhere = { stdout: { isTTY: false }, env: {} } as Parameters<typeof render.report>[1]

test('the proof says what was shown, at what level, how long it took and how to start it', () => {
  const text = render.report(proof, nowhere)
  expect(text).toMatch(/Verified: case-triage/)
  expect(text).toMatch(/tests +120 passed, 0 failed, 0 skipped/)
  expect(text).toMatch(/conditions +64 /)
  expect(text).toMatch(/reuse +80%/)
  expect(text).toMatch(/sandbox +process: .*network was open/)
  expect(text).toMatch(/install bubblewrap/)
  expect(text).toMatch(/time +7\.0 s: verify 6\.1 s, stage 900 ms/)
  expect(text).toContain('cd case-triage && npm ci && npm start')
})

test('what was not read of the goal stands beside the verdict, not only in the plan that has scrolled away', () => {
  const unread = [
    { words: 'never email people', kind: 'negation' as const },
    { words: 'purple', kind: 'note' as const },
  ]
  expect(render.report({ ...proof, unread }, nowhere, true)).toMatch(/not read +"never email people", "purple"/)
  expect(render.report(proof, nowhere, true)).not.toContain('not read')
})

test('a failed proof shows the check, the problem and the advice, and no way to start it', () => {
  const failed: Report = {
    ...proof,
    verdict: 'failed',
    checks: [{ id: 'scenarios', verdict: 'failed', detail: '1 of 8 failed' }],
    problems: [
      { code: 'test-failed', message: 'danger-is-urgent: expected urgent', suggestion: 'Look at service/src/rules.ts' },
    ],
  }
  const text = render.report(failed, nowhere)
  expect(text).toMatch(/failed +scenarios: 1 of 8 failed/)
  expect(text).toContain('danger-is-urgent: expected urgent')
  expect(text).toContain('Look at service/src/rules.ts')
  expect(text).not.toContain('npm start')
})
