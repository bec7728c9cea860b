import { readFile } from 'node:fs/promises'

/**
 * `<pid>.<start>`: names one process for good. The start time (clock ticks since boot, from Linux's /proc; `0` elsewhere)
 * tells it from a later process that got the same number.
 */
export async function markOf(pid: number): Promise<string> {
  return `${pid}.${await startOf(pid)}`
}

export const markPattern = '\\d+\\.\\d+'

/** Whether the process behind a mark is still there. */
export async function isAlive(mark: string): Promise<boolean> {
  const [pid = '', start] = mark.split('.')
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    // EPERM: there, but another person's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = await startOf(Number(pid))
  return start === '0' || now === '0' || now === start
}

async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the command in brackets and may hold anything; the start time is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0'
  } catch {
    return '0'
  }
}
