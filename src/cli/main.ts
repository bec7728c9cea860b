import * as z from 'zod'
import { ComposeError } from '../errors.ts'
import { asComposeError } from '../operations/outcome.ts'
import { ownVersion } from '../operations/root.ts'
import { outputOf, tornAnswer } from './output.ts'
import { run, warn } from './run.ts'
import { errorText } from './show/error.ts'
import type { Terminal } from './terminal.ts'

// The only file that ends the process. It is started by bin/compose.js.

// Code that is made for a shape pays after thousands of values; a command reads a few of each.
z.config({ jitless: true })

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
const stdout = outputOf(process.stdout)
const stderr = outputOf(process.stderr)

process.on('uncaughtException', (error) => {
  const known = asComposeError(error)
  process.stderr.write(errorText(known, process))
  process.exit(known.exitStatus)
})

const args = process.argv.slice(2)
const terminal: Terminal = {
  version: ownVersion(),
  get cwd() {
    return currentFolder()
  },
  env: process.env,
  signal: interrupted.signal,
  stdout: stdout.stream,
  stderr: stderr.stream,
  get stdin() {
    return process.stdin
  },
}
const status = await run(args, terminal)
// An answer that nobody can read is none, however well the work went.
const lost = await stdout.settle()
if (lost) warn(args, tornAnswer(lost), terminal)
await stderr.settle()
process.exit(status === 130 ? (interruptedBy ?? status) : status === 0 && lost ? 3 : status)

/** Asked for only where it is needed: a folder that was removed has no name. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new ComposeError('environment', 'The current folder is not there any more.', {
      suggestion: 'Change to a folder that is there, and run the same command again.',
      cause,
    })
  }
}

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
