import type { Failure } from '../brain/roles.ts'
import type { Verification } from '../schema.ts'

const longest = 1500

/**
 * What failed, as the coder is told it and as laps are compared: without what differs between two runs of the same files
 * (folders, ports, times, references, ids). Sorted, so that the order in which tests ended says nothing.
 */
export function failuresOf(verification: Verification): Failure[] {
  const found: Failure[] = [
    ...verification.checks
      .filter(({ id }) => id !== 'tests')
      .flatMap(({ id, problems }) =>
        problems.map(({ message, where }) => ({
          test: `${id}${where ? ` ${where}` : ''}`,
          where: where ?? id,
          message,
        })),
      ),
    // What the runner itself complains of is no failure of a test, but nothing can be mended without it.
    ...verification.checks
      .filter(({ id }) => id === 'tests')
      .flatMap(({ problems }) => problems)
      .filter(({ message }) => !verification.failures.some((one) => message === `${one.test}: ${one.message}`))
      .map(({ message, where }) => ({ test: 'tests', where: where ?? 'tests', message })),
    ...verification.failures.map(({ test, file, message }) => ({ test, where: file, message })),
  ]
  const clean = found.map((one) => ({ ...one, message: normal(one.message).slice(0, longest) }))
  const unique = new Map(clean.map((one) => [`${one.test}\n${one.message}`, one]))
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/** Everything in a message that another run of the same files would say otherwise. */
function normal(message: string): string {
  return message
    .replace(/\/tmp\/[\w./-]+/g, '<file>')
    .replace(/\b(?:127\.0\.0\.1|localhost|\[::1\]):\d+/g, '<address>')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>')
    .replace(/\b[2-9A-HJKMNP-Z]{4}(?:-[2-9A-HJKMNP-Z]{4}){2}\b/g, '<reference>')
    .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})/g, '<time>')
    .replace(/\b\d+(?:\.\d+)? ?ms\b/g, '<time>')
    .replace(/^(.* in vain): .*$/gm, '$1')
    .replace(/\(\d+:\d+\)|:\d+:\d+\b/g, '')
    .trim()
}
