import { ComposeError } from '../errors.ts'
import { asComposeError } from '../operations/outcome.ts'
import { ownVersion } from '../operations/root.ts'
import { run } from './run.ts'
import { errorText } from './show/error.ts'

// The only file that ends the process. It is started by bin/compose.js.

const interrupted = new AbortController()
let interruptedBy: number | undefined
let first = 0

/** One Ctrl-C can arrive twice: from the terminal, and from npm or our own starter, which pass it on. */
const sameSignal = 500

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const) {
  process.on(signal, () => interrupt(status))
}
if (process.send) {
  process.on('disconnect', () => interrupt(143))
  process.channel?.unref()
}
// Whoever reads us may stop reading, and a terminal may be closed: what is left to say is dropped, the work and its status are not.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
}

process.on('uncaughtException', (error) => {
  process.stderr.write(errorText(asComposeError(error), process))
  process.exit(70)
})

const status = await run(process.argv.slice(2), {
  version: await ownVersion(),
  cwd: process.cwd(),
  env: process.env,
  signal: interrupted.signal,
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
})
await Promise.all([process.stdout, process.stderr].map(drained))
process.exit(status === 130 ? (interruptedBy ?? status) : status)

function interrupt(exit: number): void {
  const now = performance.now()
  if (interruptedBy === undefined) {
    first = now
    interruptedBy = exit
    interrupted.abort(
      new ComposeError('interrupted', 'Interrupted; nothing was half-written.', {
        suggestion: 'Run the same command again.',
      }),
    )
  } else if (now - first > sameSignal) process.exit(exit)
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) return resolve()
    stream.once('error', () => resolve())
    stream.write('', () => resolve())
  })
}
