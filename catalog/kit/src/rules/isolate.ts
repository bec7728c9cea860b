import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Reason, RuleFault } from './fault.ts'

/** What one call of a rule may take: the time from when its turn has come, the memory of its heap. */
export const limits = { milliseconds: 2000, megabytes: 64 }

/** What the whole process may grow by, since texts may lie outside the heap and a heap is moved while it is cleared. */
const mostGrown = 2 * limits.megabytes
/** Milliseconds. A call whose turn has not come by then is refused. */
const mostWaiting = 1000
const mostStarting = 20_000

/**
 * One rule's function in a process of its own, which has no environment, no file but the rule's, no further process and
 * no code from texts. It starts when it is first wanted, is kept for the next calls, and is replaced after one that it
 * did not survive. One call at a time.
 */
export class Isolate {
  readonly #name: string
  readonly #module: URL
  #child: ChildProcess | undefined
  #last: Promise<unknown> = Promise.resolve()
  #stopped = false

  /** `module` exports the function under `name`. */
  constructor(name: string, module: URL) {
    this.#name = name
    this.#module = module
  }

  /** Starts it before it is wanted. Throws RuleFault when it cannot be. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#running()
    })
  }

  /** What the function answers. Throws RuleFault. */
  ask(record: object): Promise<string> {
    const asked = performance.now()
    return this.#inTurn(async () => {
      if (performance.now() - asked > mostWaiting) throw this.#fault('busy')
      return this.#call(await this.#running(), record)
    })
  }

  /** Ends the process. Calls that are open or come later are refused. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#end()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    return turn
  }

  async #running(): Promise<ChildProcess> {
    if (this.#child?.connected) return this.#child
    if (this.#stopped) throw this.#fault('ended')
    this.#child = startProcess(this.#name, this.#module)
    const first = await heard(this.#child, mostStarting)
    if (first.said === 'ready') return this.#child
    await this.#end()
    throw this.#fault('start')
  }

  async #call(child: ChildProcess, record: object): Promise<string> {
    child.send(record, () => {})
    const { said, silent } = await heard(child, limits.milliseconds)
    const { outcome, reason } = (said ?? {}) as { outcome?: unknown; reason?: Reason }
    if (typeof outcome === 'string') return outcome
    if (!silent) throw this.#fault(reason ?? 'answer')
    await this.#end()
    throw this.#fault(this.#stopped ? 'ended' : silent)
  }

  async #end(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || isGone(child)) return
    child.ref()
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  #fault(reason: Reason): RuleFault {
    return new RuleFault(this.#name, reason)
  }
}

function startProcess(name: string, module: URL): ChildProcess {
  const [main, guard] = ['process.ts', 'guard.ts'].map((file) => fileURLToPath(new URL(file, import.meta.url)))
  const files = [main!, guard!, fileURLToPath(module)].map((path) => `--allow-fs-read=${path}`)
  const memory = [`--max-old-space-size=${limits.megabytes}`, '--max-semi-space-size=4']
  const flags = ['--permission', '--allow-worker', ...files, ...memory, '--disallow-code-generation-from-strings']
  const given = [module.href, name, String(process.pid), String(mostGrown)]
  const child = spawn(process.execPath, ['--no-warnings', ...flags, main!, ...given], {
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // Neither keeps the service from ending; an error is heard of by its silence.
  child.unref()
  child.channel?.unref()
  child.on('error', () => {})
  return child
}

/** The next thing that a process says, or why it says nothing. */
function heard(child: ChildProcess, within: number): Promise<{ said?: unknown; silent?: Reason }> {
  return new Promise((resolve) => {
    const end = (how: { said?: unknown; silent?: Reason }) => {
      clearTimeout(late)
      child.off('message', message).off('exit', exit).off('error', failed)
      resolve(how)
    }
    const message = (said: unknown) => end({ said })
    // The engine aborts where its heap is full, and the guard kills.
    const exit = (_status: number | null, signal: string | null) => end({ silent: signal ? 'memory' : 'ended' })
    const failed = () => end({ silent: 'ended' })
    const late = setTimeout(() => end({ silent: 'time' }), within)
    child.on('message', message).on('exit', exit).on('error', failed)
  })
}

const isGone = (child: ChildProcess) => child.pid === undefined || child.exitCode !== null || child.signalCode !== null
