import { existsSync } from 'node:fs'
import { appendFile, open, stat } from 'node:fs/promises'
import { ComposeError } from '../errors.ts'
import { codeOf } from '../workspace/disk.ts'
import type { Destination } from './destination.ts'

/** How each line of such a file begins. */
const beginning = '{"resourceSpans"'

/**
 * A file of JSON lines, one export request each, as OpenTelemetry's file exporter lays it down
 * (https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/). It is tried before the run begins, so that a wrong
 * path costs nobody a run; a file that holds something else is left alone.
 */
export async function toFile(path: string): Promise<Destination> {
  if (await holdsSomethingElse(path)) {
    throw new ComposeError('edits-would-be-lost', `${path} is there already and is not a trace.`, {
      suggestion: 'Name another file with --trace.',
    })
  }
  return (request) => appendFile(path, `${Buffer.from(request).toString()}\n`, { mode: 0o600 })
}

async function holdsSomethingElse(path: string): Promise<boolean> {
  try {
    const there = existsSync(path) ? await stat(path) : undefined
    // A pipe or a terminal has no beginning to look at.
    if (there && !there.isFile() && !there.isDirectory()) return false
    const file = await open(path, 'a+', 0o600)
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(beginning.length), 0, beginning.length, 0)
      return bytesRead > 0 && buffer.toString() !== beginning
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new ComposeError('environment', `The trace ${path} cannot be written (${codeOf(cause) ?? 'unknown'}).`, {
      suggestion: 'Name a file in a folder that is there and where you may write.',
      cause,
    })
  }
}
