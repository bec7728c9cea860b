import type { SandboxLevel } from '../../schema.ts'
import type { Tools } from './tools.ts'

/** What one process in the sandbox may see and change. All paths are absolute and real. */
export interface SandboxOptions {
  /** Seen read-only at its own path; the process starts in it. */
  folder: string
  /** Seen and writable at their own paths. */
  writable: readonly string[]
  /** Seen read-only at their own paths: compose's packages, the Node binary. */
  readOnly: readonly string[]
  /** Beside PATH, HOME, TMPDIR, LANG and TZ, which are set here; nothing is inherited. */
  env: Record<string, string>
  /** Milliseconds, after which it and all its children are ended. */
  timeout: number
  onLine?: (line: string) => void
  /** Ends it before. */
  signal?: AbortSignal | undefined
}

/** One way to start a process apart from the rest. */
export interface Mechanism {
  name: string
  level: SandboxLevel
  /** The command line that starts `job` apart, or undefined when a tool for it is missing. */
  wrap(job: Job, tools: Tools): Job['line'] | undefined
  /** Ends what the run left behind, where the mechanism itself does not. */
  sweep?(mark: string): Promise<void>
}

export interface Job {
  line: readonly [command: string, ...args: string[]]
  /** A fresh private folder outside: `etc` (made-up system files), `root`, `home`, `tmp`. */
  room: string
  options: SandboxOptions
}
