import { readdir, readFile } from 'node:fs/promises'
import { limited } from './limits.ts'
import type { Mechanism } from './mechanism.ts'

/** No isolation by the kernel: an own environment, home and temporary folder, and limits. */
export const plain: Mechanism = {
  name: 'process',
  level: 'process',
  wrap({ line }, tools) {
    const [command, ...args] = limited(line, tools, false)
    return [command!, ...args]
  },
  sweep: endAll,
}

/** Ends every process that has this run's mark in its environment, until none is left; they may have left the group. */
async function endAll(mark: string): Promise<void> {
  for (let round = 0; round < 50; round++) {
    const found = await marked(mark)
    if (found.length === 0) return
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // Gone meanwhile.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function marked(mark: string): Promise<number[]> {
  const pids: number[] = []
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const environ = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
    if (environ.split('\0').includes(`COMPOSE_ROOM=${mark}`)) pids.push(Number(name))
  }
  return pids
}
