import { recall, remember } from '../cache.ts'
import { codeDigest } from '../code-digest.ts'
import { sha256 } from '../digest.ts'

/**
 * What `read` makes of a folder's documents, from the index that was made when they changed last: one for each folder, under
 * the digest of their bytes and of the code that reads them, so that an old one is never taken. `read` answers plain data.
 * Where nothing can be kept, or without a `cache`, that costs only time.
 */
export async function indexed<T>(
  cache: string | undefined,
  folder: string,
  digest: string,
  read: () => T | Promise<T>,
): Promise<T> {
  if (cache === undefined) return read()
  const name = sha256(folder).slice(0, 32)
  const key = `${digest} ${codeDigest()}`
  const kept = recall(cache, name, key)
  if (kept !== undefined) return kept as T
  const made = await read()
  await remember(cache, name, key, made).catch(() => undefined)
  return made
}
