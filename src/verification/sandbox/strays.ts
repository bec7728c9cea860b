import { readdir, readFile } from 'node:fs/promises'

/** Ends processes that were started for a room and interrupted before they had joined it: their command line names it. */
export async function endStrays(room: string): Promise<void> {
  const pids = (await readdir('/proc').catch(() => [])).filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  )
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!line.includes(`${room}/`)) continue
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // Gone meanwhile.
    }
  }
}
