import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Lock, Receipt } from '../schema.ts'
import { lockName, notOurs, pageName, receiptName } from './names.ts'
import { digestIn, kindAt } from './paths.ts'

/** What is at the place where the service shall be. */
export type FolderState =
  | { kind: 'absent' }
  /** Nothing in it, or only `.git`. */
  | { kind: 'empty' }
  /**
   * Ours: `beside` are files that are ours and not of the lock, `edited` are files of ours that were changed, or removed from those
   * of the lock, and `extra` are files that nobody of us knows.
   */
  | { kind: 'ours'; lock: Lock; beside: string[]; edited: string[]; extra: string[] }
  /** Something else; a few names of what is there (none when it is not a folder). */
  | { kind: 'foreign'; examples: string[] }

/** Reads what is in a folder and changes nothing. Links are not followed; a link where a file should be is an edit. */
export async function inspectFolder(folder: string): Promise<FolderState> {
  const kind = await kindAt(folder)
  if (kind === 'absent') return { kind: 'absent' }
  if (kind !== 'folder') return { kind: 'foreign', examples: [] }
  const names = (await readdir(folder)).sort()
  const lock = await readLock(folder)
  if (!lock) {
    const others: string[] = []
    for (const name of names) if (name !== '.git' && !(await isBookkeeping(folder, name))) others.push(name)
    return others.length === 0 ? { kind: 'empty' } : { kind: 'foreign', examples: others.slice(0, 3) }
  }
  const edited: string[] = []
  for (const [path, file] of Object.entries(lock.files)) {
    if ((await digestIn(folder, path)) !== file.digest) edited.push(path)
  }
  const page = await pageOf(folder)
  if (page === 'edited') edited.push(pageName)
  edited.sort()
  const beside = [lockName, receiptName, ...(page === 'foreign' ? [] : [pageName])]
  return { kind: 'ours', lock, beside, edited, extra: await extras(folder, [...Object.keys(lock.files), ...beside]) }
}

/** Whose the page is. Its digest stands in the receipt; where that is gone too, nobody can tell that it was edited. */
async function pageOf(folder: string): Promise<'ours' | 'edited' | 'foreign'> {
  const now = await digestIn(folder, pageName)
  if (now === undefined) return (await kindAt(join(folder, pageName))) === 'absent' ? 'ours' : 'foreign'
  if ((await kindAt(join(folder, receiptName))) !== 'file') return 'ours'
  const proved = Receipt.safeParse(await readJson(join(folder, receiptName))).data
  const known = proved?.subject.find(({ name }) => name === pageName)
  if (!known) return 'foreign'
  return now === `sha256:${known.digest.sha256}` ? 'ours' : 'edited'
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** A delivery into an empty folder that is under way, or was cut off: nothing of anybody's. */
async function isBookkeeping(folder: string, name: string): Promise<boolean> {
  if (name !== '.compose' || (await kindAt(join(folder, name))) !== 'folder') return false
  return (await readdir(join(folder, name))).every((inside) => /^(lock|transaction)\b/.test(inside))
}

/** A lock from its bytes; an editor's byte order mark does not matter. Throws what `JSON.parse` throws. */
export function parseLock(bytes: Buffer) {
  return Lock.safeParse(JSON.parse(bytes.toString().replace(/^\ufeff/, '')))
}

/** The lock of a folder, or undefined when it has none that can be read. */
export async function readLock(folder: string): Promise<Lock | undefined> {
  if ((await kindAt(join(folder, lockName))) !== 'file') return undefined
  try {
    return parseLock(await readFile(join(folder, lockName))).data
  } catch {
    return undefined
  }
}

async function extras(folder: string, ours: readonly string[]): Promise<string[]> {
  const known = new Set(ours)
  const found: string[] = []
  const walk = async (below: string) => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (below === '' && (notOurs.has(entry.name) || entry.name === '.compose')) continue
      if (entry.isDirectory() && entry.name === 'node_modules') continue
      if (entry.isDirectory()) await walk(path)
      else if (!known.has(path)) found.push(path)
    }
  }
  await walk('')
  return found.sort()
}
