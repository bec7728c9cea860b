import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import type { FileSet, OutputFile } from '../schema.ts'
import { receiptBytes, withSubject } from '../verification/receipt.ts'
import { deliver as deliverFiles } from '../workspace/deliver.ts'
import { keepFailed } from '../workspace/keep-failed.ts'
import { receiptName } from '../workspace/names.ts'
import type { Result } from './report.ts'

/**
 * The one write: a pass goes into the folder, with its receipt and what is said of it; anything else is kept beside it.
 * Answers where.
 */
export async function deliver(
  folder: string,
  files: FileSet,
  { report, receipt }: Result,
  said: FileSet = new Map(),
): Promise<string> {
  const bytes = receiptBytes(withSubject(receipt, said))
  const evidence: OutputFile = { bytes, mode: '644', zone: 'generated' }
  const all = new Map([...files, ...said, [receiptName, evidence] as const])
  if (report.verdict !== 'verified') return keepFailed(folder, all)
  await deliverFiles(folder, all, { replace: true, taken: await takenUp(folder, files) })
  return folder
}

/** composition.yaml as a person edited it is not lost when the new one says the same. */
async function takenUp(folder: string, files: FileSet): Promise<string[]> {
  const name = 'composition.yaml'
  try {
    const theirs = parse(await readFile(join(folder, name), 'utf8'))
    return isDeepStrictEqual(theirs, parse(files.get(name)!.bytes.toString())) ? [name] : []
  } catch {
    return []
  }
}
