import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rmdir, stat, symlink } from 'node:fs/promises'
import { constants } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { stringify } from 'yaml'
import { noJournal } from '../../src/journal/journal.ts'
import { tolerant } from '../../src/journal/tolerant.ts'
import { asComposeError } from '../../src/operations/outcome.ts'
import type { FileSet } from '../../src/schema.ts'
import { readFiles } from '../../src/workspace/read-files.ts'
import { stageFiles } from '../../src/workspace/stage-files.ts'
import { composition, tiny } from '../verification/sets.ts'
import { bin, compose, inProcess, type Ran, temporaryFolder } from './run.ts'

const goal = 'case triage service'

/** What a system call throws, as Node makes it. */
function systemError(code: keyof typeof constants.errno, path?: string): Error {
  const at = path === undefined ? {} : { path }
  return Object.assign(new Error(code), { code, errno: -constants.errno[code], syscall: 'open', ...at })
}

describe('what the machine answers is never our bug', () => {
  test.each([
    ...(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EROFS', 'EIO', 'EACCES', 'EPERM', 'EPIPE', 'ENOTDIR'] as const),
    ...(['EISDIR', 'EBUSY', 'ETXTBSY', 'ENOMEM', 'ENOENT', 'EAGAIN', 'EFBIG', 'ESTALE'] as const),
  ])('%s is exit 3, with the path and what next', (code) => {
    const error = asComposeError(systemError(code, '/srv/services/a.ts'))
    expect(error).toMatchObject({
      code: 'environment',
      exitStatus: 3,
      suggestion: expect.stringMatching(/^[A-Z].*\.$/),
    })
    expect(error.message).toMatch(new RegExp(`^/srv/services/a\\.ts: .* \\(${code}\\)\\.$`))
  })

  test.each(['ENAMETOOLONG', 'ELOOP', 'EILSEQ'] as const)('%s is a name that somebody gave: exit 2', (code) => {
    expect(asComposeError(systemError(code, 'x'))).toMatchObject({ code: 'bad-option', exitStatus: 2 })
  })

  test.each([
    systemError('EBADF'),
    new TypeError('x is no function'),
    Object.assign(new Error('no'), { code: 'ERR_X' }),
  ])('but %s is', (error) => expect(asComposeError(error).exitStatus).toBe(70))
})

/** Runs the real command under a shell that has changed its surroundings first. */
const under = (line: string, args: readonly string[], how: Parameters<typeof compose>[1] = {}) =>
  compose(args, { ...how, node: ['sh', '-c', line, 'sh', process.execPath, bin] })

describe('an answer that does not get out is no success', () => {
  const full = 'exec "$@" >/dev/full'
  test.each([
    ['one document', ['plan', goal, '--json']],
    ['the help', ['--help']],
    ['the version', ['--version']],
  ])('%s into a full disk is exit 3, and stderr says why', async (_name, args) => {
    const { status, stderr } = await under(full, args)
    expect(stderr).toMatch(/The answer could not be written to stdout: .*ENOSPC/)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(status).toBe(3)
  })

  test('with --json that is an event like all others on stderr', async () => {
    const { stderr } = await under(full, ['catalog', 'list', '--json'])
    const [event] = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(event).toEqual({ type: 'warning', message: expect.stringContaining('ENOSPC') })
  })

  test('a file that takes only part of it counts as full', async () => {
    const folder = await temporaryFolder()
    const { status, stderr } = await under('ulimit -f 4; exec "$@" >torn', ['plan', goal, '--json'], { cwd: folder })
    expect((await stat(join(folder, 'torn'))).size).toBeLessThan(4096)
    expect(stderr).toContain('EFBIG')
    expect(status).toBe(3)
  })

  test('whoever stops reading has seen enough: the usual status, and not a word of it', async () => {
    for (const args of [['--version'], ['plan', goal, '--json']]) {
      const { status, stderr } = await compose(args, { during: (child) => child.stdout?.destroy() })
      expect(stderr).not.toContain('could not be written')
      expect(status).toBe(0)
    }
  })

  test('an answer of no keeps its own status, and a stderr that is full costs nothing', async () => {
    expect((await under(full, ['verfy', '--json'])).status).toBe(2)
    const ran = await under('exec "$@" 2>/dev/full', ['plan', goal])
    expect([ran.status, ran.stdout.includes('Parts (')]).toEqual([0, true])
  })
})

describe('names that cannot be', () => {
  const long = 'n'.repeat(300)
  test.each([
    ['verify', (name: string) => ['verify', name]],
    ['regenerate', (name: string) => ['regenerate', name]],
    ['up', (name: string) => ['up', name]],
    ['apply', (name: string) => ['apply', name]],
    ['eval', (name: string) => ['eval', name]],
    ['compose --out', (name: string) => [goal, '--out', name]],
    ['plan --out', (name: string) => ['plan', goal, '--out', name]],
    ['--catalog', (name: string) => ['catalog', 'list', '--catalog', name]],
    ['--agents', (name: string) => ['agents', 'show', '--agents', name]],
    ['--trace', (name: string) => ['plan', goal, '--trace', name]],
    ['mcp --root', (name: string) => ['mcp', '--root', name]],
  ])('%s: too long, and links in a circle or to nothing, are exit 2 with the name', async (_name, args) => {
    const folder = await temporaryFolder()
    await symlink('circle', join(folder, 'circle'))
    await symlink('nothing', join(folder, 'dangling'))
    for (const name of [long, 'circle', 'dangling']) {
      const { status, stderr } = await inProcess(args(name), { cwd: folder })
      expect(stderr).toContain(name)
      expect(stderr).toMatch(/\n {2}[A-Z].*\.\n$|\n {2}Name a file of goals.*\n$/)
      expect(status).toBe(2)
    }
  })

  test('a name that only leaves no room for those beside it is told before anything is made', async () => {
    const { status, stderr } = await inProcess([goal, '--out', 'n'.repeat(250)], { cwd: await temporaryFolder() })
    expect(stderr).toMatch(/ENAMETOOLONG.*\[bad-option\]\n {2}The name is too long: choose a shorter one\./)
    expect(stderr).not.toMatch(/^verify/m)
    expect(status).toBe(2)
  })
})

describe('a temporary folder', () => {
  /** A composed folder that is good enough to be staged. */
  let tinyService: string
  beforeAll(async () => {
    tinyService = join(await temporaryFolder(() => undefined), 'tiny')
    await stageFiles(tinyService, tiny({ 'composition.yaml': stringify(composition) }))
  })

  const refused = (folder: string, code: string, { status, stderr }: Ran) => {
    expect(stderr).toContain(`${folder} cannot hold temporary files`)
    expect(stderr).toContain(`(${code}). [environment]\n  Set TMPDIR to a folder`)
    expect(status).toBe(3)
  }

  test.each([
    ['is a file', '/etc/passwd', 'ENOTDIR'],
    ['has a line break after its name', '/tmp\n', 'ENOENT'],
  ])('that %s is exit 3, with what helps', async (_name, folder, code) => {
    vi.stubEnv('TMPDIR', folder)
    onTestFinished(() => void vi.unstubAllEnvs())
    refused(folder, code, await inProcess(['verify', '.'], { cwd: tinyService }))
  })

  test('that is not there is not made, and one in which nothing can be made is not tried for ever', async () => {
    for (const TMPDIR of ['/no-such-folder', '/proc']) {
      refused(TMPDIR, 'ENOENT', await compose(['verify', tinyService], { env: { TMPDIR } }))
    }
    await expect(stat('/no-such-folder')).rejects.toThrow('ENOENT')
  })

  const apart = ['--user', '--map-root-user', '--mount']
  const mounts = spawnSync('unshare', [...apart, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
  test.runIf(mounts).each(['4k', '40k'])('that is full after %s is exit 3, with what helps', async (size) => {
    const TMPDIR = await temporaryFolder()
    const line = `mount -t tmpfs -o size=${size} tmpfs "$TMPDIR" && exec "$@"`
    const node = ['unshare', ...apart, 'sh', '-c', line, 'sh', process.execPath, bin]
    refused(TMPDIR, 'ENOSPC', await compose(['verify', tinyService], { node, env: { TMPDIR } }))
  })

  /** A service whose own tests all pass, and take up what room there is for what is written of them. */
  const filling = `import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
test('double: as it should be', () => {
  const fill = () => {
    for (;;) appendFileSync(process.env.COMPOSE_COVERAGE_DIR + '/much', Buffer.alloc(2 ** 14))
  }
  expect(fill).toThrow('ENOSPC')
})
test('double: in a process of its own', () => {})
`

  test.runIf(mounts)('that becomes full while the tests run is exit 3, and nothing is verified', async () => {
    const TMPDIR = await temporaryFolder()
    const folder = join(await temporaryFolder(), 'tiny')
    const files = tiny({ 'composition.yaml': stringify(composition), 'service/tests/contract.test.ts': filling })
    await stageFiles(folder, files)
    const line = 'mount -t tmpfs -o size=4m tmpfs "$TMPDIR" && "$@"; status=$?; ls -A "$TMPDIR"; exit $status'
    const node = ['unshare', ...apart, 'sh', '-c', line, 'sh', process.execPath, bin]
    const ran = await compose(['verify', folder], { node, env: { TMPDIR } })
    expect(ran.stderr).toMatch(/^verify +types and tests run/m)
    refused(TMPDIR, 'ENOSPC', ran)
    // Nothing of it is left, there or in the folder.
    expect(ran.stdout).not.toContain('compose-')
    const texts = (set: FileSet) => new Map([...set].map(([path, { bytes }]) => [path, bytes.toString()]))
    expect(texts(await readFiles(folder))).toEqual(texts(files))
    expect(await readdir(folder)).not.toContain('receipt.json')
  })
})

test('few open files, and a current folder that is gone, are exit 3', async () => {
  // A catalogue is read file by file, and templates all at once.
  const place = await temporaryFolder()
  const few = await under('ulimit -n 36; exec "$@"', [goal], { cwd: place })
  expect(few.stderr).toMatch(/too many files are open \(EMFILE\)\. \[environment\]\n {2}Raise the limit/)
  expect(few.status).toBe(3)
  expect(await readdir(place)).toEqual([])
  const cwd = join(await temporaryFolder(), 'gone')
  await mkdir(cwd)
  const line = 'rmdir "$PWD" && exec "$@"'
  const gone = await under(line, ['plan', goal], { cwd })
  expect(gone.stderr).toMatch(/The current folder is not there any more\. \[environment\]/)
  expect(gone.status).toBe(3)
  await mkdir(cwd)
  expect((await under(line, ['--help'], { cwd })).status).toBe(0)
  await expect(rmdir(cwd)).rejects.toThrow('ENOENT')
})

test('a run whose record no longer fits on the disk goes on, and says so once', async () => {
  const told: string[] = []
  const full = async () => {
    throw systemError('ENOSPC')
  }
  const journal = tolerant({ ...noJournal, keep: full, gaveUp: full, end: full }, (errno) => told.push(errno))
  await journal.keep('verify', 'key', {})
  await journal.gaveUp(1)
  await journal.end()
  expect(told).toEqual(['ENOSPC'])
  const stale = tolerant({ ...noJournal, finished: () => Promise.reject(new Error('stale')) }, (errno) =>
    told.push(errno),
  )
  await expect(stale.finished('resolve', 'x')).rejects.toThrow('stale')
})

test('a plan that does not fit on the disk leaves nothing of it', async () => {
  const cwd = await temporaryFolder()
  const { status, stderr } = await under('ulimit -f 4; exec "$@"', ['plan', goal, '--out', 'plan.yaml'], { cwd })
  expect(stderr).toMatch(/plan\.yaml cannot be written \(EFBIG\)\. \[folder-unwritable\]/)
  expect(status).toBe(3)
  expect(await readdir(cwd)).toEqual([])
})
