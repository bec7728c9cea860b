import { execFile } from 'node:child_process'
import { Problem } from '@composed/kit'
import type { Settings } from './settings.ts'

/** Milliseconds that a scanner may take, while somebody waits. */
const patience = 20_000

/**
 * Has a file scanned by what is set up for that, and says whether it was. Where two are set up, both must find it clean.
 *
 * @throws Problem conflict, in words for people, for a file that is not clean; unavailable when nobody can say
 */
export async function scan(bytes: Buffer, { scanUrl, scanCommand }: Settings): Promise<boolean> {
  if (scanUrl) demandClean(await scannedAt(scanUrl, bytes))
  if (scanCommand) demandClean(await scannedBy(scanCommand, bytes))
  return scanUrl !== undefined || scanCommand !== undefined
}

export const isScanned = ({ scanUrl, scanCommand }: Settings): boolean =>
  scanUrl !== undefined || scanCommand !== undefined

/** undefined when nobody could say */
type Verdict = 'clean' | 'infected' | undefined

function demandClean(verdict: Verdict): void {
  if (verdict === 'infected') throw new Problem('conflict', 'The selected file contains a virus.')
  if (verdict === undefined)
    throw new Problem('unavailable', 'Files cannot be scanned for viruses now. Try again in a few minutes.')
}

async function scannedAt(url: URL, bytes: Buffer): Promise<Verdict> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  }).catch(() => undefined)
  await answer?.body?.cancel().catch(() => undefined)
  if (answer?.status === 200 || answer?.status === 204) return 'clean'
  return answer?.status === 406 || answer?.status === 422 ? 'infected' : undefined
}

function scannedBy([program, ...args]: readonly [string, ...string[]], bytes: Buffer): Promise<Verdict> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: patience, killSignal: 'SIGKILL' }, (error) => {
      if (error === null) resolve('clean')
      else resolve(error.code === 1 ? 'infected' : undefined)
    })
    // One that has seen enough ends before it has read all.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(bytes)
  })
}
