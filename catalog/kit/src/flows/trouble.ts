import { passes } from '../database-errors.ts'
import { Problem, ProblemResponse } from '../problem.ts'

/** What went wrong in a flow. */
export interface Trouble {
  /** True when the same may work later. */
  passing: boolean
  /** True when it lies with the record: others may get through the same step, and say nothing about this one. */
  own: boolean
  /** For staff: what was said, in words without names of files or people. */
  words: string
  /** For the log, which holds no words of others. */
  log: { error: string; status?: number; code?: string; at?: string[] }
}

const network = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR)/

/** Says of an error whether it may pass: no connection, too many requests, an error or a restart on the other side. */
export function troubleOf(error: unknown): Trouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  const name = error instanceof Error ? error.name : typeof error
  if (error instanceof ProblemResponse || error instanceof Problem) {
    const { status, message } = error
    const words = error instanceof ProblemResponse ? error.detail : message
    const passing = status === 408 || status === 425 || status === 429 || status >= 500
    return {
      passing,
      own: 'own' in error && error.own === true,
      words,
      log: { error: name, status, ...(code ? { code } : {}) },
    }
  }
  const passing = passes(error) || (code !== undefined && network.test(code))
  const frames =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')) : []
  return {
    passing,
    own: false,
    words: passing
      ? 'The database or the network cannot be reached.'
      : 'The service itself made a mistake here. Whoever runs it finds more in its log.',
    log: {
      error: name,
      ...(code ? { code } : {}),
      ...(passing ? {} : { at: frames.slice(0, 6).map((line) => line.trim()) }),
    },
  }
}

/** Whether the same may work later. */
export const mayPass = (error: unknown): boolean => troubleOf(error).passing
