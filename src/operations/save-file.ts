import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ComposeError } from '../errors.ts'
import { shellWord } from '../shell-word.ts'
import { realDisk } from '../workspace/disk.ts'
import { asFolderError } from '../workspace/errors.ts'
import { kindAt } from '../workspace/paths.ts'

/** What is saved in a file that a person names. */
export interface Saved {
  /** a plan */
  what: string
  /** --out */
  flag: string
  /** plan.yaml */
  usual: string
  /** Whether a file that is there already is one of these, so that it may be replaced. */
  isOne(text: string): boolean
}

/** Saves a text by a temporary file and a rename. Another file of that name that is no such thing is only replaced when `anyway`. */
export async function saveFile(path: string, text: string, saved: Saved, anyway: boolean): Promise<void> {
  const folder = dirname(path)
  try {
    await refuseOther(path, saved, anyway)
    const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}`)
    await realDisk.create(temporary, Buffer.from(text), '644')
    try {
      await realDisk.rename(temporary, path)
    } catch (error) {
      await realDisk.removeFile(temporary).catch(() => undefined)
      throw error
    }
    await realDisk.sync(folder)
  } catch (error) {
    throw asFolderError(path, error)
  }
}

/** Only a file can be replaced: a device or a pipe would be gone, and some of them never end. */
async function refuseOther(path: string, { flag, isOne, usual, what }: Saved, anyway: boolean): Promise<void> {
  const kind = await kindAt(path)
  if (kind === 'absent') return
  if (kind === 'folder') {
    throw new ComposeError('bad-option', `${path} is a folder; ${what} is saved as a file.`, {
      suggestion: `Say ${flag} ${shellWord(join(path, usual))}`,
    })
  }
  if (kind !== 'file') {
    throw new ComposeError('bad-option', `${path} is no file that ${what} could be saved in.`, {
      suggestion: `Name a file with ${flag}.`,
    })
  }
  if (anyway || isOne(await readFile(path, 'utf8'))) return
  throw new ComposeError('edits-would-be-lost', `${path} is there already and is not ${what}.`, {
    suggestion: `Choose another name with ${flag}, or say --yes to replace it.`,
  })
}
