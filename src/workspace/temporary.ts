import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ComposeError } from '../errors.ts'
import { faultIn } from '../machine-fault.ts'

/** A fresh private folder, by its real path; the caller removes it. Throws 'environment' where none can be made. */
export async function makeTemporary(prefix: string): Promise<string> {
  try {
    return await realpath(await mkdtemp(join(tmpdir(), prefix)))
  } catch (error) {
    throw asTemporaryError(error)
  }
}

/** What went wrong in a temporary folder, with what helps there; everything else is passed on as it is. */
export function asTemporaryError(error: unknown): unknown {
  const fault = faultIn(error)
  // A write that fails does not say where.
  const { path = tmpdir() } = error as NodeJS.ErrnoException
  if (!fault || !path.startsWith(tmpdir())) return error
  return new ComposeError('environment', `${tmpdir()} cannot hold temporary files: ${fault.is} (${fault.errno}).`, {
    suggestion: 'Set TMPDIR to a folder that is there, has room, and that you may write.',
    cause: error,
  })
}

/** Throws 'environment' where nothing more can be written: what others have written there may be cut off. */
export async function makeSureOfRoom(folder: string): Promise<void> {
  const path = join(folder, 'room')
  try {
    await writeFile(path, Buffer.alloc(2 ** 16))
    await rm(path)
  } catch (error) {
    throw asTemporaryError(error)
  }
}
