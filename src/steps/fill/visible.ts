import type { Questions } from '../../brain/roles.ts'
import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { type Composition, stepsOf } from '../../schema.ts'
import { takerOf } from './takers.ts'

type Visible = Questions['tester']['visible']
type Seen = Pick<Composition, 'lookups' | 'phases' | 'on' | 'lists' | 'panels'> & {
  rules: Readonly<Record<string, { gives: string }>>
}

/** What anyone can see of such a service, and what staff can do with it: taken from contracts, lists and steps, not from glue. */
export function visibleTo(composition: Seen, catalog: Catalog): Visible {
  const operations = new Map(
    [...catalog.capabilities.values()].flatMap((one) => one.operations.map((each) => [each.name, each] as const)),
  )
  const { lists, panels } = composition
  const steps = stepsOf(composition)
  return {
    outcomes: Object.fromEntries(
      Object.entries(catalog.vocabulary.outcomes).map(([rule, outcomes]) => [rule, Object.keys(outcomes)]),
    ),
    items: Object.fromEntries(
      lists.flatMap(({ id, item }) => {
        const operation = operations.get(item ?? '')
        return operation ? [[id, membersOf(operation, composition.rules, catalog)] as const] : []
      }),
    ),
    panels: panels.map(({ id }) => id),
    events: [...new Set(steps.flatMap((step) => (step.emit ? [step.emit] : [])))],
    takes: Object.fromEntries(
      Object.keys(composition.rules).flatMap((rule) => {
        const taker = takerOf(rule, composition)
        return taker ? [[`${taker.of}.${taker.member}`, rule]] : []
      }),
    ),
    acts: Object.fromEntries(
      [...new Set(lists.flatMap(({ actions }) => actions))].map((name) => [name, takenBy(operations.get(name)!)]),
    ),
  }
}

/** What an item shows: the values that a member can have, where they are few, and the rule that decides it. */
function membersOf({ outputs }: Operation, rules: Seen['rules'], { types }: Catalog): Visible['items'][string] {
  const shown = outputs.filter(({ path, many }) => path !== '' && !path.includes('.') && !many)
  return Object.fromEntries(
    shown.map(({ path, type, role }) => {
      const values = (types.get(type) as { enum?: string[] } | undefined)?.enum
      const rule = Object.keys(rules).find((name) => rules[name]!.gives === `${type}/${role}`)
      return [path, { ...(values ? { values } : {}), ...(rule ? { rule } : {}) }]
    }),
  )
}

function takenBy({ inputs }: Operation): Visible['acts'][string] {
  const members = inputs.filter((input) => input.in === 'body')
  return {
    required: members.filter((input) => input.required).map((input) => input.name),
    optional: members.filter((input) => !input.required).map((input) => input.name),
  }
}
