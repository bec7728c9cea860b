/** Whether a file of the set is text that people wrote or read; not machine-made lists of digests, not the base store. */
export function isText(path: string, bytes: Buffer): boolean {
  if (path.startsWith('.compose/') || path.endsWith('package-lock.json') || path.endsWith('composition.lock.json'))
    return false
  if (path === 'receipt.json') return false
  return !bytes.subarray(0, 8000).includes(0)
}
