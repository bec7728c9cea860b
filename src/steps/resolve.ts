import { questionFor } from '../catalog/asks.ts'
import type { Operation } from '../catalog/contract.ts'
import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import {
  answered,
  type BroughtReaction,
  type BroughtRule,
  type BroughtStep,
  type Intent,
  type PatternFile,
  type Phases,
  type Plan,
  partsOf,
  type RecordField,
  type Source,
  type Step,
  stopRules,
  undoSteps,
  Way,
  withdrawals,
} from '../schema.ts'
import { chooseComponents } from './resolve/choose.ts'
import { wantedOf } from './resolve/found.ts'
import { limitRules, unreadOf, withAmounts, withTimes } from './resolve/said.ts'
import { Wirer } from './resolve/supply.ts'

/** intent → plan: wires every required input and chooses every component. Pure. */
export function resolve(intent: Intent, catalog: Catalog): Plan {
  const entry = catalog.patterns.get(intent.pattern)
  if (!entry)
    throw new ComposeError('unknown-name', `The pattern "${intent.pattern}" is not in the catalogue.`, {
      suggestion: 'Plan the goal again.',
    })
  const pattern = entry.file.spec
  const rules = rulesOf(intent, entry.file, catalog)
  const operationOf = (step: BroughtStep) => operationNamed(step, catalog)

  const wirer = new Wirer(
    catalog,
    [...pattern.fields, ...askedFields(intent, catalog), ...ruleFields(intent, pattern, catalog)],
    rules,
    intent.goal.without,
    waysOf(intent),
    [pattern, ...[...catalog.capabilities.values()].map(({ brings }) => brings)].flatMap(({ texts }) =>
      Object.keys(texts),
    ),
    pattern.as,
  )
  Object.assign(
    rules,
    limitRules(intent, pattern, (setting, type, role) => wirer.sourceFor(setting, type, role)),
  )
  wirer.addPhases(inWordsOf(intent, entry.file, phasesOf(intent, entry.file, catalog)), operationOf)
  const finds = pattern.journeys?.some(({ ends }) => ends === 'found') ?? false
  const found = (finds ? wantedOf(intent, catalog) : []).map(({ brought, operation, because }) => {
    const { from: name, words: _, asks: __, ...told } = brought
    return { name, because, answer: { do: operation.name, inputs: wirer.addAnswer(operation, brought), ...told } }
  })

  const { pulledIn } = wirer.wiring
  const wanted = new Map<string, string>()
  for (const id of pattern.capabilities) wanted.set(id, `the pattern ${intent.pattern} uses it`)
  for (const { answer, because } of found) {
    const [id = ''] = answer.do.split('.')
    if (!wanted.has(id)) wanted.set(id, `the goal says "${because}"`)
  }
  for (const [id, reason] of pulledIn) if (!wanted.has(id)) wanted.set(id, reason)
  // A part that the goal mentions is there when something calls it; the mention alone adds nothing.
  const called = wirer.called()
  const named = intent.capabilities.filter(({ id }) => !wanted.has(id))
  for (const { id, because } of named)
    if (called.has(id) && !intent.goal.without.includes(id)) wanted.set(id, `the goal says "${because}"`)
  const uncalled = named.filter(({ id }) => !wanted.has(id)).map(({ id }) => id)
  for (const reaction of pattern.on) wirer.addReaction(reaction, operationOf)
  // What a part does when something has happened may need another part, which may bring more of it.
  const heard = new Set<BroughtReaction>()
  let choices = chooseComponents(catalog, wanted, intent.goal)
  const unheard = () => {
    const parts = choices.map(({ capability }) => capability)
    const brought = parts.flatMap((id) => catalog.capabilities.get(id)!.brings.on)
    const done = Object.values(wirer.wiring.phases).flatMap((steps) => steps.map((step) => step.do))
    return brought.find((one) => !heard.has(one) && one.onlyWith.every((id) => parts.includes(id) || done.includes(id)))
  }
  for (let next = unheard(); next; next = unheard()) {
    heard.add(next)
    wirer.addReaction(next, operationOf)
    for (const [id, reason] of pulledIn) if (!wanted.has(id)) wanted.set(id, reason)
    choices = chooseComponents(catalog, wanted, intent.goal)
  }
  wirer.addOptional()
  const { record, lookups, on, supplies, openQuestions } = wirer.wiring
  // Where nothing is ever withdrawn nothing says how.
  const undone = withdrawals(wirer.wiring).length > 0
  const phases = undone ? wirer.wiring.phases : withoutUndo(wirer.wiring.phases)
  const never = new Set(undone ? [] : undoSteps(wirer.wiring).map(({ id }) => id))
  const journeys = pattern.journeys?.map(({ ends, ...journey }) => ({
    ...journey,
    ends: ends === 'found' ? { answer: found.map(({ name }) => name) } : ends,
  }))
  const told = [...answered(pattern), ...stopRules(pattern)]
  const steps = [...lookups, ...Object.values(phases).flat(), ...on.flatMap((one) => one.steps)]
  const { rules: taken, left } = withAmounts(
    takenRules(rules, [...steps, ...undoSteps({ phases }), ...found.map(({ answer }) => answer)], record, told),
    intent,
    catalog.types,
  )
  const undecided = Object.keys(taken).filter((name) => taken[name]!.rows.length === 0)
  return {
    version: 2,
    intent,
    pattern: { name: intent.pattern, version: entry.file.metadata.version, digest: entry.digest },
    policy: catalog.policyDigest,
    choices,
    record,
    ...(journeys ? { journeys } : {}),
    ...(finds ? { answers: Object.fromEntries(found.map(({ name, answer }) => [name, answer])) } : {}),
    lookups,
    rules: Object.fromEntries(Object.entries(taken).filter(([name]) => !undecided.includes(name))),
    phases,
    on,
    values: { ...intent.values },
    never: [],
    supplies: supplies.filter(({ step }) => !never.has(step)),
    verdicts: verdicts(
      catalog,
      choices.map((choice) => choice.component),
    ),
    openQuestions: [
      ...openQuestions,
      ...told.filter((name) => !rules[name]).map(unanswered),
      ...undecided.map(undecidedBy(steps)),
    ],
    unread: unreadOf(intent, pattern, uncalled, left, catalog),
    reuse: {
      catalogue: steps.filter((step) => step.do).length + found.length,
      own: steps.filter((step) => !step.do).length,
    },
  }
}

