import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { digestOf } from '../digest.ts'
import { ComposeError } from '../errors.ts'
import type { FileSet } from '../schema.ts'
import { type Disk, unless } from './disk.ts'
import { halfChanged } from './errors.ts'
import { lockName, transactionFolder } from './names.ts'
import { digestIn, foldersOf, isSafe, kindAt, kindIn, makeParents } from './paths.ts'
import { removeEmptyFolders, removeTree } from './remove-tree.ts'
import { together } from './together.ts'

const digest = z.string()
// The list may have come with a cloned repository: it must not be able to name anything outside the folder.
const path = z.string().refine(isSafe)
const folderPath = z.string().refine((folder) => isSafe(`${folder}/${'0'.repeat(64)}`))

/** The list of what is to be done. `was` is what stood there (null: nothing): whatever else stands there later is a person's. */
const Journal = z.strictObject({
  version: z.literal(1),
  deletes: z.array(z.strictObject({ path, was: digest })),
  puts: z.array(z.strictObject({ path, staged: z.string().regex(/^\d+$/), is: digest, was: digest.nullable() })),
})
type Journal = z.infer<typeof Journal>

/** What to change: whole new files, and paths to remove. */
export interface Change {
  puts: FileSet
  deletes: readonly string[]
}

/**
 * Changes a folder as one: the new bytes and the list are written below `.compose/transaction/`, the list gets its
 * name (from here on the change will be made, by this process or the next), then everything is moved to its place.
 */
export async function transact(folder: string, change: Change, disk: Disk): Promise<void> {
  try {
    await stage(folder, change, disk)
  } catch (error) {
    await rollBack(folder, disk).catch(() => undefined)
    throw error
  }
  try {
    await finish(folder, disk)
  } catch (error) {
    throw halfChanged(folder, error)
  }
}

/** Finishes a change that was decided, or takes back one that was not. Answers what it did. */
export async function recoverTransaction(folder: string, disk: Disk): Promise<'nothing' | 'finished' | 'rolled-back'> {
  if ((await kindIn(folder, transactionFolder)) !== 'folder') return 'nothing'
  if ((await kindAt(at(folder, 'journal.json'))) === 'file') {
    await finish(folder, disk)
    return 'finished'
  }
  await rollBack(folder, disk)
  return 'rolled-back'
}

const at = (folder: string, name: string) => join(folder, transactionFolder, name)

async function stage(folder: string, change: Change, disk: Disk): Promise<void> {
  await makeParents(folder, `${transactionFolder}/new/x`, disk)
  // New folders are made before the decision, while a full disk can still be answered by taking everything back.
  const folders: string[] = []
  for (const parent of foldersOf(change.puts.keys())) {
    if ((await kindAt(join(folder, parent))) === 'absent') folders.push(parent)
  }
  await disk.create(at(folder, 'folders.json'), Buffer.from(JSON.stringify(folders)), '644')
  await disk.sync(join(folder, transactionFolder))
  // Below a file that is yet to be removed nothing can be made; `put` does it then.
  for (const parent of folders) await unless(['ENOTDIR'], disk.makeFolder(join(folder, parent)))

  // The lock goes last: it is the statement that everything else is there.
  const puts = [...change.puts].sort(([a], [b]) => Number(a === lockName) - Number(b === lockName) || (a < b ? -1 : 1))
  const journal: Journal = { version: 1, deletes: [], puts: [] }
  for (const path of change.deletes) {
    const was = await digestIn(folder, path)
    if (was) journal.deletes.push({ path, was })
  }
  for (const [index, [path, file]] of puts.entries()) {
    const was = (await digestIn(folder, path)) ?? null
    journal.puts.push({ path, staged: String(index), is: digestOf(file.bytes), was })
  }
  await together(puts, ([, file], index) => disk.create(at(folder, `new/${index}`), file.bytes, file.mode))
  await disk.sync(at(folder, 'new'))
  await disk.create(at(folder, 'journal.part'), Buffer.from(JSON.stringify(journal)), '644')
  await disk.rename(at(folder, 'journal.part'), at(folder, 'journal.json'))
  await disk.sync(join(folder, transactionFolder))
}

/** Every part of it may have been done before: it is safe to run again from the start. */
async function finish(folder: string, disk: Disk): Promise<void> {
  const journal = await readJournal(folder)
  for (const { path, was } of journal.deletes) {
    if ((await digestIn(folder, path)) === was) await unless(['ENOENT'], disk.removeFile(join(folder, path)))
  }
  for (const put of journal.puts) await place(folder, put, disk)
  const parents = foldersOf(journal.deletes.map(({ path }) => path)).reverse()
  for (const parent of parents) {
    if ((await kindIn(folder, parent)) !== 'folder') continue
    await unless(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'], disk.removeFolder(join(folder, parent)))
  }
  const touched = new Set([...journal.puts, ...journal.deletes].map(({ path }) => dirname(join(folder, path))))
  for (const parent of touched) if ((await kindAt(parent)) === 'folder') await disk.sync(parent)
  // The list goes first: without it the rest is only waste.
  await disk.removeFile(at(folder, 'journal.json'))
  await disk.sync(join(folder, transactionFolder))
  await clear(folder, disk)
}

async function readJournal(folder: string): Promise<Journal> {
  try {
    return Journal.parse(JSON.parse(await readFile(at(folder, 'journal.json'), 'utf8')))
  } catch (cause) {
    throw new ComposeError('bad-file', `${at(folder, 'journal.json')} is not a list of changes that compose wrote.`, {
      suggestion: `If ${folder} is as you want it, remove ${join(folder, transactionFolder)}.`,
      cause,
    })
  }
}

async function place(folder: string, put: Journal['puts'][number], disk: Disk): Promise<void> {
  const target = join(folder, put.path)
  const staged = at(folder, `new/${put.staged}`)
  if ((await kindIn(folder, `${transactionFolder}/new/${put.staged}`)) !== 'file') return
  for (const parent of foldersOf([put.path])) {
    if (!['folder', 'absent'].includes(await kindIn(folder, parent))) return
  }
  await makeParents(folder, put.path, disk)
  if ((await kindAt(target)) === 'folder') await removeEmptyFolders(target, disk)
  const now = await digestIn(folder, put.path)
  const kind = await kindAt(target)
  // Changed by a person between the decision and now (after a crash): theirs stays, and shows as an edit.
  const theirs = now === undefined ? kind !== 'absent' : now !== put.was && now !== put.is
  if (!theirs) await disk.rename(staged, target)
}

async function rollBack(folder: string, disk: Disk): Promise<void> {
  for (const made of (await readFolders(folder)).reverse()) {
    if ((await kindIn(folder, made)) === 'folder')
      await unless(['ENOTEMPTY', 'EEXIST'], disk.removeFolder(join(folder, made)))
  }
  await clear(folder, disk)
}

async function readFolders(folder: string): Promise<string[]> {
  try {
    return z.array(folderPath).parse(JSON.parse(await readFile(at(folder, 'folders.json'), 'utf8')))
  } catch {
    // Cut off while it was written: nothing had been made by then.
    return []
  }
}

async function clear(folder: string, disk: Disk): Promise<void> {
  // The list of made folders goes last, for a kill in the middle of taking back.
  await removeTree(at(folder, 'new'), disk)
  await removeTree(join(folder, transactionFolder), disk)
  await unless(['ENOENT', 'ENOTEMPTY', 'EEXIST'], disk.removeFolder(dirname(join(folder, transactionFolder))))
}
