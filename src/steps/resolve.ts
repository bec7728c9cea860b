import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import {
  answered,
  type BroughtReaction,
  type BroughtStep,
  type Intent,
  type Plan,
  stopRules,
  undoSteps,
  Way,
  withdrawals,
} from '../schema.ts'
import { fieldsOf, onlyForSums } from './resolve/asked-fields.ts'
import { calledByWords } from './resolve/brought-question.ts'
import { chooseComponents } from './resolve/choose.ts'
import { journeysOf, stopsOf } from './resolve/eligible.ts'
import { wantedOf } from './resolve/found.ts'
import { operationNamed, phasesOf, withoutUndo } from './resolve/phases.ts'
import { rulesOf, takenRules, unanswered, undecidedBy, withDurations } from './resolve/rules.ts'
import { limitRules, unreadOf } from './resolve/said.ts'
import { withAmounts } from './resolve/sums.ts'
import { type Answers, Supplier } from './resolve/supply.ts'
import { Wirer } from './resolve/wirer.ts'
import type { Wiring } from './resolve/wiring.ts'

/** intent → plan: wires every required input and chooses every component. Pure. */
export function resolve(intent: Intent, catalog: Catalog): Plan {
  const entry = catalog.patterns.get(intent.pattern)
  if (!entry)
    throw new ComposeError('unknown-name', `The pattern "${intent.pattern}" is not in the catalogue.`, {
      suggestion: 'Plan the goal again.',
    })
  const pattern = entry.file.spec
  // Which pattern it is was answered where the goal was read.
  const { pattern: _, ...answers } = intent.goal.answers ?? {}
  const durations = withDurations(rulesOf(intent, entry.file, catalog), intent)
  const stops = stopsOf(intent, pattern)
  const rules = { ...durations.rules, ...stops.rules }
  const operationOf = (step: BroughtStep) => operationNamed(step, catalog)

  const supplier = new Supplier(
    catalog,
    fieldsOf(intent, pattern, catalog),
    rules,
    intent.goal.without,
    waysOf(intent),
    answers,
  )
  const brought = [pattern, ...[...catalog.capabilities.values()].map(({ brings }) => brings)]
  const wirer = new Wirer(
    supplier,
    brought.flatMap(({ texts }) => Object.keys(texts)),
    pattern.as,
  )
  Object.assign(
    rules,
    limitRules(intent, pattern, (setting, type, role) => wirer.sourceFor(setting, type, role)),
  )
  for (const one of calledByWords(intent, entry.file, catalog)) wirer.ask(one)
  wirer.addPhases(phasesOf(intent, entry.file, catalog), operationOf)
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
  const { lookups, on, supplies, openQuestions } = wirer.wiring
  // Where nothing is ever withdrawn nothing says how.
  const undone = withdrawals(wirer.wiring).length > 0
  const phases = undone ? wirer.wiring.phases : withoutUndo(wirer.wiring.phases)
  const never = new Set(undone ? [] : undoSteps(wirer.wiring).map(({ id }) => id))
  const journeys = journeysOf(
    pattern,
    rules,
    found.map(({ name }) => name),
  )
  const told = [...answered({ journeys }), ...stopRules({ journeys })].filter(
    (name) => !found.some((one) => one.name === name),
  )
  const steps = [...lookups, ...Object.values(phases).flat(), ...on.flatMap((one) => one.steps)]
  const { rules: taken, left } = withAmounts(
    takenRules(
      rules,
      [...steps, ...undoSteps({ phases }), ...found.map(({ answer }) => answer)],
      wirer.wiring.record,
      told,
    ),
    intent,
    catalog.types,
  )
  refuseStray(answers, wirer.wiring)
  // Nobody is asked for what nothing is made of.
  const idle = left.length > 0 ? onlyForSums(intent, pattern) : []
  const record = wirer.wiring.record.filter(({ name }) => !idle.includes(name))
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
    unread: unreadOf(intent, pattern, uncalled, [...left, ...durations.left, ...stops.left], catalog),
    reuse: {
      catalogue: steps.filter((step) => step.do).length + found.length,
      own: steps.filter((step) => !step.do).length,
    },
  }
}

/** Throws 'unknown-name' for an answer that no question has among its choices. */
function refuseStray(answers: Answers, { answered, openQuestions }: Wiring): void {
  const stray = Object.keys(answers).find((id) => !answered.has(id))
  if (stray === undefined) return
  const known = openQuestions.map(({ id, options }) => `${id} (${options.join(' | ')})`)
  throw new ComposeError('unknown-name', `No open question takes the answer ${stray}=${answers[stray]}.`, {
    suggestion:
      known.length > 0
        ? `Open are: ${known.join('; ')}.`
        : 'The plan has no open question with choices: leave the answer out.',
  })
}

/** The ways in which people may be written to: what the goal says, or else by email. */
function waysOf({ constraints }: Intent): Way[] {
  const said = constraints.flatMap(({ kind, value }) => (kind === 'channel' ? (Way.safeParse(value).data ?? []) : []))
  return said.length > 0 ? said : ['email']
}

/** What the policy says of the chosen components. */
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
