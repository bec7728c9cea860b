import { createReadStream } from 'node:fs'
import { ComposeError } from '../errors.ts'
import type { Context } from './operation.ts'

/** Bytes; nothing that a person reviews is larger, and a device or a pipe may never end. */
const most = 16 * 1024 * 1024

/** The text of a file that was named, as long as it can be `what` it should be. Throws 'bad-file' with `suggestion`. */
export async function readGiven(given: string, what: string, suggestion: string, context: Context): Promise<string> {
  const path = await context.reach(given)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of createReadStream(path, { signal: context.signal })) {
      chunks.push(chunk)
      size += chunk.length
      if (size > most) break
    }
  } catch (cause) {
    context.signal.throwIfAborted()
    const code = (cause as NodeJS.ErrnoException).code
    throw new ComposeError('bad-file', `${given}: the ${what} cannot be read (${code}).`, { suggestion, cause })
  }
  if (size > most) throw new ComposeError('bad-file', `${given}: too large for a ${what}.`, { suggestion })
  return Buffer.concat(chunks).toString('utf8')
}
