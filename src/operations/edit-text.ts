import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ComposeError } from '../errors.ts'
import { makeTemporary } from '../workspace/temporary.ts'
import { realWorld } from '../world.ts'
import type { Context } from './operation.ts'

/**
 * Opens a text in the person's own editor, and answers it as it was saved. The editor is $VISUAL or $EDITOR: a program and perhaps
 * options, cut at spaces and never given to a shell. Throws 'environment' where there is none, or it ends badly.
 */
export async function editText(text: string, name: string, context: Context): Promise<string> {
  const [command, ...options] = (context.env.VISUAL?.trim() || context.env.EDITOR?.trim() || '').split(/\s+/)
  if (!command)
    throw new ComposeError('environment', 'No editor is set.', {
      suggestion: 'Name one before you start compose: export EDITOR=nano',
    })
  const folder = await makeTemporary('compose-edit-')
  try {
    const file = join(folder, name)
    await writeFile(file, text, { mode: 0o600 })
    const { status } = await realWorld(context.emit, context.signal).handOver(command, [...options, file])
    if (status !== 0)
      throw new ComposeError(
        'environment',
        `${command} ${status === undefined ? 'did not run to its end' : `ended with status ${status}`}, so nothing was taken over.`,
        {
          suggestion: 'Look at $VISUAL and $EDITOR.',
        },
      )
    return await readFile(file, 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
