import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recall, remember } from '../cache.ts'
import { sha256 } from '../digest.ts'
import { digestFiles, readFolder } from './files.ts'

/**
 * What `read` makes of a catalogue's files, from the index that was made when they changed last: one for each folder, under
 * the digest of all its bytes and of the code that reads them, so that an old one is never taken. `read` answers plain data.
 * Where nothing can be kept, that costs only time.
 */
export async function indexed<T>(
  cache: string,
  folder: string,
  files: ReadonlyMap<string, Buffer>,
  read: () => T,
): Promise<T> {
  const name = sha256(folder).slice(0, 32)
  const key = `${digestFiles(files)} ${await readersDigest()}`
  const kept = await recall(cache, name, key)
  if (kept !== undefined) return kept as T
  const made = read()
  await remember(cache, name, key, made).catch(() => undefined)
  return made
}

/** In a checkout the folders of the readers and of the shapes; in a package the bundle, which is all of it. */
async function readersDigest(): Promise<string> {
  const here = dirname(fileURLToPath(import.meta.url))
  const folders = import.meta.url.endsWith('.ts') ? [here, join(here, '../schema')] : [here]
  return (await Promise.all(folders.map(async (folder) => digestFiles(await readFolder(folder))))).join(' ')
}
