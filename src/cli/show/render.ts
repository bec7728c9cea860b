import type { Plan, Report } from '../../schema.ts'
import { shellWord } from '../../shell-word.ts'
import type { Terminal } from '../terminal.ts'
import { showAgents } from './agents.ts'
import { showEntries, showEntry, showLint } from './catalog.ts'
import { cleanAll } from './clean.ts'
import { showDoctor } from './doctor.ts'
import { showEvaluation } from './evaluation.ts'
import { type Page, page } from './layout.ts'
import { showPlan } from './plan.ts'
import { showProblems, showProof } from './proof.ts'
import { showReadings } from './readings.ts'

type Show = (report: Report, on: Page, planShown: boolean) => void

/** How each command's report reads; every other one reads as proof. */
const shows: Record<string, Show> = {
  plan: showPlanned,
  'catalog list': showEntries,
  'catalog search': showEntries,
  'catalog show': showEntry,
  'catalog lint': showLint,
  'agents show': showAgents,
  doctor: showDoctor,
  eval: (report, on) => (until(report) === 'read' ? showReadings : showEvaluation)(report, on),
  up: () => undefined,
}

const until = ({ result }: Report): unknown => (result as { until?: unknown } | undefined)?.until

function showPlanned(report: Report, on: Page): void {
  const { page: shown, saved } = (report.result ?? {}) as { saved?: string; page?: string }
  if (saved !== undefined) on.line(`Saved in ${shellWord(saved)}. Review it, then: compose apply ${shellWord(saved)}`)
  if (shown !== undefined) on.line(`A page for those who decide is in ${shellWord(shown)}.`)
  if (saved === undefined && shown === undefined) on.line('Nothing was written. Save the plan with --out plan.yaml.')
  showProblems(report, on)
}

/** Reports and plans as text for a person. */
export const render = {
  plan(plan: Plan, terminal: Terminal): string {
    const on = page(terminal)
    showPlan(cleanAll(plan), on)
    on.line()
    return on.text()
  },
  /** `planShown`: the plan stands above already. */
  report(report: Report, terminal: Terminal, planShown = false): string {
    const on = page(terminal)
    ;(shows[report.command] ?? showProof)(cleanAll(report), on, planShown)
    const text = on.text()
    return text.trim() === '' ? '' : text
  },
}
