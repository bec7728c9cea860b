import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { ComposeError } from '../errors.ts'
import { lift } from '../schema/lift.ts'
import { Composition } from '../schema.ts'
import { codeOf } from './disk.ts'

/** The folder's own composition.yaml as a person left it, with its text. Throws `bad-file` naming line or key of every mistake. */
export async function readComposition(folder: string): Promise<{ composition: Composition; text: string }> {
  const path = join(folder, 'composition.yaml')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const message = codeOf(cause) === 'ENOENT' ? `${path} is missing.` : `${path} cannot be read (${codeOf(cause)}).`
    throw new ComposeError('bad-file', message, { suggestion: 'Put it back: git checkout composition.yaml', cause })
  }
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true })
  const broken = document.errors.map(({ message, pos }) => ({
    where: `${path}:${counter.linePos(pos[0]).line}`,
    message,
  }))
  const parsed = broken.length ? undefined : Composition.safeParse(lift(document.toJS()))
  if (parsed?.success) return { composition: parsed.data, text }
  const found = parsed?.error
    ? parsed.error.issues.map(({ path: keys, message }) => ({
        where: `${path}#${keys.join('.')}`,
        message: `${keys.join('.')}: ${message}`,
      }))
    : broken
  const suggestion = 'Correct it, or take it back from an earlier commit.'
  throw new ComposeError('bad-file', `${path} is not a composition: ${found[0]?.message.split('\n')[0]}`, {
    suggestion,
    problems: found.map(({ where, message }) => ({ code: 'bad-file', message, suggestion, where })),
  })
}
