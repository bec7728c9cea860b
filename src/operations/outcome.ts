import { ComposeError, type ErrorCode } from '../errors.ts'
import { machineFault } from '../machine-fault.ts'
import type { Report } from '../schema.ts'

type Verdict = Report['verdict']

/** How an error reads as a verdict; every other code means that compose declined to begin. */
const verdicts: Partial<Record<ErrorCode, Verdict>> = {
  'verification-failed': 'failed',
  'brain-failed': 'failed',
  'provider-failed': 'failed',
  'budget-reached': 'inconclusive',
  bug: 'failed',
  interrupted: 'inconclusive',
  'time-limit': 'inconclusive',
}

/** The report of a run that ended by an error. */
export function reportOfError(command: string, error: ComposeError): Report {
  return { version: 1, command, verdict: verdicts[error.code] ?? 'refused', problems: [...error.problems] }
}

/** Any error as one with a code. What the machine is the reason of is said; what nobody foresaw is our bug, its words in `cause`. */
export function asComposeError(error: unknown): ComposeError {
  if (error instanceof ComposeError) return error
  const fault = machineFault(error)
  if (fault) return fault
  const words = error instanceof Error ? error.message : String(error)
  return new ComposeError('bug', `Something went wrong inside compose: ${words.split('\n')[0]}`, {
    suggestion: 'Please report this with the command you ran. COMPOSE_DEBUG=1 shows where it happened.',
    cause: error,
  })
}

const good: ReadonlySet<Verdict> = new Set(['verified', 'planned', 'done'])

/** The exit status that a report without an error stands for: 0, or that of its first problem, or 1 ("no"). */
export function statusOf(report: Report): number {
  if (good.has(report.verdict)) return 0
  const [first] = report.problems
  // A code outside the table (a finding of a check) has no status of its own.
  return (first && new ComposeError(first.code as ErrorCode, '').exitStatus) || 1
}
