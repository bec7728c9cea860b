import type { AnswerCheck } from '../brain/brain.ts'
import type { Answers, Questions, Role } from '../brain/roles.ts'
import type { Catalog } from '../catalog/load.ts'
import type { Composition } from '../schema.ts'
import type { Draft } from './settle.ts'

export type AskAgent = <R extends Role>(role: R, question: Questions[R], check: AnswerCheck<R>) => Promise<Answers[R]>

/** The values that a text may hold in braces, besides {noun}: name → shared type and role it is taken from. */
export const placeholders: Readonly<Record<string, { type: string; role: string }>> = {
  reference: { type: 'Reference', role: 'case' },
  dueAt: { type: 'Timestamp', role: 'due' },
  outcome: { type: 'Outcome', role: 'case' },
}

/** draft → composition: the coder fills rules and wording, the tester writes scenarios. Each answer is checked in code. */
export async function fill(draft: Draft, catalog: Catalog, ask: AskAgent): Promise<Composition> {
  const { intent, pattern, composition } = draft
  const fields = composition.record
    .filter((field) => field.type === 'YesNo' || field.type === 'WholeNumber')
    .map((field) => field.name)
  const holes: Questions['coder'] = {
    intent,
    rules: Object.fromEntries(
      Object.entries(pattern.spec.rules).map(([name, table]) => [
        name,
        { outcomes: Object.keys(catalog.vocabulary.outcomes[name] ?? {}), fields, table },
      ]),
    ),
    questions: Object.fromEntries(composition.record.map((field) => [field.name, field.question])),
    wording: pattern.spec.wording,
    placeholders: Object.keys(placeholders),
  }
  const fillings = await ask('coder', holes, checkFillings)
  const record = composition.record.map((field) => ({
    ...field,
    question: fillings.questions[field.name] ?? field.question,
  }))
  const operations = [...catalog.capabilities.values()].flatMap((capability) => capability.operations)
  const { scenarios } = await ask(
    'tester',
    {
      intent,
      pattern,
      record,
      operations: Object.fromEntries(
        operations
          .filter((operation) => composition.components[operation.capability])
          .map(({ name, summary }) => [name, summary]),
      ),
    },
    checkScenarios,
  )
  return { ...composition, record, rules: fillings.rules, wording: fillings.wording, scenarios }
}

/** What no shape can say of the coder's answer: every hole is filled, and nothing reads or decides what is not there. */
function checkFillings(answer: Answers['coder'], holes: Questions['coder']): string[] {
  const findings: string[] = []
  for (const [name, hole] of Object.entries(holes.rules)) {
    const table = answer.rules[name]
    if (!table) {
      findings.push(`rules: "${name}" is not filled`)
      continue
    }
    if (Object.keys(table.rows.at(-1)!.when).length > 0)
      findings.push(`rules.${name}: the last row must have no condition`)
    for (const row of table.rows) {
      if (!hole.outcomes.includes(row.outcome))
        findings.push(`rules.${name}: "${row.outcome}" is not one of ${hole.outcomes.join(', ')}`)
      for (const field of Object.keys(row.when))
        if (!hole.fields.includes(field))
          findings.push(`rules.${name}: "${field}" is not one of ${hole.fields.join(', ')}`)
    }
  }
  for (const name of Object.keys(answer.rules))
    if (!holes.rules[name]) findings.push(`rules: there is no hole "${name}"`)
  for (const name of Object.keys(holes.wording)) {
    const text = answer.wording[name]
    if (!text) findings.push(`wording: "${name}" is not filled`)
    for (const [, held = ''] of text?.matchAll(/\{([^}]*)\}/g) ?? []) {
      if (!holes.placeholders.includes(held))
        findings.push(`wording.${name}: {${held}} is not one of ${holes.placeholders.join(', ')}`)
    }
  }
  for (const name of Object.keys(holes.questions))
    if (!answer.questions[name]) findings.push(`questions: "${name}" is not worded`)
  return findings
}

/** Scenarios may only give answers that are asked for, of their type, and must have names of their own. */
function checkScenarios({ scenarios }: Answers['tester'], { record }: Questions['tester']): string[] {
  const findings: string[] = []
  const types = new Map(record.map((field) => [field.name, field.type]))
  const kinds: Record<string, string> = { YesNo: 'boolean', WholeNumber: 'number' }
  const seen = new Set<string>()
  for (const { id, answers, expect } of scenarios) {
    if (seen.has(id)) findings.push(`scenarios: two are called "${id}"`)
    seen.add(id)
    for (const [name, value] of Object.entries(answers)) {
      const type = types.get(name)
      if (!type) findings.push(`scenarios.${id}: nobody is asked for "${name}"`)
      else if (typeof value !== (kinds[type] ?? 'string')) findings.push(`scenarios.${id}: ${name} is a ${type}`)
    }
    for (const one of expect) {
      if (one.see === 'case' && !types.has(one.answer))
        findings.push(`scenarios.${id}: nobody is asked for "${one.answer}"`)
    }
  }
  if (scenarios.length === 0) findings.push('scenarios: there are none')
  return findings
}
