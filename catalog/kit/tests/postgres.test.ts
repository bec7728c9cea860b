import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { startPostgres } from '../src/index.ts'
import { gone, run } from './fixture/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'kit-postgres-'))
const data = join(folder, 'data')
const holder = fileURLToPath(new URL('fixture/hold-postgres.ts', import.meta.url))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

const socketsOf = (url: string) => new URL(url).searchParams.get('host') as string
const running = (pid: number) =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
const postmaster = () => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])

test('it keeps data from one start to the next and leaves nothing behind', async () => {
  const first = await startPostgres(data)
  const pid = postmaster()
  await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)')
  expect(await query(first.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }])
  expect(statSync(socketsOf(first.url)).mode & 0o077).toBe(0)
  await first.stop()
  expect(running(pid)).toBe(false)
  expect(existsSync(socketsOf(first.url))).toBe(false)
  const second = await startPostgres(data)
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
  await second.stop()
})

test('it ends when its process is killed, and the next start works at once', async () => {
  const killed = run([holder, data])
  const url = await killed.says(/ready (\S+)/)
  const pid = postmaster()
  killed.child.kill('SIGKILL')
  const next = await startPostgres(data)
  expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
  expect(running(pid)).toBe(false)
  await expect.poll(() => existsSync(socketsOf(url))).toBe(false)
  await next.stop()
})

test('a folder that is no whole data folder is left alone', async () => {
  const half = join(folder, 'half')
  mkdirSync(join(half, 'base'), { recursive: true })
  writeFileSync(join(half, 'base/kept'), 'the only copy')
  await expect(startPostgres(half)).rejects.toThrow(/half is not empty and not a whole Postgres data folder/)
  expect(readdirSync(half)).toEqual(['base'])
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  await (await startPostgres(empty)).stop()
})

test('a server that is killed itself recovers what was committed', async () => {
  const first = await startPostgres(data)
  await query(first.url, 'INSERT INTO kept VALUES (8)')
  const pid = postmaster()
  process.kill(pid, 'SIGKILL')
  expect(await gone(() => running(pid))).toBe(true)
  await first.stop()
  const next = await startPostgres(data)
  expect(await query(next.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 7 }, { n: 8 }])
  await next.stop()
})

test('a lock file left by a machine that lost power is no obstacle', async () => {
  writeFileSync(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n`)
  const next = await startPostgres(data)
  await next.stop()
})

test('a start that cannot be says why', async () => {
  writeFileSync(join(data, 'postgresql.auto.conf'), 'no_such_setting = 1\n')
  await expect(startPostgres(data)).rejects.toThrow(/did not start in .*no_such_setting|configuration file/)
  writeFileSync(join(data, 'postgresql.auto.conf'), '')
})

// What this machine has of the ways in which services run: as we are, as an ordinary user, in a sandbox without network.
const here = { name: 'this account', launcher: [] as string[] }
const user = { name: 'an ordinary account', launcher: ['runuser', '-u', 'nobody', '--'] }
const checkout = fileURLToPath(new URL('../../../', import.meta.url))
const sandbox = {
  name: 'a sandbox',
  launcher: [
    ...'bwrap --unshare-all --uid 1000 --gid 1000 --die-with-parent --ro-bind / / --dev /dev --proc /proc'.split(' '),
    // The checkout may lie in the temporary folder.
    ...['--tmpfs', '/tmp', '--ro-bind', checkout, checkout],
  ],
}
const works = ({ launcher: [program, ...rest] }: typeof here) =>
  program === undefined || spawnSync(program, [...rest, 'true']).status === 0

test.each([here, user, sandbox].filter(works))('it runs in $name', async ({ name, launcher }) => {
  const inside = name === 'a sandbox'
  const parent = inside ? '/tmp' : mkdtempSync(join(tmpdir(), 'kit-user-'))
  if (name === 'an ordinary account') execFileSync('chown', ['nobody', parent])
  const held = run([holder, join(parent, 'data')], { HOME: undefined, TMPDIR: inside ? parent : tmpdir() }, launcher)
  expect(await held.says(/ready (\S+)/)).toContain('postgres://compose@localhost')
  held.child.kill('SIGTERM')
  await held.ended()
  if (!inside) await expect.poll(() => emptied(parent), { timeout: 10_000 }).toBe(true)
})

/** The server writes until it has stopped, which is a moment after its owner. */
function emptied(directory: string): boolean {
  if (existsSync(join(directory, 'data/postmaster.pid'))) return false
  rmSync(directory, { recursive: true, force: true })
  return true
}
