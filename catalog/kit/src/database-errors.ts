const away = /^(08|57P0[1-3])/
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // The name of a container that is away is unknown.
  'ENOTFOUND',
  'EAI_AGAIN',
])
const broken = /^(connection terminated|client (has encountered a connection error|was closed) and is not queryable)/i

/** True for an error that says that the connection to the database is gone or does not come about. */
export function lost(error: unknown): boolean {
  const { code, message, syscall } = partsOf(error)
  if (away.test(code) || unreachable.has(code)) return true
  // A Unix socket that is not there; a missing file of our own would not pass.
  if (code === 'ENOENT' && syscall === 'connect') return true
  return broken.test(message)
}

const busy = /^(53|40001|40P01|55P03)/

/** True for a database error that the same request may not meet again: no connection, too many, a lock, a restart. */
export function passes(error: unknown): boolean {
  const { code, message } = partsOf(error)
  return lost(error) || busy.test(code) || /timeout exceeded when trying to connect/i.test(message)
}

// Class 22 is wrong data; of it those that come of a value alone: not a number, no such day, a character that no text has.
const unfit = /^22(003|007|008|021|P02|P03|P05)$/

/** True when Postgres could make nothing of a value that was sent. */
export function unfitValue(error: unknown): boolean {
  return unfit.test(partsOf(error).code)
}

/** pg-boss hands on errors as plain objects, so their class says nothing. */
function partsOf(error: unknown): { code: string; message: string; syscall: unknown } {
  const { code, message, syscall } = (error ?? {}) as Record<string, unknown>
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '', syscall }
}
