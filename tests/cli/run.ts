import { spawn } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { Report } from '../../src/schema.ts'

const root = join(import.meta.dirname, '../..')
export const bin = join(root, 'bin/compose.js')

const runs = join(tmpdir(), `compose-runs-${process.pid}`)
process.once('exit', () => rmSync(runs, { recursive: true, force: true }))

export interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

export interface HowToRun {
  cwd?: string
  env?: Record<string, string>
  /** The Node command line that comes before the arguments. */
  node?: readonly string[]
  /** Called once the child runs. */
  during?: (child: ReturnType<typeof spawn>) => void
}

/** This process's environment without what steers compose. Runs are kept where they are gone with the tests. */
function cleanEnv(): Record<string, string | undefined> {
  const ours = /^(NODE_EXTRA_CA_CERTS|COMPOSE_\w+|OPENAI_\w+|FORCE_COLOR|NO_COLOR|CI|TMUX|GITHUB_STEP_SUMMARY)$/
  const env = Object.entries(process.env).filter(([name]) => !ours.test(name))
  return { ...Object.fromEntries(env), COMPOSE_RUNS: runs }
}

/** Runs the real command as a person would, without a terminal. */
export function compose(args: readonly string[], how: HowToRun = {}): Promise<Ran> {
  const [command, ...before] = how.node ?? [process.execPath, bin]
  const child = spawn(command!, [...before, ...args], {
    cwd: how.cwd ?? tmpdir(),
    env: { ...cleanEnv(), ...how.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
  how.during?.(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** Runs with --json and gives the one document, checked by its schema. */
export async function composeJson(args: readonly string[], how: HowToRun = {}): Promise<Ran & { report: Report }> {
  const ran = await compose([...args, '--json'], how)
  return { ...ran, report: Report.parse(JSON.parse(ran.stdout)) }
}

/** The same command line without a process of its own: everything but how it ends. */
export async function inProcess(
  args: readonly string[],
  { cwd, env, isTTY = false }: Pick<HowToRun, 'cwd' | 'env'> & { isTTY?: boolean } = {},
): Promise<Ran> {
  const said = { stdout: '', stderr: '' }
  const into = (name: keyof typeof said) =>
    Object.assign(
      new Writable({
        write(text, _encoding, done) {
          said[name] += text
          done()
        },
      }),
      { isTTY },
    )
  const status = await run(args, {
    version: '0.0.0',
    cwd: cwd ?? tmpdir(),
    env: { ...cleanEnv(), ...env },
    signal: new AbortController().signal,
    stdout: into('stdout'),
    stderr: into('stderr'),
    stdin: Readable.from([]),
  })
  return { status, ...said }
}

/** The one document of --json, without a process of its own. */
export async function inProcessJson(
  args: readonly string[],
  how: Parameters<typeof inProcess>[1] = {},
): Promise<Ran & { report: Report }> {
  const ran = await inProcess([...args, '--json'], how)
  return { ...ran, report: Report.parse(JSON.parse(ran.stdout)) }
}

/** A fresh folder that is gone after the test. Tests that run at the same time give their own hook. */
export async function temporaryFolder(
  whenFinished: (dispose: () => Promise<void>) => void = onTestFinished,
): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'compose-test-')))
  whenFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A copy of our catalogue, to be broken. */
export async function copyOfCatalogue(): Promise<string> {
  const folder = await temporaryFolder()
  // Waited for file by file it takes ten times the work.
  cpSync(join(root, 'catalog'), folder, { recursive: true, filter: (path) => !path.includes('node_modules') })
  return folder
}
