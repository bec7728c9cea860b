import { mkdir, readFile, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lock } from '../schema.ts'
import { type Alteration, alterationOf, remedies } from './alteration.ts'
import { asFolderError, compositionWouldBeLost, editsWouldBeLost, nothingThere, notOurs } from './errors.ts'
import { mustBeFree } from './hold.ts'
import { inspectFolder } from './inspect.ts'
import { transactionFolder } from './names.ts'
import { kindIn } from './paths.ts'
import { recover } from './recover.ts'
import { siblingOf } from './sibling.ts'

export interface OpenOptions {
  /** Refuse a folder that is absent or empty. */
  mustBeOurs?: boolean
  /** Files that a person may have changed: what they wrote is taken up, not lost. */
  mayDiffer?: readonly string[]
}

/**
 * Looks at the target before anything is worked out, so that what would be refused in the end is refused at once:
 * mends a change that was cut off, then answers the lock if the folder is ours.
 * Throws `folder-not-ours`, `folder-unwritable`, `edits-would-be-lost` or `folder-busy`.
 */
export async function openFolder(folder: string, options: OpenOptions = {}): Promise<{ lock: Lock | undefined }> {
  await recover(folder)
  return look(folder, options)
}

/** Refuses what a run that begins with `openFolder` would refuse, and leaves the folder as it is. */
export async function tryFolder(folder: string): Promise<void> {
  try {
    await mustBeFree(folder)
    // A change that was cut off is mended by the run, which looks only then.
    if ((await kindIn(folder, transactionFolder)) !== 'folder') await look(folder, {})
  } catch (error) {
    throw asFolderError(folder, error)
  }
}

async function look(folder: string, options: OpenOptions): Promise<{ lock: Lock | undefined }> {
  const state = await inspectFolder(folder)
  if (state.kind === 'foreign') throw notOurs(folder, state.examples)
  if (state.kind !== 'ours' && options.mustBeOurs) throw nothingThere(folder)
  await tryToWrite(state.kind === 'absent' ? await siblingOf(folder) : join(folder, `.compose-${process.pid}`), folder)
  if (state.kind !== 'ours') return { lock: undefined }
  const lost = state.edited.filter((path) => !options.mayDiffer?.includes(path))
  if (lost.length) throw editsWouldBeLost(folder, lost, await remedyFor(folder, lost, state.lock))
  // What a person wrote there is in the lock since it was regenerated, and no edit any more; a goal would overwrite it.
  if (!options.mustBeOurs && state.lock.settled !== state.lock.composition) throw compositionWouldBeLost(folder)
  return { lock: state.lock }
}

/** What to do when nobody edited anything, but a tool did the same to all of these files. */
async function remedyFor(folder: string, paths: readonly string[], lock: Lock): Promise<string | undefined> {
  const found = new Set<Alteration | undefined>()
  for (const path of paths) {
    const bytes = (await kindIn(folder, path)) === 'file' ? await readFile(join(folder, path)) : undefined
    const locked = lock.files[path]
    found.add(bytes && locked && alterationOf(bytes, locked.digest))
  }
  const [only] = found
  return found.size === 1 && only ? `They have ${only} than the lock says. ${remedies[only]}` : undefined
}

/** Makes and removes a folder where the result will go: permissions alone do not tell whether that works. */
async function tryToWrite(path: string, folder: string): Promise<void> {
  try {
    await mkdir(path)
    await rmdir(path)
  } catch (error) {
    throw asFolderError(folder, error)
  }
}
