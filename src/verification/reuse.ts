import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import type { FileSet } from '../schema.ts'
import { codeLines } from './code-lines.ts'

/** What Node writes into the folder NODE_V8_COVERAGE: https://chromedevtools.github.io/devtools-protocol/tot/Profiler. */
const Coverage = z.looseObject({
  result: z.array(
    z.looseObject({
      url: z.string(),
      functions: z.array(
        z.looseObject({ ranges: z.array(z.looseObject({ startOffset: z.int(), endOffset: z.int(), count: z.int() })) }),
      ),
    }),
  ),
})
export type Coverage = z.infer<typeof Coverage>

export interface Reuse {
  /** Lines of components that ran while the service was tested. */
  componentLines: number
  /** All lines of the service's own code, whether they ran or not. */
  serviceLines: number
  /** componentLines ÷ (componentLines + serviceLines). */
  ratio: number
}

/**
 * How much of the running service came from the catalogue: lines with code of `components/<id>/src` that were executed,
 * against all lines with code of `service/src`. Counted so that it errs to the low side. Undefined without coverage.
 */
export function measureReuse(files: FileSet, folder: string, coverages: readonly Coverage[]): Reuse | undefined {
  if (coverages.length === 0) return undefined
  const top = `${pathToFileURL(folder).href}/`
  const ran = new Map<string, Uint8Array>()
  for (const { url, functions } of coverages.flatMap(({ result }) => result)) {
    const path = url.startsWith(top) ? decodeURIComponent(url.slice(top.length)) : ''
    const file = files.get(path)
    if (!file || !/^components\/[^/]+\/src\/.*\.ts$/.test(path)) continue
    const length = file.bytes.toString().length
    const executed = executedOf(length, functions)
    const before = ran.get(path)
    if (before) for (let at = 0; at < length; at++) executed[at]! |= before[at]!
    ran.set(path, executed)
  }
  let componentLines = 0
  for (const [path, executed] of ran) {
    for (const spans of codeLines(files.get(path)!.bytes.toString(), { types: false })) {
      if (spans.some((at) => executed[at] === 1)) componentLines += 1
    }
  }
  let serviceLines = 0
  for (const [path, file] of files) {
    if (/^service\/src\/.*\.ts$/.test(path)) serviceLines += codeLines(file.bytes.toString(), { types: true }).length
  }
  const all = componentLines + serviceLines
  return { componentLines, serviceLines, ratio: all === 0 ? 0 : Math.round((componentLines / all) * 1000) / 1000 }
}

/** One byte per character: 1 where it ran. Ranges nest; the innermost one that covers a character counts. */
export function executedOf(length: number, functions: Coverage['result'][number]['functions']): Uint8Array {
  const executed = new Uint8Array(length)
  const ranges = functions.flatMap(({ ranges }) => ranges)
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
  for (const { startOffset, endOffset, count } of ranges) executed.fill(count > 0 ? 1 : 0, startOffset, endOffset)
  return executed
}

/** All coverage files of a folder; one that was cut off in the writing is left out. */
export async function readCoverage(folder: string): Promise<Coverage[]> {
  const found: Coverage[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8')
    try {
      found.push(Coverage.parse(JSON.parse(text)))
    } catch {
      // Its process was killed in a test of exactly that.
    }
  }
  return found
}
