import type { Finding } from '../../doctor/finding.ts'
import type { Report } from '../../schema.ts'
import type { Page } from './layout.ts'

/** One line for each thing that was tried, with advice where it is not as it should be. */
export function showDoctor(report: Report, on: Page): void {
  const findings = report.result as Finding[]
  const width = Math.max(...findings.map(({ id }) => id.length))
  for (const { id, verdict, detail, advice } of findings) {
    const word = verdict.padEnd(4)
    on.line(`${verdict === 'ok' ? on.good(word) : on.bad(word)}  ${id.padEnd(width)}  ${detail}`)
    if (advice && verdict !== 'ok') on.line(`      ${' '.repeat(width)}${advice}`)
  }
}
