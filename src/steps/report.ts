import type { Composition, FileSet, Receipt, Report, Verification } from '../schema.ts'
import { receiptOf } from '../verification/receipt.ts'
import { expectedOf } from './verify/run-tests.ts'

/** What a run has come to: for people and programs, and as evidence to keep beside the files. */
export interface Result {
  report: Report
  receipt: Receipt
}

/** verification → report and receipt. The caller adds its own command, folder and durations. */
export function report(composition: Composition, verification: Verification, files: FileSet): Result {
  const { verdict, tests, conditions, reuse, sandbox, checks } = verification
  return {
    report: {
      version: 1,
      command: 'compose',
      verdict,
      service: composition.name,
      tests,
      conditions: conditions.length,
      ...(reuse ? { reuse } : {}),
      sandbox,
      ...(composition.unread ? { unread: composition.unread } : {}),
      checks: checks.map(({ id, verdict, detail }) => ({ id, verdict, detail })),
      problems: checks.flatMap(({ problems }) => problems),
    },
    // A pass means that every expected test ran and passed; nothing less is claimed.
    receipt: receiptOf(composition, files, verification, verdict === 'verified' ? (expectedOf(files) ?? []) : []),
  }
}
