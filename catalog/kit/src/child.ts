import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { reasonOf } from './alone.ts'
import { tryAgain } from './environment.ts'
import { type Begun, NotReady, type Part } from './supervise.ts'

// A library that a library uses warns of its own future; nobody who runs a service can act on that.
const quiet = '--disable-warning=DeprecationWarning'

/** Milliseconds that a child has to stop in order. */
const grace = 8000

/** A script with this Node, which says `ready` by its channel. It ends when this process does. */
export function childPart(name: string, script: string, env: Record<string, string | undefined>): Part {
  return {
    name,
    async begin(signal) {
      // The channel is also how the child learns that this process is gone.
      const child = spawn(process.execPath, [quiet, script], {
        env: env as NodeJS.ProcessEnv,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        // Ctrl-C reaches the supervisor alone, which stops one after the other.
        detached: true,
      })
      const ended = once(child, 'exit').then(([status, killed]) => `${killed ?? `status ${status}`}`, reasonOf)
      const stop = async () => {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
        const hard = setTimeout(() => child.kill('SIGKILL'), grace)
        await ended
        clearTimeout(hard)
      }
      const give = () => void stop()
      signal.addEventListener('abort', give)
      const ready = new Promise<void>((resolve) => {
        child.on('message', (message) => message === 'ready' && resolve())
      })
      const before = await Promise.race([ready, ended])
      signal.removeEventListener('abort', give)
      if (before === undefined) return { ended, stop } satisfies Begun
      throw new NotReady(
        `the ${name} ended before it was ready: ${before}`,
        child.exitCode === tryAgain || child.signalCode !== null,
      )
    },
  }
}
