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

/** A process of its own that works when nobody else does: each page takes it long, and nobody waits for it before the end. */
export function startAxe(): Axe {
  const child = fork(fileURLToPath(new URL('./axe-process.ts', import.meta.url)), { stdio: 'inherit' })
  setPriority(child.pid!, constants.priority.PRIORITY_LOW)
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`the process of axe ended with status ${status}`)
  })
  // Told to whoever asks for the findings.
  ended.catch(() => {})
  let looks: Promise<string[]> = Promise.resolve([])
  const find = async (where: string, html: string): Promise<string[]> => {
    const answer = once(child, 'message')
    child.send(html)
    const [found] = (await Promise.race([answer, ended])) as [string[]]
    return found.map((one) => `${where}: ${one}`)
  }
  return {
    look: (where, html) => {
      looks = looks.then(async (before) => [...before, ...(await find(where, html))])
      looks.catch(() => {})
    },
    findings: () => looks,
    stop: async () => {
      child.kill('SIGKILL')
      await ended.catch(() => {})
    },
  }
}
