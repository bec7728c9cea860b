import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { ComposeError } from '../errors.ts'
import { capital, faultIn } from '../machine-fault.ts'

/** A stream of this process on which nothing is lost unseen. */
export interface Output {
  stream: NodeJS.WritableStream & { isTTY?: boolean }
  /** Resolves once all that was written is out, with why some of it is not. Whoever stops reading (EPIPE) has seen enough. */
  settle(): Promise<Error | undefined>
}

/** Takes hold of stdout or stderr: from here on an error of it ends nothing, and is told by `settle`. */
export function outputOf(given: NodeJS.WritableStream & { fd: number }): Output {
  const stream = given instanceof Socket ? given : wholeWrites(given.fd)
  let lost: NodeJS.ErrnoException | undefined
  stream.on('error', (error: NodeJS.ErrnoException) => {
    lost ??= error
  })
  return {
    stream,
    async settle() {
      await new Promise<void>((resolve) => stream.write('', () => resolve()))
      // The error of a write is told a moment after its call.
      await new Promise((resolve) => setImmediate(resolve))
      return lost?.code === 'EPIPE' ? undefined : lost
    },
  }
}

/** A file takes what there is room for. Node's own stream takes that for all of it, and the rest is gone. */
function wholeWrites(descriptor: number): Writable {
  return new Writable({
    write(bytes: Buffer, _encoding, done) {
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
}

/** What a person is told whose stdout has not taken the whole answer. */
export function tornAnswer(lost: Error): ComposeError {
  const fault = faultIn(lost)
  const reason = fault ? `${fault.is} (${fault.errno})` : lost.message
  return new ComposeError('environment', `The answer could not be written to stdout: ${reason}.`, {
    suggestion: `${fault ? capital(fault.next) : 'Send it elsewhere.'} What the command has made is there.`,
    cause: lost,
  })
}
