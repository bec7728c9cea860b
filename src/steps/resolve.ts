import type { Operation } from '../catalog/contract.ts'
import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import type { Intent, PatternFile, PatternStep, Plan, RecordField } from '../schema.ts'
import { chooseComponents } from './resolve/choose.ts'
import { Wirer } from './resolve/supply.ts'

/** intent → plan: wires every required input and chooses every component. Pure. */
export function resolve(intent: Intent, catalog: Catalog): Plan {
  const entry = catalog.patterns.get(intent.pattern)
  if (!entry)
    throw new ComposeError('unknown-name', `The pattern "${intent.pattern}" is not in the catalogue.`, {
      suggestion: 'Plan the goal again.',
    })
  const pattern = entry.file.spec

  const wirer = new Wirer(
    catalog,
    [...pattern.fields, ...askedFields(intent, catalog), ...ruleFields(intent, pattern, catalog)],
    intent.goal.without,
  )
  for (const step of pattern.steps) {
    if (step.do) wirer.addOperation(step, operationOf(step, intent, catalog))
    else wirer.addPlain(step)
  }
  wirer.addOptional()
  const { record, steps, supplies, openQuestions, pulledIn } = wirer.wiring

  const wanted = new Map<string, string>()
  for (const id of pattern.capabilities) wanted.set(id, `the pattern ${intent.pattern} uses it`)
  for (const [id, reason] of pulledIn) if (!wanted.has(id)) wanted.set(id, reason)
  for (const { id, because } of intent.capabilities) {
    if (!wanted.has(id) && !intent.goal.without.includes(id)) wanted.set(id, `the goal says "${because}"`)
  }
  const choices = chooseComponents(catalog, wanted, intent.goal)
  return {
    version: 1,
    intent,
    pattern: { name: intent.pattern, version: entry.file.metadata.version, digest: entry.digest },
    policy: catalog.policyDigest,
    choices,
    record,
    steps,
    supplies,
    verdicts: verdicts(
      catalog,
      choices.map((choice) => choice.component),
    ),
    openQuestions,
    reuse: { catalogue: steps.filter((step) => step.do).length, own: steps.filter((step) => !step.do).length },
  }
}

/** A step names an operation, or a choice of several that a constraint of the goal settles. */
function operationOf(step: PatternStep, intent: Intent, catalog: Catalog): Operation {
  const [capability = '', name = ''] = step.do!.split('.')
  const entry = catalog.capabilities.get(capability)
  const choice = entry?.file.spec.choices[name]
  const settled = choice
    ? choice.operations[intent.constraints.find((one) => one.kind === choice.by)?.value ?? choice.default]
    : name
  const operation = entry?.operations.find((one) => one.id === settled)
  if (operation) return operation
  throw new ComposeError(
    'no-composition',
    `The step ${step.id} does ${step.do}, which nothing in the catalogue offers.`,
    {
      suggestion: 'Run compose catalog lint: it names what is missing.',
    },
  )
}

/** Fields that the planner found in the goal's words, whether a rule reads them or not. */
function askedFields(intent: Intent, catalog: Catalog): RecordField[] {
  return intent.fields.map(({ name, type, role, title, hint, because }) => ({
    name,
    type,
    role,
    question: { ...catalog.vocabulary.questions[type]!, title, ...(hint ? { hint } : {}) },
    because,
  }))
}

/** Fields that only a rule of the goal asks for. */
function ruleFields(intent: Intent, pattern: PatternFile['spec'], catalog: Catalog): RecordField[] {
  const fields = new Map<string, RecordField>()
  for (const rule of intent.rules) {
    for (const condition of rule.when) {
      if ([...pattern.fields, ...intent.fields].some((field) => field.name === condition.field)) continue
      if (fields.has(condition.field)) continue
      const question = catalog.vocabulary.questions[condition.type]
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

function verdicts(catalog: Catalog, components: readonly string[]): Plan['verdicts'] {
  const { approvalFor } = catalog.policy.rules
  const holding = components.filter((id) => approvalFor.includes(catalog.components.get(id)!.file.spec.data.personal))
  const passed = Object.keys(catalog.policy.rules)
    .filter((rule) => rule !== 'approvalFor')
    .map((rule) => ({ rule, verdict: 'pass' as const, detail: `all ${components.length} components` }))
  return holding.length === 0
    ? passed
    : [...passed, { rule: 'approvalFor', verdict: 'needs-approval', detail: `${holding.join(', ')} hold such data` }]
}
