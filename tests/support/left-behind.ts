import { readdir, readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

/** What a run with this TMPDIR has left: its own folders there, and processes that were started with one of them. */
export async function leftBehind(temporary: string): Promise<{ folders: string[]; processes: string[] }> {
  const folders = (await readdir(temporary)).filter((name) => name.startsWith('compose-'))
  return { folders, processes: await processesOf(temporary) }
}

export const nothing = { folders: [], processes: [] }

/** The command lines that name a folder below this one. */
async function processesOf(temporary: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(`${temporary}/compose-`)).map((line) => line.replaceAll('\0', ' '))
}

/** Waits until the run has a process in its sandbox that is more than the trial of it. */
export async function inSandbox(temporary: string): Promise<void> {
  // On a busy machine what comes before takes long; how long is no concern of whoever ends it.
  for (const deadline = Date.now() + 100_000; Date.now() < deadline; ) {
    if ((await processesOf(temporary)).some((line) => line.includes('vitest.mjs'))) return
    await setTimeout(50)
  }
  throw new Error('no test runner was started in a sandbox')
}
