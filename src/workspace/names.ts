/** The lock: what makes a folder ours. */
export const lockName = 'composition.lock.json'

/** The evidence of verification. It is beside the file set, so the lock cannot hold its digest. */
export const receiptName = 'receipt.json'

/** The page for those who decide. It says what was proved, so only the receipt can hold its digest. */
export const pageName = 'docs/service.html'

/** Where a change of the folder is staged; there only while one is under way or was cut off. */
export const transactionFolder = '.compose/transaction'

/** The mark of the process that is changing the folder. */
export const holdName = '.compose/lock'

const base = /^\.compose\/base\/[0-9a-f]{64}$/

/** Whether a path belongs to the store of pristine bytes. */
export function isBase(path: string): boolean {
  return base.test(path)
}

/** Whether the lock lists a path: not the lock itself, the receipt, the page or our own bookkeeping. */
export function isLocked(path: string): boolean {
  return ![lockName, receiptName, pageName].includes(path) && !path.startsWith('.compose/')
}

/** Top-level names that belong to the person, their database, npm or git: never read, never touched. */
export const notOurs: ReadonlySet<string> = new Set(['.data', 'node_modules', '.git'])
