import { questionFor } from '../../catalog/asks.ts'
import type { Catalog } from '../../catalog/load.ts'
import type { Intent, PatternFile, RecordField } from '../../schema.ts'

/** What people are asked before anything needs more: first what may stop them, then the pattern's questions and the goal's. */
export function fieldsOf(intent: Intent, pattern: PatternFile['spec'], catalog: Catalog): RecordField[] {
  const ofRules = ruleFields(intent, pattern, catalog)
  const stopping = new Set(intent.eligible.flatMap(({ when }) => when.map(({ field }) => field)))
  const first = ofRules.filter(({ name }) => stopping.has(name))
  return [
    ...first,
    ...pattern.fields,
    ...askedFields(intent, catalog),
    ...ofRules.filter((field) => !first.includes(field)),
  ]
}

/** Fields that the planner found in the goal's words, whether a rule reads them or not. */
function askedFields(intent: Intent, catalog: Catalog): RecordField[] {
  return intent.fields.map(({ name, type, role, title, hint, because }) => ({
    name,
    type,
    role,
    question: { ...questionFor(catalog.types, type)!, title, ...(hint ? { hint } : {}) },
    because,
  }))
}

/** Fields that only a rule of the goal asks for. */
function ruleFields(intent: Intent, pattern: PatternFile['spec'], catalog: Catalog): RecordField[] {
  const fields = new Map<string, RecordField>()
  for (const rule of [...intent.eligible, ...intent.rules, ...intent.times, ...intent.amounts]) {
    for (const condition of rule.when) {
      if ([...pattern.fields, ...intent.fields].some((field) => field.name === condition.field)) continue
      if (fields.has(condition.field)) continue
      const question = questionFor(catalog.types, condition.type)
      if (!question) continue
      fields.set(condition.field, {
        name: condition.field,
        type: condition.type,
        role: 'case',
        question: { ...question, title: condition.title },
        because: rule.because,
      })
    }
  }
  return [...fields.values()]
}

/** Fields that nothing but a condition of a sum asks for. */
export function onlyForSums(intent: Intent, { fields }: PatternFile['spec']): string[] {
  const others = [...intent.eligible, ...intent.rules, ...intent.times].flatMap(({ when }) => when)
  const known = new Set([...fields, ...intent.fields].map(({ name }) => name).concat(others.map(({ field }) => field)))
  return intent.amounts.flatMap(({ when }) => when.map(({ field }) => field)).filter((name) => !known.has(name))
}
