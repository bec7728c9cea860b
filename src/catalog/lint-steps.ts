import { answeredRules, type BroughtReaction, type BroughtStep, type Rule, stopRules } from '../schema.ts'
import { canBeTold } from './asks.ts'
import type { Catalog } from './load.ts'

type Report = (where: string, message: string, suggestion: string) => void

/** What a pattern or a capability brings to a service: its steps must do what there is, its rules must be taken by somebody. */
export function lintSteps(catalog: Catalog, report: Report): void {
  const capabilities = [...catalog.capabilities.values()]
  const operations = capabilities.flatMap((entry) => entry.operations)
  const byName = new Map(operations.map((operation) => [operation.name, operation]))
  const taken = new Set(operations.flatMap(({ inputs }) => inputs.map(({ type, role }) => `${type}/${role}`)))

  for (const [id, { brings }] of catalog.capabilities) {
    const where = `capabilities/${id}/brings.yaml`
    lint(where, [...brings.steps, ...stepsIn({}, brings.on)], brings.rules)
    for (const { for: wanted, from, hold, release } of brings.questions) {
      for (const name of [from, hold, release])
        if (name !== undefined && !byName.has(`${id}.${name}`))
          report(
            where,
            `the question for ${wanted} names ${name}, which the contract does not have`,
            'Name an operationId of it.',
          )
      // What a file is to the record its question says, and not what holds it.
      const kept = from === undefined ? wanted.split('/')[0] : wanted
      const answers = byName.get(`${id}.${hold}`)?.outputs.filter(({ many }) => !many) ?? []
      if (hold !== undefined && !answers.some(({ type, role }) => kept === type || kept === `${type}/${role}`))
        report(
          where,
          `the question for ${wanted} holds by ${hold}, which answers none`,
          'Ask for what the hold answers.',
        )
    }
  }
  for (const [id, { brings }] of catalog.capabilities)
    for (const answer of brings.answers) {
      const where = `capabilities/${id}/brings.yaml`
      const operation = byName.get(`${id}.${answer.from}`)
      if (operation?.method !== 'GET' || operation.security?.length !== 0) {
        report(
          where,
          `people come for what ${answer.from} answers, which ${operation ? 'changes something, or not everybody may call' : 'the contract does not have'}`,
          'Name an operation that reads and is public (security: []).',
        )
        continue
      }
      const inside = answer.list === undefined ? '' : `${answer.list}.`
      for (const member of [...(answer.heading ? [answer.heading] : []), ...answer.show]) {
        const found = operation.outputs.find(({ path }) => path === `${inside}${member}`)
        if (!found || !canBeTold(catalog.types, found.type))
          report(
            where,
            `${answer.from} shows ${member}, which it does not answer or nothing says how to show`,
            'Name a member that has a type of one value with x-kind.',
          )
      }
      for (const input of Object.keys(answer.none.sample))
        if (!operation.inputs.some(({ name }) => name === input))
          report(where, `${answer.from} takes no ${input}, of which none has a sample`, 'Name one of its inputs.')
    }
  for (const [id, { file }] of catalog.patterns) {
    const { phases, on, rules, fields } = file.spec
    const answered = [...answeredRules(file.spec), ...stopRules(file.spec)]
    lint(`patterns/${id}.yaml`, stepsIn(phases, on), rules, answered)
    for (const name of answered) {
      const [type = ''] = (rules[name] ?? file.spec.settings[name])?.gives.split('/') ?? []
      if (type && !canBeTold(catalog.types, type))
        report(
          `patterns/${id}.yaml`,
          `people are answered with the rule "${name}", and nothing says how a ${type} is shown`,
          'Give a type of one value whose x-kind can be shown.',
        )
    }
    for (const [setting, one] of Object.entries(file.spec.settings)) {
      const { gives } = one
      if ('says' in one) {
        if (!stopRules(file.spec).includes(setting))
          report(
            `patterns/${id}.yaml`,
            `no journey is stopped by the setting "${setting}"`,
            'Name it among the stops of a journey.',
          )
        continue
      }
      if (!taken.has(gives))
        report(
          `patterns/${id}.yaml`,
          `nothing takes what the setting "${setting}" gives (${gives})`,
          'Give what an operation takes.',
        )
      for (const [word, counted] of Object.entries(one.by))
        if (!catalog.types.has(counted.split('/')[0]!))
          report(
            `patterns/${id}.yaml`,
            `the setting "${setting}" counts by ${word}, a ${counted}, and there is no such type`,
            'Name a type of catalog/types and its role.',
          )
    }
    const known = new Set([...fields.map((field) => field.name), ...Object.keys(rules)])
    for (const [rule, table] of Object.entries(rules))
      for (const name of table.rows.flatMap((row) => Object.keys(row.when)).filter((name) => !known.has(name)))
        report(
          `patterns/${id}.yaml`,
          `the rule "${rule}" reads "${name}", which the record does not have`,
          'Add the field or correct the name.',
        )
  }

  function lint(
    where: string,
    steps: readonly BroughtStep[],
    rules: Readonly<Record<string, Rule>>,
    answered: readonly string[] = [],
  ): void {
    for (const step of steps) {
      const kinds = [step.do, step.emit, step.await, step.withdraw].filter((kind) => kind !== undefined)
      if (kinds.length !== 1)
        report(where, `step ${step.id} has ${kinds.length} of do, emit, await, withdraw`, 'Give exactly one.')
      if (step.do && !byName.has(step.do))
        report(where, `step ${step.id} does ${step.do}, which no capability offers`, 'Name <capability>.<operationId>.')
    }
    for (const { id, undo } of steps) {
      const name = typeof undo === 'object' ? undo.do : undo
      if (name !== undefined && (byName.get(name)?.method ?? 'GET') === 'GET')
        report(
          where,
          `step ${id} is undone by ${name}, which no capability offers, or which changes nothing`,
          'Name what takes back what the step did, as in <capability>.<operationId>.',
        )
    }
    for (const { id, do: name = '', wants = [] } of steps)
      for (const wanted of wants)
        if (byName.get(name)?.inputs.find((input) => input.name === wanted)?.required !== false)
          report(
            where,
            `step ${id} wants "${wanted}", which is no optional input of what it does`,
            'Name optional inputs; required ones are supplied anyway.',
          )
    for (const [name, { gives }] of Object.entries(rules))
      if (!taken.has(gives) && !answered.includes(name))
        report(
          where,
          `nothing takes what the rule "${name}" gives (${gives})`,
          'Give what an operation takes, let a journey answer with it, or drop it.',
        )
  }
}

function stepsIn(
  phases: Readonly<Record<string, readonly BroughtStep[]>>,
  on: readonly BroughtReaction[],
): BroughtStep[] {
  return [...Object.values(phases), ...on.map(({ steps }) => steps)].flat()
}
