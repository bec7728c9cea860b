import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Supervised {
  stop(): Promise<void>
}

// A library that a library uses warns of its own future; nobody who runs a service can act on that.
const quiet = '--disable-warning=DeprecationWarning'

/** Milliseconds after which a child counts as having run well, so that the waits between restarts begin anew. */
const settled = 30_000

/** Runs a script with this Node and starts it again, after a growing wait, whenever it ends by itself. It ends when this process does. */
export function superviseChild(script: string, env: Record<string, string | undefined>): Supervised {
  let child: ChildProcess
  let timer: NodeJS.Timeout | undefined
  let stopping = false
  const run = (wait: number) => {
    const begun = Date.now()
    // The channel is how the child learns that this process is gone.
    child = spawn(process.execPath, [quiet, script], {
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.once('exit', (status, signal) => {
      if (stopping) return
      const next = Date.now() - begun > settled ? 200 : Math.min(wait * 2, 10_000)
      process.stderr.write(
        `The service ended (${signal ?? `status ${status}`}); it starts again in ${next / 1000} s.\n`,
      )
      timer = setTimeout(run, next, next)
    })
  }
  run(100)
  return {
    stop: async () => {
      stopping = true
      clearTimeout(timer)
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), 8000)
      await once(child, 'exit')
      clearTimeout(hard)
    },
  }
}
