import { execFileSync } from 'node:child_process'
import { lstat, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shellWord } from '../../src/shell-word.ts'
import { bin, compose, inProcess, temporaryFolder } from './run.ts'

const goal = 'case triage service'

test.each(['plan.yaml', 'two words', `it's`, 'a\nb', `\t'"$(x)\\`, 'zażółć', '-x', '\u007f\u0001'])(
  'a shell reads %j back from one line',
  (name) => {
    const word = shellWord(name)
    expect(word).not.toMatch(/\p{Cc}/u)
    expect(execFileSync('bash', ['-c', `printf '%s.' ${word}`]).toString()).toBe(`${name}.`)
  },
)

test('a plan whose name has a line break, quotes and letters of elsewhere can be made, read and applied', async () => {
  const cwd = await temporaryFolder()
  const name = `p\n"l" 'ä' 日.yaml`
  const saved = await inProcess(['plan', goal, '--out', name], { cwd, env: { LC_ALL: 'C' } })
  expect(saved.status).toBe(0)
  expect(saved.stdout).toContain(`compose apply ${shellWord(name)}\n`)
  expect(await readdir(cwd)).toEqual([name])
  expect((await inProcess(['apply', name, '--dry-run'], { cwd })).status).toBe(0)
})

test.each([[['--out', '']], [['--out', '', '--dry-run']], [['--catalog', '']]])(
  'an empty path, as an unset variable leaves it, is no folder: %j',
  async (more) => {
    const cwd = await temporaryFolder()
    const { status, stderr } = await inProcess([goal, ...more], { cwd })
    expect(stderr).toContain('An empty path was given. [bad-option]')
    expect(status).toBe(2)
    expect(await readdir(cwd)).toEqual([])
  },
)

test('a device or a pipe is neither read to its end nor replaced by a plan', async () => {
  const cwd = await temporaryFolder()
  execFileSync('mkfifo', ['pipe'], { cwd })
  for (const out of ['pipe', '/dev/full']) {
    for (const more of [[], ['--yes']]) {
      const { status, stderr } = await inProcess(['plan', goal, '--out', out, ...more], { cwd })
      expect(stderr).toContain('is no file that a plan could be saved in. [bad-option]')
      expect(status).toBe(2)
    }
  }
  expect((await lstat(join(cwd, 'pipe'))).isFIFO()).toBe(true)
  for (const args of [
    ['apply', '/dev/zero'],
    ['eval', '/dev/zero'],
  ]) {
    const { status, stderr } = await inProcess(args, { cwd })
    expect(stderr).toMatch(/\/dev\/zero: too large for a .*\[bad-file\]/)
    expect(status).toBe(2)
  }
})

test('a plan may come through a pipe, and a trace may go into one', async () => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'plan.json'), '')
  await inProcess(['plan', goal, '--out', 'plan.json', '--yes'], { cwd })
  const line =
    'cat plan.json | "$@" apply /dev/stdin --dry-run && "$@" plan x-triage --trace /dev/fd/3 3>&1 >/dev/null | cat >trace'
  const { status, stderr } = await compose([], { cwd, node: ['bash', '-c', line, 'bash', process.execPath, bin] })
  expect(stderr).not.toContain('[')
  expect(status).toBe(0)
  expect(await readFile(join(cwd, 'trace'), 'utf8')).toMatch(/^\{"resourceSpans"/)
})