const withoutUndo = (phases: Phases): Phases =>
  Object.fromEntries(Object.entries(phases).map(([name, steps]) => [name, steps.map(({ undo: _, ...step }) => step)]))

/** The parts that a pattern uses or the goal names, whatever else may be needed besides. */
function partsNamed({ capabilities, goal }: Intent, { spec }: PatternFile): string[] {
  const named = [...spec.capabilities, ...capabilities.map(({ id }) => id)]
  return [...new Set(named)].filter((id) => !goal.without.includes(id))
}

/** The pattern's phases with what parts do in them, each where it says; a phase in which nothing is done is none. */
function phasesOf(intent: Intent, file: PatternFile, { capabilities }: Catalog): Record<string, BroughtStep[]> {
  const parts = partsNamed(intent, file)
  const own = file.spec.phases
  const brought = parts.flatMap((part) =>
    (capabilities.get(part)?.brings.steps ?? [])
      .filter(({ onlyWith }) => onlyWith.every((id) => parts.includes(id)))
      .map(({ phase, onlyWith: _, ...step }) => ({ part, phase, step })),
  )
  for (const { part, phase, step } of brought)
    if (!own[phase])
      throw new ComposeError(
        'no-composition',
        `${part} does ${step.id} in the phase ${phase}, which the pattern ${file.metadata.name} does not have.`,
        { suggestion: `Leave it out with --without ${part}, or add the phase to the pattern.` },
      )
  const all = Object.entries(own).map(([phase, steps]): [string, BroughtStep[]] => [
    phase,
    [...steps, ...brought.flatMap((one) => (one.phase === phase ? [one.step] : []))],
  ])
  return Object.fromEntries(all.filter(([, steps]) => steps.length > 0))
}

