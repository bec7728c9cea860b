import { expect, test } from 'vitest'
import { compose, composeJson } from './run.ts'

const esc = '\u001b'

test('without a terminal: the result on stdout, a plain line per step on stderr, no escape sequences', async () => {
  const { stdout, stderr, status } = await compose(['plan', 'case triage service'])
  expect(status).toBe(0)
  expect(stdout).toContain('Parts (')
  expect(stdout).not.toContain('interpret')
  expect(stderr).toMatch(/^interpret +[\d.]+ m?s\nresolve +[\d.]+ m?s\n$/)
  expect(stdout + stderr).not.toContain(esc)
})

test('--json: one document on stdout, events as JSON lines on stderr, before or after the command', async () => {
  for (const args of [
    ['plan', 'case triage service', '--json'],
    ['--json', 'plan', 'case triage service'],
  ]) {
    const { stdout, stderr } = await compose(args)
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, command: 'plan', verdict: 'planned', problems: [] })
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(({ type, step }) => `${type} ${step}`)).toEqual([
      'step-started interpret',
      'step-finished interpret',
      'step-started resolve',
      'step-finished resolve',
    ])
  }
})

test('the document holds the durations by step', async () => {
  const { report } = await composeJson(['plan', 'case triage service'])
  expect(Object.keys(report.durations ?? {})).toEqual(['interpret', 'resolve'])
})

test('a reader that stops reading is no error', async () => {
  const { status, stderr } = await compose(['catalog', 'show', 'case-management'], {
    during: (child) => child.stdout?.destroy(),
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

test('control characters of a goal never reach the terminal', async () => {
  const { stdout } = await compose(['plan', `case triage service ${esc}]0;owned\u0007 purple`])
  expect(stdout).not.toContain(esc)
  expect(stdout).not.toContain('\u0007')
})

test('the stack of an error shows only on COMPOSE_DEBUG=1', async () => {
  const args = ['apply', '/no-such-folder.yaml']
  expect((await compose(args)).stderr).not.toMatch(/\n\s+at /)
  expect((await compose(args, { env: { COMPOSE_DEBUG: '1' } })).stderr).toMatch(/\n\s+at /)
})
