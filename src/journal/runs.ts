import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit } from '../digest.ts'
import { ownFolder, variable } from '../environment.ts'
import { ComposeError } from '../errors.ts'
import { holder } from '../workspace/hold.ts'
import { Run, type RunFile, runFile } from './run.ts'

/** How many runs are kept; older ones make way. */
const most = 40

/** Where runs are kept: COMPOSE_RUNS, else below the person's state folder (XDG). Undefined when they have none. */
export function runsFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const state = ownFolder(env, 'XDG_STATE_HOME')
  return variable(env, 'COMPOSE_RUNS') ?? (state && join(state, 'compose', 'runs'))
}

/** Begins a run under a new name that sorts by its time. */
export async function beginRun(folder: string, file: RunFile): Promise<Run> {
  const id = `${new Date(file.started).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`
  const run = await Run.begin(join(folder, id), id, file)
  await makeRoom(folder)
  return run
}

/** The run of that name, or the newest that has not come to its end. Throws 'unknown-name'. */
export async function findRun(folder: string | undefined, id: string | undefined): Promise<Run> {
  const names = folder ? await namesIn(folder) : []
  const unfinished = names.filter(
    (name) => existsSync(join(folder!, name, runFile)) && !existsSync(join(folder!, name, 'finished')),
  )
  const held = await Promise.all(unfinished.map((name) => isHeld(join(folder!, name))))
  const open = unfinished.filter((_, index) => !held[index])
  const found = id === undefined ? open.at(-1) : names.find((name) => name === id)
  if (folder && found) return Run.open(join(folder, found), found)
  throw new ComposeError('unknown-name', id === undefined ? 'There is no run to resume.' : `There is no run "${id}".`, {
    suggestion:
      open.length > 0
        ? `Runs that can be resumed: ${open.slice(-5).join(', ')}.`
        : 'Start one: compose "case triage service"',
  })
}

/** The runs that can be read, oldest first. */
export async function runsIn(folder: string | undefined): Promise<Run[]> {
  const names = folder ? await namesIn(folder) : []
  const runs = await Promise.all(names.map((name) => Run.open(join(folder!, name), name).catch(() => undefined)))
  return runs.filter((run) => run !== undefined)
}

/** Whether a run has come to its end, somebody works on it, or it can be resumed. */
export async function stateOf(folder: string): Promise<'finished' | 'at work' | 'unfinished'> {
  if (existsSync(join(folder, 'finished'))) return 'finished'
  return (await isHeld(folder)) ? 'at work' : 'unfinished'
}

/** Whether a compose that runs is still working on it. */
async function isHeld(folder: string): Promise<boolean> {
  return (await holder(folder).catch(() => undefined)) !== undefined
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => /^\d{8}-\d{6}-[0-9a-f]{6}$/.test(name)).sort(byCodeUnit)
}

async function makeRoom(folder: string): Promise<void> {
  const names = await namesIn(folder)
  const finished = names.filter((name) => existsSync(join(folder, name, 'finished')))
  const surplus = [...finished, ...names.filter((name) => !finished.includes(name))].slice(
    0,
    Math.max(0, names.length - most),
  )
  await Promise.all(
    surplus.map(async (name) => {
      if (await isHeld(join(folder, name))) return
      await (await Run.open(join(folder, name), name).catch(() => undefined))?.remove()
    }),
  )
}
