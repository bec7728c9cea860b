import { relative } from 'node:path'
import type { Plan, Report } from '../../schema.ts'
import { shellWord } from '../../shell-word.ts'
import { inWords } from './duration.ts'
import type { Page } from './layout.ts'
import { quotes, showPlan } from './plan.ts'

const levels: Record<string, string> = {
  isolated: 'isolated: loopback only, the system read-only, own home and temporary folder, limits',
  process: 'process: scrubbed environment, own home, limits; the network was open',
}

const headings: Record<Report['verdict'], string> = {
  verified: 'Verified',
  failed: 'Not verified: a check failed',
  inconclusive: 'Not verified: a check came to no result',
  planned: 'Planned; nothing was written',
  refused: 'Refused',
  done: 'Done',
}

/** What running everything has shown, and how to go on from there. Several folders read one after the other. */
export function showProof(report: Report, on: Page, planShown = false): void {
  if (Array.isArray(report.result)) {
    for (const one of report.result as Report[]) showOne(one, on)
    return
  }
  if (report.plan && !planShown) showPlan(report.plan as Plan, on)
  showOne(report, on)
}

export function showProblems({ problems }: Report, on: Page): void {
  for (const { code, message, suggestion } of problems) {
    on.line(`  ${on.bad(code)}  ${message}`)
    if (suggestion) on.line(`    ${suggestion}`)
  }
}

function showOne(report: Report, on: Page): void {
  const good = ['verified', 'planned', 'done'].includes(report.verdict)
  on.heading(`${(good ? on.good : on.bad)(headings[report.verdict])}${report.service ? `: ${report.service}` : ''}`)
  const { tests, conditions, reuse, sandbox, checks, durations, folder } = report
  for (const { id, verdict, detail } of checks ?? []) {
    const word = verdict.padEnd(12)
    on.line(`  ${verdict === 'passed' ? on.good(word) : on.bad(word)}  ${id}: ${detail}`)
  }
  const facts: string[][] = []
  if (tests) facts.push(['tests', `${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`])
  if (conditions !== undefined) facts.push(['conditions', `${conditions} pairs of operation and condition`])
  if (reuse)
    facts.push([
      'reuse',
      `${Math.round(reuse.ratio * 100)}%: ${reuse.componentLines} lines of parts that ran, ${reuse.serviceLines} of its own`,
    ])
  if (sandbox) facts.push(['sandbox', levels[sandbox] ?? sandbox])
  if (durations && Object.keys(durations).length > 0) {
    const total = Object.values(durations).reduce((sum, one) => sum + one, 0)
    const steps = Object.entries(durations).map(([step, milliseconds]) => `${step} ${inWords(milliseconds)}`)
    facts.push(['time', `${inWords(total)}: ${steps.join(', ')}`])
  }
  for (const { agent, model, calls, inputTokens, outputTokens, estimatedTokens, usd } of report.spend ?? []) {
    const cost = usd === undefined ? 'its price is not known' : `$${usd.toFixed(4)}`
    const rough = estimatedTokens === undefined ? '' : ` (${estimatedTokens} of them estimated)`
    facts.push([
      agent,
      `${model}: ${calls} ${calls === 1 ? 'call' : 'calls'}, ${inputTokens} tokens in, ${outputTokens} out${rough}, ${cost}`,
    ])
  }
  if (report.model && report.verdict === 'verified')
    facts.push([
      'review',
      'a model wrote rules, questions or texts: docs/algorithmic-transparency.md and composition.yaml show them',
    ])
  // The plan said so too, but by now it has scrolled away, and a verdict reads as if it were about the whole goal.
  const unread = report.verdict === 'planned' ? [] : (report.unread ?? [])
  if (unread.length > 0) facts.push(['not read', quotes(unread.map(({ words }) => words))])
  if (report.run && !good) facts.push(['run', `${report.run}: compose resume ${report.run} goes on with it`])
  if (folder) facts.push(['folder', folder])
  on.table(facts)
  if (sandbox === 'process') {
    on.line(
      '  What ran could have reached the network. For level isolated install bubblewrap, or allow user namespaces;',
    )
    on.line('  compose doctor shows what is missing.')
  }
  showProblems(report, on)
  if (report.verdict === 'verified' && folder && report.command !== 'verify') {
    on.heading('Start it')
    on.line(`  cd ${shellWord(relative(process.cwd(), folder) || '.')} && npm ci && npm start`)
  }
}
