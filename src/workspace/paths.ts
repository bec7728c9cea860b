import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ComposeError } from '../errors.ts'
import type { FileSet } from '../schema.ts'
import { codeOf, type Disk } from './disk.ts'
import { isBase, notOurs } from './names.ts'

/** Refuses a set with a path that leaves the folder, belongs to someone else, or stands in another's way. */
export function checkPaths(files: FileSet): void {
  const folded = new Set<string>()
  for (const path of files.keys()) {
    if (!isSafe(path)) throw new ComposeError('bug', `A file cannot be written at ${JSON.stringify(path)}.`)
    const key = path.normalize('NFC').toLowerCase()
    if (folded.has(key)) throw new ComposeError('bug', `Two files have the same name on some machines: ${path}`)
    folded.add(key)
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
      if (files.has(parent)) throw new ComposeError('bug', `${parent} is both a file and a folder.`)
    }
  }
}

/** Whether a path stays below the folder, and off what belongs to the person, npm, git or our own bookkeeping. */
export function isSafe(path: string): boolean {
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\\\0]/.test(path)) return false
  return !notOurs.has(parts[0]!) && (parts[0] !== '.compose' || isBase(path))
}

/** All folders that the paths need, parents first, without the top. */
export function foldersOf(paths: Iterable<string>): string[] {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) folders.add(parent)
  }
  return [...folders].sort()
}

export type Kind = 'absent' | 'file' | 'folder' | 'link' | 'other'

/** What stands at a path, without following a link. */
export async function kindAt(path: string): Promise<Kind> {
  try {
    const stat = await lstat(path)
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other'
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return 'absent'
    throw error
  }
}

/**
 * The place that a person names, from `base` on. A symbolic link stands for what is behind it, since a link itself is never
 * written through or replaced. Throws 'bad-option' for what is no name, and for a link to nothing.
 */
export async function placeNamed(base: string, name: string): Promise<string> {
  if (name === '' || name.includes('\0')) {
    const what = name === '' ? 'An empty path' : 'A path with a NUL byte'
    throw new ComposeError('bad-option', `${what} was given.`, { suggestion: 'For the current folder say a dot.' })
  }
  const path = resolve(base, name)
  if ((await kindAt(path)) !== 'link') return path
  try {
    return await realpath(path)
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause
    // An open pipe, as /dev/stdin and /dev/fd/3 may be, has no name behind its link.
    if (await isThere(path)) return path
    throw new ComposeError('bad-option', `${path} is a symbolic link to something that is not there.`, {
      suggestion: 'Make what it points to, remove it, or name something else.',
      cause,
    })
  }
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The same for a path below a folder, `link` when any part of the way is one. */
export async function kindIn(folder: string, path: string): Promise<Kind> {
  for (const parent of foldersOf([path])) {
    const kind = await kindAt(join(folder, parent))
    if (kind !== 'folder') return kind === 'link' ? 'link' : 'absent'
  }
  return kindAt(join(folder, path))
}

/** The digest of a plain file below a folder; undefined for anything else, or nothing, or on the far side of a link. */
export async function digestIn(folder: string, path: string): Promise<string | undefined> {
  if ((await kindIn(folder, path)) !== 'file') return undefined
  const hash = createHash('sha256')
  await pipeline(createReadStream(join(folder, path)), hash)
  return `sha256:${hash.digest('hex')}`
}

/** Makes the folders above `path` where they are missing. A link among them is refused: it may lead out of the folder. */
export async function makeParents(folder: string, path: string, disk: Disk): Promise<void> {
  for (const parent of foldersOf([path])) {
    const kind = await kindAt(join(folder, parent))
    if (kind === 'absent') await disk.makeFolder(join(folder, parent))
    else if (kind !== 'folder') throw throughLink(folder, parent)
  }
}

export function throughLink(folder: string, path: string): ComposeError {
  return new ComposeError(
    'folder-not-ours',
    `${join(folder, path)} is not a folder of its own, so nothing is written through it.`,
    {
      suggestion: 'Replace the link or file by a real folder, or choose another folder.',
    },
  )
}
