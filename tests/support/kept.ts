import { sha256 } from '../../src/digest.ts'

/** A kept file with other contents and the right digest of them: what it says is wrong, and nothing else. */
export function resealed(file: string, change: (kept: string) => string): string {
  const [head = '', kept = ''] = file.split('\n')
  const changed = change(kept)
  return `${JSON.stringify({ ...JSON.parse(head), digest: sha256(changed) })}\n${changed}`
}
