import { Problem } from '../problem.ts'
import type { SentFile } from './shapes.ts'

// A part takes a file whole, as JSON has it. So that nobody fills the memory with files, all that are on their way together have
// room for so many bytes, and no more.

const ROOM = 64 * 1024 * 1024
let taken = 0

/** A file as the shared type File has it. */
export interface WholeFile {
  name: string
  content: string
}

/**
 * Reads a file to its end and gives it to `use`, which may take as long as it needs. Throws Problem unavailable when too many are on
 * their way, and what reading throws.
 */
export async function withWhole<T>({ name, content }: SentFile, use: (whole: WholeFile) => Promise<T>): Promise<T> {
  const chunks: Buffer[] = []
  let own = 0
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      own += chunk.length
      taken += chunk.length
      if (taken > ROOM) throw new Problem('unavailable', 'Too many files are on their way. Try again in a minute.')
      chunks.push(chunk)
    }
    return await use({ name, content: Buffer.concat(chunks).toString('base64') })
  } finally {
    taken -= own
  }
}
