import type { Catalog, Component } from '../../catalog/load.ts'
import { byCodeUnit } from '../../digest.ts'
import { ComposeError, type Problem } from '../../errors.ts'
import type { Choice, ComponentFile, Goal, Policy } from '../../schema.ts'

type Rule = (component: ComponentFile['spec'], policy: Policy['rules']) => string | undefined

/** The policy's rules as a table: each says why it turns a component down, or nothing. */
const policyRules: Readonly<Record<string, Rule>> = {
  lifecycles: ({ lifecycle }, { lifecycles }) =>
    lifecycles.includes(lifecycle) ? undefined : `its lifecycle is ${lifecycle}`,
  licences: ({ licence }, { licences }) =>
    licences.includes(licence.spdx) ? undefined : `its licence is ${licence.spdx}`,
  classifications: ({ data }, { classifications }) =>
    classifications.includes(data.classification) ? undefined : `it holds ${data.classification} data`,
  residency: ({ data }, { residency }) => {
    const outside = data.residency.filter((place) => !residency.includes(place))
    return outside.length === 0 ? undefined : `it keeps data in ${outside.join(', ')}`
  },
}

/** Chooses a supplier for each capability, closing over what the chosen ones require. Throws 'no-composition' with reasons. */
export function chooseComponents(catalog: Catalog, wanted: ReadonlyMap<string, string>, goal: Goal): Choice[] {
  const choices = new Map<string, Choice>()
  const open = [...wanted]
  for (let next = open.shift(); next; next = open.shift()) {
    const [capability, why] = next
    if (choices.has(capability)) continue
    const choice = chooseOne(catalog, capability, why, goal)
    choices.set(capability, choice)
    for (const required of catalog.components
      .get(choice.component)!
      .file.spec.requires.filter((one) => !one.optional)) {
      open.push([required.capability, `${choice.component} requires it`])
    }
  }
  const chosen = [...choices.values()].sort((a, b) => byCodeUnit(a.capability, b.capability))
  refuseConflicts(catalog, chosen)
  return chosen
}

function chooseOne(catalog: Catalog, capability: string, why: string, goal: Goal): Choice {
  if (goal.without.includes(capability)) {
    throw new ComposeError('no-composition', `${capability} is ruled out by --without, but is needed: ${why}.`, {
      suggestion: `Leave out --without ${capability}.`,
    })
  }
  const suppliers = suppliersOf(catalog, capability)
  const fixed = goal.use[capability]
  const rejected: Choice['rejected'] = []
  const allowed: [string, Component][] = []
  for (const [id, component] of suppliers) {
    const reasons = refusals(catalog, id, component)
    if (reasons.length > 0) rejected.push(...reasons)
    else if (fixed && fixed !== id) rejected.push({ component: id, rule: '--use', reason: `${fixed} was asked for` })
    else allowed.push([id, component])
  }
  const byMaturity = allowed.sort(
    ([a, x], [b, y]) => compareVersions(y.file.metadata.version, x.file.metadata.version) || byCodeUnit(a, b),
  )
  const [best] = byMaturity
  if (!best) {
    const problems: Problem[] = rejected.map(({ component, rule, reason }) => ({
      code: 'rejected',
      message: `${component}: ${reason} (${rule})`,
    }))
    throw new ComposeError(
      'no-composition',
      `No component may supply ${capability} (${why}). ${problems.map((problem) => problem.message).join('; ') || 'The catalogue has none.'}`,
      {
        suggestion: 'Add an allowed component to the catalogue, or change catalog/policy.yaml.',
      },
    )
  }
  for (const [id] of byMaturity.slice(1))
    rejected.push({
      component: id,
      rule: 'order',
      reason: `${best[0]} comes first by version, then by name; --use ${capability}=${id} chooses it`,
    })
  const [id, { file, digest }] = best
  return { capability, component: id, version: file.metadata.version, digest, binding: 'own', why, rejected }
}

function suppliersOf(catalog: Catalog, capability: string): [string, Component][] {
  return [...catalog.components].filter(([, { file }]) =>
    file.spec.provides.some((provided) => provided.capability === capability),
  )
}

function refusals(catalog: Catalog, id: string, { file }: Component): Choice['rejected'] {
  return Object.entries(policyRules).flatMap(([rule, check]) => {
    const reason = check(file.spec, catalog.policy.rules)
    return reason ? [{ component: id, rule: `policy.${rule}`, reason }] : []
  })
}

/** The capabilities of which the policy turns down every supplier: a goal that has their words means something else. */
export function ruledOut(catalog: Catalog): ReadonlySet<string> {
  const ruled = new Map<string, boolean>()
  for (const [id, component] of catalog.components) {
    const refused = refusals(catalog, id, component).length > 0
    for (const { capability } of component.file.spec.provides)
      ruled.set(capability, refused && ruled.get(capability) !== false)
  }
  return new Set([...ruled].flatMap(([capability, refused]) => (refused ? [capability] : [])))
}

function refuseConflicts(catalog: Catalog, choices: readonly Choice[]): void {
  for (const { component } of choices) {
    const against = catalog.components.get(component)!.file.spec.conflicts
    const other = choices.find((choice) => against.includes(choice.component))
    if (!other) continue
    throw new ComposeError(
      'no-composition',
      `${component} and ${other.component} cannot be in one service: ${component} says that they conflict.`,
      {
        suggestion: `Choose another supplier with --use ${other.capability}=COMPONENT.`,
      },
    )
  }
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number))
  return x![0]! - y![0]! || x![1]! - y![1]! || x![2]! - y![2]!
}
