import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Milliseconds between two looks. */
const pause = 200

/**
 * Hands over each report that is put into a folder while something runs, once; `stop` looks a last time. One that cannot be
 * read is left out: the report of the whole run tells all of it again.
 */
export function followReports(folder: string, take: (report: string) => Promise<void>): { stop(): Promise<void> } {
  const seen = new Set<string>()
  const look = async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !seen.has(name))
    for (const name of names.sort()) {
      seen.add(name)
      await take(await readFile(join(folder, name), 'utf8'))
    }
  }
  let looking = Promise.resolve()
  const lookAgain = () => {
    looking = looking.then(look).catch(() => undefined)
    return looking
  }
  const timer = setInterval(lookAgain, pause)
  return {
    stop() {
      clearInterval(timer)
      return lookAgain()
    },
  }
}
