import { execFileSync } from 'node:child_process'
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { verifyFolder } from '../../src/compose.ts'
import type { ComposeEvent } from '../../src/events.ts'
import { asComposeError } from '../../src/operations/outcome.ts'
import type { FileSet } from '../../src/schema.ts'
import { refuseAltered } from '../../src/steps/verify/as-locked.ts'
import { openFolder } from '../../src/workspace/open.ts'
import { readFiles } from '../../src/workspace/read-files.ts'
import { stageFiles } from '../../src/workspace/stage-files.ts'
import { realWorld } from '../../src/world.ts'
import { composition, tiny } from '../verification/sets.ts'

let files: FileSet

beforeAll(async () => {
  files = tiny({
    'composition.yaml': stringify(composition),
    // As every composed folder has it.
    '.gitattributes': await readFile(new URL('../../templates/dot-gitattributes', import.meta.url), 'utf8'),
    // What git would fill in where somebody asks for it.
    'service/src/marks.ts': '// $Id$ $Format:%H$\n',
    // What git would take out.
    'service/src/windows.txt': 'one\r\ntwo\r\n',
  })
})

async function place(): Promise<string> {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'git-test-')))
  onTestFinished(() => rm(top, { recursive: true, force: true }))
  return top
}

function git(folder: string, ...args: string[]): Buffer {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@b.example', '-c', 'init.defaultBranch=main']
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  return execFileSync('git', [...who, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** A repository with the service in a folder of its own, below somebody's attributes. */
async function repository(attributes: string, config: readonly string[]): Promise<{ top: string; from: string }> {
  const top = await place()
  const from = join(top, 'from')
  await mkdir(from)
  await stageFiles(join(from, 'tiny'), files)
  await writeFile(join(from, '.gitattributes'), attributes)
  git(from, 'init', '-q')
  git(from, ...config, 'add', '-A')
  git(from, 'commit', '-qm', 'made')
  return { top, from }
}

const theirs = '* text=auto eol=crlf ident working-tree-encoding=UTF-16LE\n*.ts export-subst\ntests export-ignore\n'

describe.each([
  ['core.autocrlf=true', ['-c', 'core.autocrlf=true'], ''],
  ['core.autocrlf=input', ['-c', 'core.autocrlf=input'], ''],
  ['core.eol=crlf and a parent with text=auto', ['-c', 'core.eol=crlf'], '* text=auto\n'],
  ['a parent that wants CRLF, marks, another encoding and holes in archives', [], theirs],
])('%s', (_name, config, attributes) => {
  test('a checkout and an archive hold the very bytes that were made', async () => {
    const { top, from } = await repository(attributes, config)
    git(top, 'clone', '-q', ...config, 'from', 'clone')
    await writeFile(join(top, 'archive.tar'), git(join(top, 'clone'), 'archive', 'HEAD'))
    await mkdir(join(top, 'archive'))
    execFileSync('tar', ['xf', '../archive.tar'], { cwd: join(top, 'archive') })
    for (const place of ['clone', 'archive']) {
      const found = await readFiles(join(top, place, 'tiny'))
      expect(await refuseAltered(found, composition)).toBe(undefined)
      expect([...found.keys()]).toEqual([...(await readFiles(join(from, 'tiny'))).keys()])
    }
    expect(git(join(top, 'clone'), 'status', '--short').toString()).toBe('')
  })
})

const crlf = (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace(/(?<!\r)\n/g, '\r\n'), 'latin1')
const marked = (bytes: Buffer) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])

/** A folder in which something was done to every file. */
async function altered(alter: (bytes: Buffer) => Buffer): Promise<string> {
  const folder = join(await place(), 'tiny')
  await stageFiles(folder, new Map([...files].map(([path, file]) => [path, { ...file, bytes: alter(file.bytes) }])))
  return folder
}

const verifyIn = (folder: string, events: ComposeEvent[]) =>
  verifyFolder(
    folder,
    { timeout: 60_000, laps: 0 },
    { world: realWorld((event) => events.push(event), new AbortController().signal) },
  )

describe.each([
  ['CRLF instead of LF', crlf, /core\.autocrlf/],
  ['a byte order mark', marked, /UTF-8/],
  ['both, as Windows editors write', (bytes: Buffer) => marked(crlf(bytes)), /UTF-8/],
  ['a line break more at the end', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('\n')]), /line break/],
])('%s in every file', (_name, alter, advice) => {
  test('is one problem of verify, which runs nothing', async () => {
    const folder = await altered(alter)
    const events: ComposeEvent[] = []
    const report = await verifyIn(folder, events)
    expect(report.problems).toHaveLength(1)
    expect(report.problems[0]!.suggestion).toMatch(advice)
    expect(report.problems[0]!.message).toMatch(/ and \d+ more: /)
    expect(report).toMatchObject({ verdict: 'failed', service: 'tiny', folder })
    expect(report.checks).toContainEqual(expect.objectContaining({ id: 'tests', verdict: 'inconclusive' }))
    expect(events).toEqual([])
  })

  test('is no edit that somebody has to mourn: regenerate names the cause', async () => {
    const folder = await altered(alter)
    const error = asComposeError(await openFolder(folder, { mustBeOurs: true }).catch((thrown) => thrown))
    expect(error).toMatchObject({ code: 'edits-would-be-lost', suggestion: expect.stringMatching(advice) })
    expect(error.problems).toHaveLength(1)
    expect(await readdir(dirname(folder))).toEqual(['tiny'])
  })
})

test('what somebody changed is told by its name, beside what a tool did to all the others', async () => {
  const folder = await altered(crlf)
  await appendFile(join(folder, 'service/src/double.ts'), '// mine\n')
  const { problems } = await verifyIn(folder, [])
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/line endings/),
    'service/src/double.ts is not what the lock says.',
  ])
  const error = asComposeError(await openFolder(folder).catch((thrown) => thrown))
  expect(error.message).toContain('changed by hand')
})

test('a copy on which everything can be executed, and one with holes, are a problem each', async () => {
  const folder = await altered((bytes) => bytes)
  for (const path of files.keys()) await chmod(join(folder, path), 0o755)
  for (const path of ['tsconfig.json', 'package.json']) await rm(join(folder, path))
  const { problems } = await verifyIn(folder, [])
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/more: another mode than the lock says/),
    'package.json, tsconfig.json: in the lock but not there.',
  ])
})
