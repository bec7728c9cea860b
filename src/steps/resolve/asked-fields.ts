import { questionFor } from '../../catalog/asks.ts'
import type { Catalog } from '../../catalog/load.ts'
import type { Intent, PatternFile, RecordField } from '../../schema.ts'

/** Fields that the planner found in the goal's words, whether a rule reads them or not. */
export function askedFields(intent: Intent, catalog: Catalog): RecordField[] {
  return intent.fields.map(({ name, type, role, title, hint, because }) => ({
    name,
    type,
    role,
    question: { ...questionFor(catalog.types, type)!, title, ...(hint ? { hint } : {}) },
    because,
  }))
}

/** Fields that only a rule of the goal asks for. */
export function ruleFields(intent: Intent, pattern: PatternFile['spec'], catalog: Catalog): RecordField[] {
  const fields = new Map<string, RecordField>()
  for (const rule of [...intent.rules, ...intent.times]) {
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
