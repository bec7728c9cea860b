import type { ComposeEvent } from './events.ts'

/** One finished process. `status` is undefined when a signal or the time limit ended it. */
export interface Finished {
  status: number | undefined
  signal: string | undefined
  timedOut: boolean
  stdout: string
  stderr: string
}

export interface RunOptions {
  cwd: string
  /** The whole environment of the child; nothing is inherited. */
  env: Record<string, string>
  /** Milliseconds until the process is ended. */
  timeout: number
  /** Called with each line of stderr as it comes. */
  onLine?: (line: string) => void
  /** Ends this process alone; the world's own ends all. */
  signal?: AbortSignal
}

/** A test that has just ended, for whoever watches. What counts is the report of the whole run. */
export interface Tested {
  test: string
  file: string
  passed: boolean
  /** Why it failed. */
  message?: string | undefined
}

/** The clock, the environment, processes and the ear for events, so that tests can replace them. */
export interface World {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** Milliseconds, monotonic: for durations only, never for what is generated. */
  milliseconds(): number
  emit(event: ComposeEvent): void
  /** Told of each test as it ends, with how many there shall be; nobody counts them where it is not there. */
  tested?: ((test: Tested, of: number) => void) | undefined
  /** Ends running work when the person interrupts. */
  signal: AbortSignal
  run(command: string, args: readonly string[], options: RunOptions): Promise<Finished>
  /** Starts what runs until it ends or the signal comes, and passes on what it says line by line. */
  start(command: string, args: readonly string[], options: StartOptions): Promise<{ status: number | undefined }>
  /** Leaves the terminal to a program until it ends. `status` is undefined when it could not be started, or a signal ended it. */
  handOver(command: string, args: readonly string[]): Promise<{ status: number | undefined }>
}

export interface StartOptions {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** Milliseconds that it gets to stop before it is killed. */
  patience: number
  onLine(line: string, from: 'stdout' | 'stderr'): void
}

const outputLimit = 64 * 1024 * 1024

/** The real world. This is the only place that starts processes; never through a shell. */
export function realWorld(emit: (event: ComposeEvent) => void, signal: AbortSignal): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    milliseconds: () => performance.now(),
    emit,
    signal,
    async run(command, args, options) {
      const { execa } = await import('execa')
      const ending = options.signal ? AbortSignal.any([signal, options.signal]) : signal
      const child = execa(command, args, {
        cwd: options.cwd,
        env: options.env,
        extendEnv: false,
        stdin: 'ignore',
        detached: true,
        timeout: options.timeout,
        cancelSignal: ending,
        forceKillAfterDelay: 2000,
        maxBuffer: outputLimit,
        reject: false,
      })
      // Ended in the middle of starting, bubblewrap leaves a child behind that waits for it for ever, and holds our pipes.
      child.nodeChildProcess.once('exit', () => {
        endGroup(child.pid)
        // One that had left the group by then keeps the pipes open: what it would say no longer matters.
        const cut = () => {
          child.stdout.destroy()
          child.stderr.destroy()
        }
        if (ending.aborted) setTimeout(cut, 300)
      })
      if (options.onLine) for await (const line of child.iterable({ from: 'stderr' })) options.onLine(line)
      const result = await child
      if (result.failed && result.exitCode === undefined && !result.signal && !result.timedOut && !result.isCanceled) {
        return { status: 127, signal: undefined, timedOut: false, stdout: '', stderr: result.shortMessage ?? command }
      }
      return {
        status: result.exitCode,
        signal: result.signal,
        timedOut: result.timedOut,
        stdout: result.stdout,
        stderr: result.stderr,
      }
    },
    async start(command, args, { cwd, env, patience, onLine }) {
      const { execa } = await import('execa')
      const child = execa(command, args, {
        cwd,
        env,
        extendEnv: false,
        stdin: 'ignore',
        // A group of its own, so that a Ctrl-C reaches it once, through us; the channel tells it when we are gone.
        detached: true,
        cleanup: true,
        ipc: true,
        buffer: false,
        cancelSignal: signal,
        forceKillAfterDelay: patience,
        reject: false,
      })
      const listen = async (from: 'stdout' | 'stderr') => {
        for await (const line of child.iterable({ from })) onLine(String(line), from)
      }
      const [result] = await Promise.all([child, listen('stdout'), listen('stderr')])
      return { status: result.exitCode }
    },
    async handOver(command, args) {
      const { execa } = await import('execa')
      const { exitCode } = await execa(command, args, { stdio: 'inherit', cancelSignal: signal, reject: false })
      return { status: exitCode }
    },
  }
}

/** Ends whatever is left of the group that a process led. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch {
    // Nobody is left, as it should be.
  }
}
