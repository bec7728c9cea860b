import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { digestOf } from '../digest.ts'
import { ComposeError } from '../errors.ts'
import type { FileSet, OutputFile } from '../schema.ts'
import { type Disk, realDisk } from './disk.ts'
import { alreadyThere, asFolderError, editsWouldBeLost, notOurs } from './errors.ts'
import { type Hold, holdFolder } from './hold.ts'
import { type FolderState, inspectFolder } from './inspect.ts'
import { isBase, lockName } from './names.ts'
import { checkPaths, digestIn, foldersOf, kindAt, kindIn, throughLink } from './paths.ts'
import { recover, recoverHeld } from './recover.ts'
import { removeTree } from './remove-tree.ts'
import { siblingOf, writeTree } from './sibling.ts'
import { transact } from './transaction.ts'

export interface DeliverOptions {
  /** Whether a folder that is ours already may be changed. Without it only an absent or empty one is written. */
  replace: boolean
  /** A hold taken earlier for the whole run; otherwise one is taken for the delivery. */
  hold?: Hold
  /** Files whose edits were taken up into the new set: they may be replaced. */
  taken?: readonly string[]
  disk?: Disk
}

/**
 * Makes the folder hold exactly these files, in one step that a kill cannot halve: the next `recover` finishes it
 * or takes it back. The person's own files stay. Throws `folder-not-ours`, `edits-would-be-lost`, `folder-busy` or
 * `folder-unwritable`; then nothing has changed.
 */
export async function deliver(folder: string, files: FileSet, options: DeliverOptions): Promise<void> {
  const disk = options.disk ?? realDisk
  checkPaths(files)
  if (!files.has(lockName)) throw new ComposeError('bug', `A file set without ${lockName} cannot be delivered.`)
  if (!options.hold) await recover(folder, disk)
  const before = await inspectFolder(folder)
  if (before.kind === 'foreign') throw notOurs(folder, before.examples)
  const hold = options.hold ?? (await holdFolder(folder, disk))
  try {
    await recoverHeld(folder, disk)
    const state = await inspectFolder(folder)
    if (state.kind === 'foreign') throw notOurs(folder, state.examples)
    if (state.kind === 'absent') await placeNew(folder, files, disk)
    else await change(folder, files, state, options, disk)
  } catch (error) {
    throw asFolderError(folder, error)
  } finally {
    if (!options.hold) await hold.release().catch(() => undefined)
  }
}

async function placeNew(folder: string, files: FileSet, disk: Disk): Promise<void> {
  const sibling = await siblingOf(folder)
  try {
    await writeTree(sibling, files, disk)
    await disk.rename(sibling, folder)
  } catch (error) {
    await removeTree(sibling, disk).catch(() => undefined)
    throw error
  }
  await disk.sync(dirname(folder))
}

async function change(
  folder: string,
  files: FileSet,
  state: Extract<FolderState, { kind: 'empty' | 'ours' }>,
  { replace, taken = [] }: DeliverOptions,
  disk: Disk,
): Promise<void> {
  const locked = new Set(state.kind === 'ours' ? [...Object.keys(state.lock.files), ...state.beside] : [])
  const bases = await storedBases(folder)
  const puts = new Map<string, OutputFile>()
  const lost: string[] = []
  for (const [path, file] of files) {
    for (const parent of foldersOf([path])) {
      if ((await kindAt(join(folder, parent))) === 'link') throw throughLink(folder, parent)
    }
    const now = await digestIn(folder, path)
    if (now === digestOf(file.bytes) && (await hasMode(join(folder, path), file.mode))) continue
    puts.set(path, file)
    if (locked.has(path) || isBase(path) || now === digestOf(file.bytes)) continue
    if (await wouldHide(folder, path, locked)) lost.push(path)
  }
  const deletes = [...locked, ...bases].filter((path) => !files.has(path))
  if (state.kind === 'ours') {
    for (const path of state.edited) {
      const wanted = files.get(path)
      if (taken.includes(path)) continue
      const now = await digestIn(folder, path)
      if (now !== (wanted && digestOf(wanted.bytes))) lost.push(path)
    }
  }
  if (lost.length) throw editsWouldBeLost(folder, [...new Set(lost)].sort())
  const gone: string[] = []
  for (const path of deletes) if ((await digestIn(folder, path)) !== undefined) gone.push(path)
  if (puts.size === 0 && gone.length === 0) return
  if (state.kind === 'ours' && !replace) throw alreadyThere(folder)
  await transact(folder, { puts, deletes: gone }, disk)
}

/** Whether something that is not ours stands where a new file shall go. */
async function wouldHide(folder: string, path: string, ours: ReadonlySet<string>): Promise<boolean> {
  for (const parent of foldersOf([path])) {
    const kind = await kindAt(join(folder, parent))
    if (kind !== 'folder' && kind !== 'absent') return !ours.has(parent)
  }
  const kind = await kindAt(join(folder, path))
  if (kind === 'absent') return false
  if (kind !== 'folder') return true
  for (const entry of await readdir(join(folder, path), { withFileTypes: true, recursive: true })) {
    const inside = join(entry.parentPath, entry.name).slice(folder.length + 1)
    if (!entry.isDirectory() && !ours.has(inside)) return true
  }
  return false
}

async function storedBases(folder: string): Promise<string[]> {
  if ((await kindIn(folder, '.compose/base')) !== 'folder') return []
  return (await readdir(join(folder, '.compose/base'))).map((name) => `.compose/base/${name}`).filter(isBase)
}

/** Only whether it can be run: the rest of a mode is the umask of whoever cloned the folder. */
async function hasMode(path: string, mode: '644' | '755'): Promise<boolean> {
  return (((await stat(path)).mode & 0o100) !== 0) === (mode === '755')
}
