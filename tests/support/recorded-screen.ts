import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { root } from './plan.ts'

/** What a screen shows, without what is another on each machine and at each time; places by what stands for them. */
function lasting(screen: string, places: Record<string, string>): string {
  const named = Object.entries(places).reduce((text, [place, name]) => text.replaceAll(place, name), screen)
  const same = named
    .replace(/\b\d+(?:\.\d+)? m?s\b/g, '<time>')
    .replace(/\d+(?: of \d+)? tests of the service/g, '<some> tests of the service')
    .replace(/(sandbox level |sandbox +)\w+.*/g, '$1<level>')
    .replace(/\b\d+ files\b/g, '<many> files')
    // Where the sandbox is weaker, two lines say so.
    .replace(/^ {2}(?:What ran could|compose doctor shows).*\n/gm, '')
    // The types are checked while the tests run.
    .replace(/^ {2}types: .*\n/gm, '')
  return `${same.trimEnd()}\n`
}

/** Holds a screen to its recording in docs/terminal; RECORD=1 makes it anew. */
export async function held(name: string, screen: string, places: Record<string, string> = {}): Promise<void> {
  const path = join(root, 'docs/terminal', `${name}.txt`)
  const seen = lasting(screen, places)
  if (process.env.RECORD) await writeFile(path, seen)
  expect(seen).toBe(await readFile(path, 'utf8'))
}
