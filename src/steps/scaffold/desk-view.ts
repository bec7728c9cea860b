import type { Input, Operation } from '../../catalog/contract.ts'
import { ComposeError, type Problem } from '../../errors.ts'
import type { Composition, Form, List, Panel } from '../../schema.ts'
import { type AskedMember, askedMembers } from './asked-members.ts'

type Operations = ReadonlyMap<string, Operation>

/** An action as the kit's desk takes it: what it is about comes from the item, what it does is asked. */
export interface DeskAction extends Omit<Form, 'asks'> {
  do: string
  which: Record<string, string>
  asks: AskedMember[]
  api: string
}

export interface DeskList extends Omit<List, 'actions' | 'new'> {
  which: Record<string, string>
  actions: DeskAction[]
  create?: DeskAction
  api: string
  itemApi?: string
}

export interface DeskPanel extends Omit<Panel, 'by' | 'actions'> {
  by: Record<string, string>
  actions: DeskAction[]
  api: string
}

export interface DeskView {
  lists: DeskList[]
  panels: DeskPanel[]
}

/** A member of an answer by its name, type and role. */
interface Member {
  name: string
  type: string
  role: string
}

/**
 * The desk of a service with everything wired by type and role: which parameter takes which member of a row or an item.
 * Throws 'bad-file' with every list, panel and form that does not fit its contract.
 */
export function deskView(
  composition: Pick<Composition, 'lists' | 'panels' | 'forms'>,
  operations: Operations,
): DeskView {
  const problems: Problem[] = []
  const report = (
    where: string,
    message: string,
    suggestion = 'compose catalog show <capability> lists operations, what they take and what they answer.',
  ) =>
    problems.push({ code: 'bad-file', where: `composition.yaml#${where}`, message: `${where}: ${message}`, suggestion })
  const operationOf = (where: string, name: string): Operation | undefined => {
    const found = operations.get(name)
    if (!found) report(where, `there is no operation ${name}`)
    return found
  }
  /** What a parameter takes: the one member of its type and role. */
  const wired = (where: string, inputs: readonly Input[], members: readonly Member[]): Record<string, string> =>
    Object.fromEntries(
      inputs.flatMap((input) => {
        const fitting = members.filter(({ type, role }) => type === input.type && role === input.role)
        if (fitting.length !== 1)
          report(where, `nothing that is there is a ${input.type} (${input.role}), which ${input.name} takes`)
        return fitting.slice(0, 1).map(({ name }) => [input.name, name])
      }),
    )
  const action = (where: string, name: string, members: readonly Member[]): DeskAction[] => {
    const operation = operationOf(where, name)
    const form = composition.forms[name]
    if (operation && !form) report(where, `${name} has no form`, 'Add one under forms: a title and a button at least.')
    if (!operation || !form) return []
    const { asks: _, ...rest } = form
    return [
      {
        do: name,
        ...rest,
        which: wired(where, whichOf(operation), members),
        asks: askedMembers(operation, form, members, operations, report),
        api: operation.id,
      },
    ]
  }

  const lists = composition.lists.flatMap((list): DeskList[] => {
    const where = `lists.${list.id}`
    const from = operationOf(where, list.list)
    const item = list.item === undefined ? undefined : operationOf(where, list.item)
    if (!from) return []
    const members = item ? membersOf(item, false) : []
    const { actions, new: created, ...rest } = list
    const [create] = created === undefined ? [] : action(where, created, [])
    return [
      {
        ...rest,
        which: item ? wired(where, whichOf(item), membersOf(from, true)) : {},
        actions: actions.flatMap((name) => action(where, name, members)),
        ...(create ? { create } : {}),
        api: from.id,
        ...(item ? { itemApi: item.id } : {}),
      },
    ]
  })
  const items = composition.lists.flatMap(({ item }) => (item ? (operations.get(item) ?? []) : []))
  const panels = composition.panels.flatMap((panel): DeskPanel[] => {
    const where = `panels.${panel.id}`
    const from = operationOf(where, panel.from)
    if (!from) return []
    const [type, role] = panel.by.split('/')
    const about = from.inputs.filter((input) => input.type === type && input.role === role)
    const holder = items.find((item) => membersOf(item, false).some((one) => one.type === type && one.role === role))
    if (about.length !== 1) report(where, `${panel.from} is asked about no ${panel.by}`)
    const members = holder ? membersOf(holder, false) : []
    return [
      {
        ...panel,
        by: holder ? wired(where, about.slice(0, 1), members) : {},
        actions: panel.actions.flatMap((name) => action(where, name, members)),
        api: `${from.id}`,
      },
    ]
  })
  const [first] = problems
  if (first)
    throw new ComposeError('bad-file', `composition.yaml: ${first.message}`, {
      suggestion: first.suggestion ?? '',
      problems,
    })
  const about = panels.filter(({ by }) => Object.keys(by).length > 0)
  return apart({ lists, panels: [...ownPanelsOf(items), ...about] })
}

/** What people sent, and what did not get on by itself, stand with the service: on every item that is about a record. */
const ownPanels = [
  { id: 'answers', title: 'What was sent', as: 'table', from: 'service.readAnswers', show: ['question', 'answer'] },
  {
    id: 'behalf',
    title: 'Filled in by staff',
    as: 'timeline',
    from: 'service.readBehalf',
    show: ['way', 'by', 'at'],
  },
  {
    id: 'troubles',
    title: 'What needed attention',
    as: 'timeline',
    from: 'service.readTroubles',
    show: ['what', 'by', 'at'],
  },
] as const

function ownPanelsOf(items: readonly Operation[]): DeskPanel[] {
  const reference = items
    .flatMap((item) => membersOf(item, false))
    .find(({ type, role }) => type === 'Reference' && role === 'record')
  if (!reference) return []
  return ownPanels.map(({ show, ...panel }) => ({
    ...panel,
    show: [...show],
    by: { reference: reference.name },
    actions: [],
    api: panel.from.split('.')[1]!,
  }))
}

/** What an operation is about. */
function whichOf({ inputs }: Operation): Input[] {
  return inputs.filter((input) => input.in !== 'body' && input.required)
}

/** Members of an answer, or of the rows of a list. */
function membersOf({ outputs }: Operation, many: boolean): Member[] {
  return outputs.flatMap(({ path, type, role, many: inList }) => {
    const parts = path.split('.')
    // `cases.reference` of a list, `reference` of an item; what lies deeper belongs to something else.
    if (inList !== many || parts.length !== (many ? 2 : 1) || path === '') return []
    return [{ name: parts.at(-1)!, type, role }]
  })
}

/** Two parts may have operations of one name; the service's own API has each name once. */
function apart({ lists, panels }: DeskView): DeskView {
  const names = new Map<string, string>()
  const named = (api: string, operation: string): string => {
    const free = names.get(api) === undefined || names.get(api) === operation
    const name = free ? api : operation.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase())
    names.set(name, operation)
    return name
  }
  const acted = (actions: DeskAction[]) => actions.map((one) => ({ ...one, api: named(one.api, one.do) }))
  return {
    lists: lists.map((one) => ({
      ...one,
      api: named(one.api, one.list),
      ...(one.itemApi && one.item ? { itemApi: named(one.itemApi, one.item) } : {}),
      actions: acted(one.actions),
      ...(one.create ? { create: acted([one.create])[0]! } : {}),
    })),
    panels: panels.map((one) => ({ ...one, api: named(one.api, one.from), actions: acted(one.actions) })),
  }
}
