import { type Plan, setupPhase, stepsOf, undoSteps, withdrawals } from '../../schema.ts'
import type { Page } from './layout.ts'
import { showRules, showSetUp } from './rules.ts'
import { saidIn } from './said.ts'

/** The parts of a plan, in the order in which they are read. */
const parts = {
  goal: showGoal,
  parts: showParts,
  inputs: showSupplies,
  setUp: (plan, on) => showSetUp(plan.phases[setupPhase] ?? [], on),
  undo: showUndo,
  words: showWords,
  rules: ({ rules }, on) => showRules(rules, on, ', where the goal says nothing else'),
  questions: showQuestions,
  policy: showPolicy,
  open: showOpen,
  unread({ unread }, on) {
    on.heading('Not read of the goal')
    showUnread(unread, on)
  },
  reuse({ reuse: { catalogue, own } }, on) {
    on.heading(`Steps: ${catalogue} of ${catalogue + own} by parts of the catalogue`)
  },
} satisfies Record<string, (plan: Plan, on: Page) => void>

export type PlanPart = keyof typeof parts

/** The plan on one page: what a person reviews before, or while, it is made; or some of its parts. */
export function showPlan(plan: Plan, on: Page, which = Object.keys(parts) as readonly PlanPart[]): void {
  for (const part of which) parts[part](plan, on)
}

function showGoal(plan: Plan, on: Page): void {
  const { intent } = plan
  on.heading(intent.title)
  on.table([
    ['goal', intent.goal.sentence],
    ['pattern', `${plan.pattern.name} ${plan.pattern.version}${because(intent.patternBecause)}`],
    ['record', `one ${intent.noun}`],
    ['folder', intent.name],
    ...(plan.model ? [['read by', plan.model]] : []),
  ])
}

function showSupplies(plan: Plan, on: Page): void {
  on.heading('How each input is supplied')
  on.table([['step', 'input', 'type (role)', 'from'], ...supplies(plan)])
}

function showQuestions({ record }: Plan, on: Page): void {
  on.heading('Questions of the form')
  on.table(
    record.map((field, index) => [
      `${index + 1}.`,
      field.question.title,
      `${field.type} (${field.role})`,
      [...(field.because ? [field.because] : []), ...picked(field)].join('; '),
    ]),
  )
}

function showPolicy({ verdicts }: Plan, on: Page): void {
  on.heading('Policy')
  on.table(verdicts.map(({ rule, verdict, detail }) => [rule, verdict === 'pass' ? 'pass' : 'needs approval', detail]))
}

function showOpen({ openQuestions }: Plan, on: Page): void {
  on.heading('Open questions')
  if (openQuestions.length === 0) on.line('  none')
  for (const { question, options, default: fallback } of openQuestions) {
    on.line(`  ${question}`)
    if (options.length > 0)
      on.line(`    ${options.join(' | ')}${fallback === undefined ? '' : ` (default: ${fallback})`}`)
  }
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
function picked({ choices, upload }: Plan['record'][number]): string[] {
  if (upload) return [`held by ${upload.hold}`]
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
function showWords(plan: Plan, on: Page): void {
  on.heading('Rules and wishes of the goal')
  const rows = saidIn(plan).map(({ what, becomes, because }) => [what, becomes, quote(because)])
  if (rows.length === 0) on.line("  none: the pattern's own rules hold")
  else on.table(rows)
}

/** Parts of the goal, each in quotes. */
export const quotes = (parts: readonly string[]): string => parts.map((part) => `"${part}"`).join(', ')
const quote = (words: string): string => (words ? `"${words}"` : '')
const because = (words: string): string => (words ? `, because the goal says "${words}"` : '')