/** Rules of the pattern and of the parts that it uses or the goal names; the pattern's come before a part's of the same name. */
function rulesOf(intent: Intent, file: PatternFile, catalog: Catalog): Record<string, BroughtRule> {
  const pattern = file.spec
  const parts = partsNamed(intent, file)
  const brought = parts.map((id) => catalog.capabilities.get(id)?.brings.rules ?? {})
  const rules: Record<string, BroughtRule> = inWordsOf(
    intent,
    file,
    Object.assign({}, ...brought.reverse(), pattern.rules),
  )
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, withTimes(rule, intent, pattern, catalog.types)]),
  )
}

/** {name} of the service and {thing} that it is about, wherever a value of the catalogue holds them. */
function inWordsOf<T>({ name, title }: Intent, { metadata }: PatternFile, given: T): T {
  const kind = ` ${metadata.title}`.toLowerCase()
  const thing = title.toLowerCase().endsWith(kind) ? title.slice(0, -kind.length) : title
  const said = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll('{name}', name).replaceAll('{thing}', thing)
    if (Array.isArray(value)) return value.map(said)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, said(one)]))
  }
  return said(given) as T
}

/** A journey answers with a rule that neither the pattern nor the goal has. */
const unanswered = (name: string): Plan['openQuestions'][number] => ({
  id: `rules.${name}`,
  question: `What is the ${name}? The goal does not say by which rule it follows from what people are asked.`,
  options: [],
})

/** A rule that something takes, and nobody says what it gives. */
const undecidedBy =
  (steps: readonly Step[]) =>
  (name: string): Plan['openQuestions'][number] => {
    const step = steps.find(({ inputs }) => Object.values(inputs).includes(`rule.${name}`))
    return {
      id: `rules.${name}`,
      question: `What is the ${name}?${step ? ` ${step.id} needs it, and` : ''} the goal does not say.`,
      options: [],
    }
  }

/**
 * The rules that a step takes, that people are answered with, or another rule that is taken. What nothing takes decides
 * nothing.
 */
function takenRules(
  rules: Readonly<Record<string, BroughtRule>>,
  steps: readonly Pick<Step, 'inputs' | 'if'>[],
  record: readonly RecordField[],
  answered: readonly string[],
): Record<string, BroughtRule> {
  const taken = new Set<string>()
  const take = (sources: readonly Source[]) => {
    for (const { kind, head } of sources.map(partsOf)) {
      if (kind !== 'rule' || taken.has(head)) continue
      taken.add(head)
      take(Object.values(rules[head]?.inputs ?? {}))
    }
  }
  take(answered.map((name) => `rule.${name}`))
  for (const { choices } of record) take(Object.values({ ...choices?.inputs, ...choices?.hold?.inputs }))
  for (const step of steps) take([...Object.values(step.inputs), ...Object.keys(step.if ?? {})])
  return Object.fromEntries(Object.entries(rules).filter(([name]) => taken.has(name)))
}

function operationNamed(step: BroughtStep, catalog: Catalog): Operation {
  const [capability = ''] = step.do!.split('.')
  const operation = catalog.capabilities.get(capability)?.operations.find((one) => one.name === step.do)
  if (operation) return operation
  throw new ComposeError(
    'no-composition',
    `The step ${step.id} does ${step.do}, which nothing in the catalogue offers.`,
    {
      suggestion: 'Run compose catalog lint: it names what is missing.',
    },
  )
}

/** The ways in which people may be written to: what the goal says, or else by email. */
function waysOf({ constraints }: Intent): Way[] {
  const said = constraints.flatMap(({ kind, value }) => (kind === 'channel' ? (Way.safeParse(value).data ?? []) : []))
  return said.length > 0 ? said : ['email']
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
