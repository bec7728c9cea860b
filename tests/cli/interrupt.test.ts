import type { spawn } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Report } from '../../src/schema.ts'
import { inSandbox, leftBehind, nothing } from '../support/left-behind.ts'
import { hasPython, runPython } from '../support/python.ts'
import { bin, compose, temporaryFolder } from './run.ts'

type Child = ReturnType<typeof spawn>

/** Sends the signals as soon as a step has begun. */
function at(step: string, ...signals: NodeJS.Signals[]): (child: Child) => void {
  return (child) => {
    let seen = ''
    child.stderr?.on('data', (text) => {
      const before = seen
      seen += text
      const begun = `"step":"${step}"`
      if (before.includes(begun) || !seen.includes(begun)) return
      for (const signal of signals) child.kill(signal)
    })
  }
}

test.each([
  ['Ctrl-C', ['SIGINT'], 130],
  ['Ctrl-C that arrives twice, from the terminal and from npm', ['SIGINT', 'SIGINT'], 130],
  ['a request to end', ['SIGTERM'], 143],
  ['a session that ends', ['SIGHUP'], 143],
] as const)('%s during verification: exit status, a report, nothing left behind', async (_name, signals, status) => {
  const folder = await temporaryFolder()
  // Nothing was proved before, so that there is something to interrupt.
  const env = { XDG_CACHE_HOME: await temporaryFolder() }
  const ran = await compose(['case triage service', '--json'], { cwd: folder, env, during: at('verify', ...signals) })
  expect(ran.status).toBe(status)
  expect(Report.parse(JSON.parse(ran.stdout))).toMatchObject({
    verdict: 'inconclusive',
    problems: [{ code: 'interrupted' }],
  })
  expect(await readdir(folder)).toEqual([])
})

test('Ctrl-C while a sandbox is still looked for: nothing of the trial is left behind', async () => {
  const folder = await temporaryFolder()
  const during = at('scaffold', 'SIGINT')
  const { status } = await compose(['case triage service', '--json'], { env: { TMPDIR: folder }, during })
  expect(status).toBe(130)
  expect((await readdir(folder)).filter((name) => name.startsWith('compose-'))).toEqual([])
})

test.runIf(hasPython)('a terminal that is closed: the run tidies up although nobody can be told', async () => {
  const [cwd, temporary, cache, runs] = await Promise.all([1, 2, 3, 4].map(() => temporaryFolder()))
  const status = runPython<number>(join(import.meta.dirname, 'closed-terminal.py'), {
    command: [process.execPath, bin, 'case triage service', '--plain'],
    cwd,
    env: { TMPDIR: temporary, XDG_CACHE_HOME: cache, COMPOSE_RUNS: runs },
    until: 'types and tests run',
  })
  expect(status).toBe(143)
  expect(await leftBehind(temporary!)).toEqual(nothing)
  expect(await readdir(cwd!)).toEqual([])
})

test.runIf(hasPython)(
  'a terminal that is closed in the middle of a conversation ends it, and nothing is left behind',
  async () => {
    const [cwd, temporary, cache, runs] = await Promise.all([1, 2, 3, 4].map(() => temporaryFolder()))
    const status = runPython<number>(join(import.meta.dirname, 'closed-terminal.py'), {
      command: [process.execPath, bin, 'case triage service'],
      cwd,
      env: { TMPDIR: temporary, XDG_CACHE_HOME: cache, COMPOSE_RUNS: runs, TERM: 'xterm', CI: '' },
      until: 'What it became',
    })
    expect(status).toBe(143)
    expect(await leftBehind(temporary!)).toEqual(nothing)
    expect(await readdir(cwd!)).toEqual([])
  },
)

test.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s in the middle of an evaluation ends the try and removes its folder',
  async (signal) => {
    const [cwd, temporary, cache] = await Promise.all([1, 2, 3].map(() => temporaryFolder()))
    await writeFile(join(cwd!, 'goals.txt'), 'case triage service\n')
    const { status } = await compose(['eval', 'goals.txt', '--json'], {
      cwd: cwd!,
      env: { TMPDIR: temporary!, XDG_CACHE_HOME: cache! },
      during: (child) => void inSandbox(temporary!).then(() => child.kill(signal)),
    })
    expect(status).toBe(143)
    expect(await leftBehind(temporary!)).toEqual(nothing)
  },
)

test('the time limit of a run is exit 7, and nothing is left behind', async () => {
  const folder = await temporaryFolder()
  const env = { XDG_CACHE_HOME: await temporaryFolder() }
  const ran = await compose(['case triage service', '--json', '--timeout', '1'], { cwd: folder, env })
  expect(ran.status).toBe(7)
  expect(Report.parse(JSON.parse(ran.stdout)).problems[0]).toMatchObject({
    code: 'time-limit',
    suggestion: expect.stringContaining('--timeout'),
  })
  expect(await readdir(folder)).toEqual([])
})
