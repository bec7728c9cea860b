import { type Plan, setupPhase, stepsOf, undoSteps, withdrawals } from '../../schema.ts'
import type { Page } from './layout.ts'
import { showRules, showSetUp } from './rules.ts'

const units: Record<string, string> = { hours: 'hour', days: 'day', 'working-days': 'working day' }

/** The plan on one page: what a person reviews before, or while, it is made. */
export function showPlan(plan: Plan, on: Page): void {
  const { intent } = plan
  on.heading(intent.title)
  on.table([
    ['goal', intent.goal.sentence],
    ['pattern', `${plan.pattern.name} ${plan.pattern.version}${because(intent.patternBecause)}`],
    ['record', `one ${intent.noun}`],
    ['folder', intent.name],
    ...(plan.model ? [['read by', plan.model]] : []),
  ])
  showParts(plan, on)
  on.heading('How each input is supplied')
  on.table([['step', 'input', 'type (role)', 'from'], ...supplies(plan)])
  showSetUp(plan.phases[setupPhase] ?? [], on)
  showUndo(plan, on)
  showWords(plan, on)
  showRules(plan.rules, on, ', where the goal says nothing else')
  on.heading('Questions of the form')
  on.table(
    plan.record.map((field, index) => [
      `${index + 1}.`,
      field.question.title,
      `${field.type} (${field.role})`,
      [...(field.because ? [field.because] : []), ...picked(field)].join('; '),
    ]),
  )
  on.heading('Policy')
  on.table(
    plan.verdicts.map(({ rule, verdict, detail }) => [rule, verdict === 'pass' ? 'pass' : 'needs approval', detail]),
  )
  on.heading('Open questions')
  if (plan.openQuestions.length === 0) on.line('  none')
  for (const { question, options, default: fallback } of plan.openQuestions) {
    on.line(`  ${question}`)
    if (options.length > 0)
      on.line(`    ${options.join(' | ')}${fallback === undefined ? '' : ` (default: ${fallback})`}`)
  }
  on.heading('Not read of the goal')
  showUnread(plan.unread, on)
  const { catalogue, own } = plan.reuse
  on.heading(`Steps: ${catalogue} of ${catalogue + own} by parts of the catalogue`)
}

/** What is lost first, each with what it is; then the words that would have changed nothing. */
export function showUnread(unread: Plan['unread'], on: Page): void {
  const notes = unread.filter(({ kind }) => kind === 'note')
  const lost = unread.filter((one) => !notes.includes(one))
  if (unread.length === 0) on.line('  nothing: every word that says something was read')
  on.table(
    lost.map(({ accepted, kind, words }) => [
      kind,
      quotes([words]),
      accepted ? 'accepted: the service is made without it' : 'nothing comes of it; --accept-unread goes on without it',
    ]),
  )
  if (notes.length > 0) on.line(`  ${quotes(notes.map(({ words }) => words))}`)
}

function showParts({ choices }: Plan, on: Page): void {
  on.heading(`Parts (${choices.length})`)
  on.table(
    choices.map(({ capability, component, version, binding, why }) => [
      capability,
      `${component} ${version}`,
      binding,
      why,
    ]),
  )
  for (const { component, rule, reason } of choices.flatMap((choice) => choice.rejected)) {
    on.line(`  passed over: ${component}, ${reason} [${rule}]`)
  }
}

/** Where what is picked comes from, and whether it is kept for the person meanwhile. */
function picked({ choices }: Plan['record'][number]): string[] {
  if (!choices) return []
  const { operation, hold } = choices
  return [`picked from ${operation}${hold ? `, held by ${hold.operation} until it is sent` : ''}`]
}

/** In the order of the steps; a step that repeats is named once. */
function supplies(plan: Plan): string[][] {
  const place = new Map(stepsOf(plan).map((step, index) => [step.id, index]))
  const sorted = plan.supplies.toSorted((a, b) => (place.get(a.step) ?? -1) - (place.get(b.step) ?? -1))
  return sorted.map(({ step, input, type, role, from }, index) => [
    sorted[index - 1]?.step === step ? '' : step,
    input,
    role ? `${type} (${role})` : type,
    from,
  ])
}

/** What a withdrawal undoes: only what was done, and that of the last step first. */
function showUndo(plan: Plan, on: Page): void {
  for (const { under } of withdrawals(plan)) {
    on.heading(`Undone on ${under}, last first, where it was done`)
    on.table(undoSteps(plan).map(({ undoes, do: operation = '' }) => [undoes, `by ${operation}`]))
  }
}

/** What the goal says beyond its pattern, each with its own words. */
function showWords({ intent }: Plan, on: Page): void {
  const { rules, constraints, deadline } = intent
  on.heading('Rules and wishes of the goal')
  const rows = [
    ...rules.map((rule) => [
      rule.decides,
      `${rule.outcome} if ${rule.when.map((one) => condition(one)).join(' and ')}`,
      quote(rule.because),
    ]),
    ...intent.times.map(({ because, of, target, when }) => [
      'answer within',
      `${amount(target)} if ${[...(of ? [`${of.decides} is ${of.outcome}`] : []), ...when.map(condition)].join(' and ')}`,
      quote(because),
    ]),
    ...(deadline ? [['answer within', amount(deadline.target), quote(deadline.because)]] : []),
    ...intent.limits.map(({ because, by, count, period, setting }) => [
      setting,
      `${count} in ${period}${by ? ` for each ${by}` : ''}`,
      quote(because),
    ]),
    ...intent.amounts.map(({ because, pence }) => ['amount', `£${(pence / 100).toFixed(2)}`, quote(because)]),
    ...Object.entries(intent.values).flatMap(([type, names]) =>
      Object.entries(names).map(([value, name]) => [type, `${value} is called ${name}`, '']),
    ),
    ...constraints.map((one) => [one.kind, one.value, quote(one.because)]),
  ]
  if (rows.length === 0) on.line("  none: the pattern's own rules hold")
  else on.table(rows)
}

function condition({ phrase, is }: Plan['intent']['rules'][number]['when'][number]): string {
  if (is === true) return phrase
  if (is === false) return `not ${phrase}`
  if (typeof is === 'string') return `${phrase} is ${is}`
  // A phrase that has its number says the comparison itself.
  if (/\d/.test(phrase)) return phrase
  const [[word, value] = ['', '']] = Object.entries(is)
  return `${phrase} ${word === 'atLeast' ? 'at least' : word === 'atMost' ? 'at most' : word} ${value}`
}

const amount = ({ amount: count, unit }: { amount: number; unit: string }): string =>
  `${count} ${units[unit] ?? unit}${count === 1 ? '' : 's'}`
/** Parts of the goal, each in quotes. */
export const quotes = (parts: readonly string[]): string => parts.map((part) => `"${part}"`).join(', ')
const quote = (words: string): string => (words ? `"${words}"` : '')
const because = (words: string): string => (words ? `, because the goal says "${words}"` : '')
