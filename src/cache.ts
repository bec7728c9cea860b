import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ownFolder } from './environment.ts'

/** Where this user keeps what is safe to delete; undefined when there is no home. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const base = ownFolder(env, 'XDG_CACHE_HOME')
  return base ? join(base, 'compose', name) : undefined
}

/** What was kept last under this name, if its key is the one that is wanted; undefined when nothing is, or it is spoilt. */
export async function recall(folder: string, name: string, key: string): Promise<unknown> {
  try {
    // The file repeats what it is kept for, so that one copied over another is nothing.
    const file = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))
    return file?.version === 1 && file.key === key ? file.kept : undefined
  } catch {
    return undefined
  }
}

/** Keeps a value for this user alone, in place of what had the name. Throws where it cannot be written. */
export async function remember(folder: string, name: string, key: string, kept: unknown): Promise<void> {
  const path = join(folder, `${name}.json`)
  const half = `${path}.${process.pid}`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await writeFile(half, JSON.stringify({ version: 1, key, kept }), { mode: 0o600 })
    await rename(half, path)
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined)
    throw error
  }
}

/** Takes back what has the name. */
export async function forget(folder: string, name: string): Promise<void> {
  await rm(join(folder, `${name}.json`), { force: true }).catch(() => undefined)
}
