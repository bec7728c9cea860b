import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FileSet } from '../../src/schema.ts'
import { deliver } from '../../src/workspace/deliver.ts'
import { root } from './plan.ts'

/** A fresh place for a delivered folder, far from the checkout. */
export async function farAway(name: string): Promise<{ folder: string; dispose(): Promise<void> }> {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'delivered-')))
  return { folder: join(top, name), dispose: () => rm(top, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Writes a file set to a folder as compose does, over the one before if there is one. */
export const deliverTo = (folder: string, files: FileSet): Promise<void> => deliver(folder, files, { replace: true })

/** What somebody has who was only given the folder: no tool of the checkout, nothing that npm or vitest set for us. */
function strangerEnv(): Record<string, string> {
  const path = process.env.PATH!.split(delimiter).filter((one) => !one.startsWith(`${root}/`))
  const ours = /^(npm_|NODE_(OPTIONS|PATH|ENV|V8_COVERAGE|COMPILE_CACHE)$|VITEST|TEST$|COMPOSE_)/
  const env = Object.entries(process.env).filter(([name, value]) => value !== undefined && !ours.test(name))
  return { ...(Object.fromEntries(env) as Record<string, string>), PATH: path.join(delimiter), NO_COLOR: '1' }
}

/** Runs a command in a delivered folder to its end. Throws what it wrote when it fails. */
export async function runIn(folder: string, command: string, ...args: string[]): Promise<string> {
  const child = spawn(command, args, { cwd: folder, env: strangerEnv(), stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${said.slice(-4000)}`)
  return said
}

/** The case reference that a text holds. Throws the text when it holds none. */
export function referenceIn(text: string): string {
  const found = /[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}/.exec(text)
  if (!found) throw new Error(`no reference in: ${text}`)
  return found[0]
}

/** Looks again until there is an answer, at most `seconds`. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>, seconds = 30): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(200)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error(`waited ${seconds} s for ${what}`)
}

/** The addresses of one folder; it keeps them over its restarts. */
export interface Ports {
  env: Record<string, string>
  url: string
  identityUrl: string
}

/** Free ports for a service and its components, in the variables that `npm start` reads. */
export async function choosePorts(files: FileSet): Promise<Ports> {
  const prefix = 'capabilities/'
  const ids = new Set([...files.keys()].flatMap((path) => (path.startsWith(prefix) ? [path.split('/')[1]!] : [])))
  const names = ['PORT', ...[...ids].sort().map((id) => `${id.toUpperCase().replaceAll('-', '_')}_PORT`)]
  const env: Record<string, string> = {}
  for (const name of names) env[name] = String(await freePort(Object.values(env)))
  return { env, url: `http://127.0.0.1:${env.PORT}`, identityUrl: `http://127.0.0.1:${env.IDENTITY_PORT}` }
}

/** Below the ports that the system gives to outgoing connections, so that none takes it meanwhile. */
async function freePort(taken: string[]): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const probe = createServer()
    const free = new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if ((await free) && !taken.includes(String(port))) return port
  }
}

export interface Running {
  /** All that it has written so far. */
  output(): string
  /** Every process that came of it, wherever it went in the process tree. */
  processes(): Promise<Process[]>
  /** Ctrl-C, as a terminal gives it: to the whole group. Resolves when what was started has ended. */
  ctrlC(): Promise<void>
  /** Ends whatever is left, for a test that failed half-way. */
  destroy(): Promise<void>
}

/** `npm start` (or another command) in a folder, until the service answers. */
export async function startIn(
  folder: string,
  ports: Ports,
  { command = ['npm', 'start'], env = {} as Record<string, string> } = {},
): Promise<Running> {
  const mark = `STARTED_BY_TEST=${randomUUID()}`
  const [program, ...args] = command
  const child = spawn(program!, args, {
    cwd: folder,
    env: { ...strangerEnv(), ...ports.env, ...env, STARTED_BY_TEST: mark.split('=')[1]! },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const processes = () => processesWith(mark)
  const running: Running = {
    output: () => said,
    processes,
    ctrlC: async () => {
      process.kill(-child.pid!, 'SIGINT')
      await ended(child)
    },
    destroy: async () => {
      for (const { pid } of await processes()) process.kill(pid, 'SIGKILL')
      await ended(child)
    },
  }
  try {
    await eventually('the service to be ready', async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${said.slice(-4000)}`)
      return (await isReady(ports.url)) || undefined
    })
  } catch (error) {
    await running.destroy()
    throw error
  }
  return running
}

export const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  )

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

export interface Process {
  pid: number
  command: string
}

/** The processes whose environment holds the mark: children inherit it whoever their parent is by now. */
async function processesWith(mark: string): Promise<Process[]> {
  const found: Process[] = []
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const [environment, command] = await Promise.all(
      ['environ', 'cmdline'].map((name) => readFile(`/proc/${entry}/${name}`, 'utf8').catch(() => '')),
    )
    if (environment!.split('\0').includes(mark)) {
      found.push({ pid: Number(entry), command: command!.split('\0').join(' ').trim() })
    }
  }
  return found
}

/** Every file that a process runs from, has open or has mapped. */
export async function filesUsedBy({ pid }: Process): Promise<string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const links = ['exe', 'cwd', ...descriptors.map((fd) => `fd/${fd}`)]
  const open = await Promise.all(links.map((link) => readlink(`/proc/${pid}/${link}`).catch(() => '')))
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '')
  const mapped = maps.split('\n').flatMap((line) => /\s(\/.+)$/.exec(line)?.[1] ?? [])
  return [...new Set([...open, ...mapped])].filter((path) => path.startsWith('/'))
}

/** Where the entries of node_modules really are, the scoped ones too. */
export async function realPackages(folder: string): Promise<string[]> {
  const modules = join(folder, 'node_modules')
  const entries = await readdir(modules)
  const scoped = entries.filter((name) => name.startsWith('@')).map((scope) => join(modules, scope))
  const below = await Promise.all(scoped.map(async (scope) => (await readdir(scope)).map((name) => join(scope, name))))
  return Promise.all([...entries.map((name) => join(modules, name)), ...below.flat()].map((path) => realpath(path)))
}
