import { type BroughtStep, type PatternFile, setupPhase } from '../../schema.ts'
import type { Page } from './layout.ts'
import { showRules, showSetUp } from './rules.ts'

function whatOf(step: BroughtStep): string {
  if (step.withdraw) return 'undo what was done, last first'
  const what = (['do', 'emit', 'await'] as const).find((kind) => step[kind] !== undefined)
  const undo = typeof step.undo === 'object' ? step.undo.do : step.undo
  return `${what ? `${what} ${step[what]}` : ''}${undo ? `, undone by ${undo}` : ''}`
}

/** What a kind of service looks like: its steps, questions, rules and the scenarios that it must satisfy. */
export function showPattern(spec: PatternFile['spec'], on: Page): void {
  on.line(spec.capabilities.length > 0 ? `Uses ${spec.capabilities.join(', ')}.` : 'Uses no part.')
  on.heading('People')
  on.table(
    Object.entries(spec.people).map(([id, { title, may }]) => [id, title, may.join(', ') || 'what is their own']),
  )
  on.heading('Steps')
  on.table(
    [...Object.entries(spec.phases), ...spec.on.map(({ event, steps }) => [event, steps] as const)].flatMap(
      ([under, steps]) => steps.map((step, index) => [index === 0 ? under : '', step.id, whatOf(step)]),
    ),
  )
  on.heading('Questions')
  on.table(spec.fields.map((field) => [field.name, `${field.type} (${field.role})`, field.question.title]))
  showSetUp(spec.phases[setupPhase] ?? [], on)
  showRules(spec.rules, on)
  on.heading('Scenarios')
  on.table(spec.scenarios.map(({ id, title }) => [id, title]))
}
