import type { Evaluation, Report, Score, Try } from '../../schema.ts'
import type { Page } from './layout.ts'

/** Characters of a goal that stand in the table. */
const longest = 48

/** A row for each goal and one for all, then why tries failed. */
export function showEvaluation(report: Report, on: Page): void {
  const { brain, goals, repeats, total, until } = report.result as Evaluation
  on.heading(
    `${counted(total.goals, 'goal')}, ${counted(repeats, 'try', 'tries')} each by ${brain}, until ${until === 'plan' ? 'planned' : 'verified'}`,
  )
  const beside = goals.some((score) => score.builtin)
  const rows = goals.map((score) => [
    short(score.goal),
    share(score),
    score.passedAll ? 'yes' : 'no',
    ...(beside ? [score.builtin?.outcome ?? ''] : []),
    ...amounts(score),
  ])
  on.table([
    ['goal', 'pass@1', `pass-all-of-${repeats}`, ...(beside ? ['builtin'] : []), 'cost', 'tokens', 'seconds a try'],
    ...rows,
    [
      'all',
      share(total),
      `${total.passedAll} of ${total.goals}`,
      ...(beside ? [`${total.builtin ?? 0} of ${total.goals}`] : []),
      ...amounts(total),
    ],
  ])
  const failures = goals.flatMap((score) => reasons(score))
  if (failures.length > 0) on.heading('Why tries failed')
  on.table(failures)
  for (const { code, message, suggestion } of report.problems) {
    on.heading(`${on.bad(code)}  ${message}`)
    if (suggestion) on.line(`  ${suggestion}`)
  }
}

function share({ passAt1, passed, tries }: Pick<Score, 'passAt1' | 'passed' | 'tries'>): string {
  return passAt1 === undefined ? 'not tried' : `${Math.round(passAt1 * 100)}% (${passed} of ${tries})`
}

function amounts({ inputTokens, outputTokens, seconds, usd }: Evaluation['total'] | Score): string[] {
  const cost = usd === undefined ? 'unknown' : usd === 0 ? '$0' : `$${usd.toFixed(4)}`
  return [cost, `${inputTokens + outputTokens}`, seconds === undefined ? '' : seconds.toFixed(1)]
}

/** Each reason with how often it was the one; the built-in engine's beside them. */
function reasons({ builtin, goal, runs }: Score): string[][] {
  const counts = new Map<string, number>()
  for (const run of runs) for (const reason of reasonsOf(run)) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const rows = [...counts].map(([reason, times]) => [short(goal), `${times} of ${runs.length}`, reason])
  for (const reason of builtin ? reasonsOf(builtin) : []) rows.push([short(goal), 'builtin', reason])
  return rows
}

function reasonsOf({ outcome, problem, unmet }: Try): string[] {
  if (outcome === 'passed') return []
  return unmet.length > 0 ? unmet : [problem ?? 'unknown']
}

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text)

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
