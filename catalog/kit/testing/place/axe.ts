import { fork } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

export interface Axe {
  /** Takes a page to look at; what is found is told by `findings`. */
  look(where: string, html: string): void
  /** What axe found in all pages so far, as lines `where: rule: element`. jsdom draws nothing, so contrast is not measured here. */
  findings(): Promise<string[]>
  stop(): Promise<unknown>
}

/** Starts with the first page: loading it takes as much work as many tests, which a run of other tests is spared. */
export function newAxe(): Axe {
  let axe: AxeProcess | undefined
  let looks: Promise<string[]> | undefined
  return {
    look: (where, html) => {
      axe ??= startAxe()
      const { find } = axe
      const before = looks ?? Promise.resolve([])
      looks = before.then(async (found) => [...found, ...(await find(html)).map((one) => `${where}: ${one}`)])
      looks.catch(() => {})
    },
    findings: async () => {
      if (!looks) throw new Error('axe was shown no page')
      return looks
    },
    stop: async () => axe?.stop(),
  }
}

interface AxeProcess {
  find(html: string): Promise<string[]>
  stop(): Promise<void>
}

/** A process of its own that works when nobody else does: each page takes it long, and nobody waits for it before the end. */
function startAxe(): AxeProcess {
  const child = fork(fileURLToPath(new URL('./axe-process.ts', import.meta.url)), { stdio: 'inherit' })
  setPriority(child.pid!, constants.priority.PRIORITY_LOW)
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`the process of axe ended with status ${status}`)
  })
  // Told to whoever asks for the findings.
  ended.catch(() => {})
  return {
    find: async (html) => {
      const answer = once(child, 'message')
      child.send(html)
      const [found] = (await Promise.race([answer, ended])) as [string[]]
      return found
    },
    stop: async () => {
      child.kill('SIGKILL')
      await ended.catch(() => {})
    },
  }
}
