import { access, constants } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ComposeError } from '../errors.ts'
import { shellWord } from '../shell-word.ts'
import { asFolderError } from '../workspace/errors.ts'
import { kindAt } from '../workspace/paths.ts'
import { type Saved, saveFile } from './save-file.ts'

const usual: Readonly<Record<string, string>> = { junit: 'junit.xml', sarif: 'compose.sarif' }
const saved: Saved = { what: 'a report', flag: '--report', usual: 'report', isOne: () => true }

/** The same path, if a report could be written there: a long run should not end with that it cannot. */
export async function placeForReport(kind: string, path: string, flag: string): Promise<string> {
  const found = await kindAt(path)
  if (found === 'folder') {
    throw new ComposeError('bad-option', `${path} is a folder; a report is written as a file.`, {
      suggestion: `Say ${flag} ${kind}=${shellWord(join(path, usual[kind]!))}`,
    })
  }
  if (found !== 'absent' && found !== 'file') {
    throw new ComposeError('bad-option', `${path} is no file that a report could be written in.`, {
      suggestion: `Name a file: ${flag} ${kind}=${usual[kind]}`,
    })
  }
  try {
    await access(dirname(path), constants.W_OK)
  } catch (error) {
    throw asFolderError(path, error)
  }
  return path
}

/** Writes a report as one; the one of last time makes way. */
export function writeReport(path: string, text: string): Promise<void> {
  return saveFile(path, text, saved, true)
}
