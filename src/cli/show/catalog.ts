import { type Operation, scopeOf } from '../../catalog/contract.ts'
import type { Found } from '../../catalog/search.ts'
import type { CapabilityFile, ComponentFile, PatternFile, Report } from '../../schema.ts'
import { showComponent } from './component.ts'
import type { Page } from './layout.ts'
import { showPattern } from './pattern.ts'

/** Entries as rows. */
export function showEntries(report: Report, on: Page): void {
  const rows = report.result as Omit<Found, 'score'>[]
  if (rows.length === 0) on.line('Nothing in the catalogue fits these words. compose catalog list shows all there is.')
  on.table(
    rows.map(({ kind, id, title, description }) => [kind, id, title, firstSentence(description)]),
    '',
  )
}

const firstSentence = (text: string): string => /^.*?[.](?=\s|$)/.exec(text.replaceAll('\n', ' '))?.[0] ?? text

/** An entry as `describeEntry` gives it. */
export type Entry = { id: string; title: string; version: string; description: string; digest: string } & (
  | { kind: 'pattern'; spec: PatternFile['spec'] }
  | { kind: 'component'; spec: ComponentFile['spec'] }
  | { kind: 'capability'; spec: CapabilityFile['spec']; suppliers: string[]; operations: Operation[] }
)

/** One entry in full. */
export function showEntry(report: Report, on: Page): void {
  const entry = report.result as Entry
  on.heading(`${entry.title} (${entry.kind} ${entry.id} ${entry.version})`)
  on.line(entry.description)
  if (entry.kind === 'pattern') showPattern(entry.spec, on)
  else if (entry.kind === 'component') showComponent(entry.spec, on)
  else {
    const { suppliers, operations, spec } = entry
    on.line(`Supplied by: ${suppliers.join(', ') || 'nothing yet'}`)
    for (const operation of operations) showOperation(operation, on)
    on.heading('Scopes')
    on.table(spec.scopes.map(({ name, level = 'nobody', description }) => [name, level, description]))
  }
  on.heading(entry.digest)
}

function showOperation(operation: Operation, on: Page): void {
  const { id, method, path, summary, inputs, outputs } = operation
  on.heading(`${id}: ${method} ${path}`)
  const scope = scopeOf(operation)
  if (summary) on.line(`  ${summary}. ${scope === undefined ? 'Open to everyone' : `Needs ${scope}`}.`)
  const type = (one: { type: string | undefined; role: string }) =>
    `${one.type ?? 'plain'}${one.role ? ` (${one.role})` : ''}`
  on.table([
    ...inputs.map((input) => ['in', input.required ? input.name : `[${input.name}]`, type(input)]),
    ...outputs.map((output) => ['out', `${output.path || 'the answer'}${output.many ? ' (each)' : ''}`, type(output)]),
  ])
}

/** What is wrong with the catalogue, if anything. */
export function showLint(report: Report, on: Page): void {
  const { patterns, capabilities, components } = report.result as Record<string, number>
  for (const { message, suggestion } of report.problems) {
    on.line(message)
    if (suggestion) on.line(`  ${suggestion}`)
  }
  const found = report.problems.length === 0 ? on.good('clean') : on.bad(`${report.problems.length} to mend`)
  on.line(
    `${found}: ${patterns} ${patterns === 1 ? 'pattern' : 'patterns'}, ${capabilities} capabilities, ${components} components`,
  )
}
