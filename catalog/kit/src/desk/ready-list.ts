import type { Schema } from '../contract.ts'
import { answerOf, type Member, membersOf, type Parameter, parametersOf } from './members.ts'
import type { Called } from './parts.ts'
import { checkWhich, memberOf, parameterOf, type Reading, rowsOf, type Say } from './reading.ts'
import { type ReadyAction, readyAction } from './ready-action.ts'
import { isAbout, type ReadyPanel } from './ready-panel.ts'
import type { List, Switch } from './shapes.ts'

/** A list that fits its contract. */
export interface ReadyList {
  list: List
  called: Called
  /** member of the answer that is the list */
  rows: string
  members: Member[]
  parameters: Map<string, Parameter>
  columns: Member[]
  filters: Parameter[]
  item: { called: Called; members: Member[] } | undefined
  /** what counts it, and the member that says how many */
  count: { called: Called; member: string } | undefined
  panels: ReadyPanel[]
  actions: ReadyAction[]
  create: ReadyAction | undefined
}

/** Addresses of the kit's own. */
const TAKEN = ['sign-in', 'sign-out', 'callback', 'attention', 'entry']

export function readyList(list: List, panels: ReadyPanel[], read: Reading): ReadyList | undefined {
  const place = `list ${list.id}`
  const say = read.at(place)
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(list.id) || TAKEN.includes(list.id)) say('cannot be called so in an address')
  const called = read.operation(list.list, say)
  const found = called && rowsOf(called, say)
  if (!called || !found) return undefined
  const { rows, members } = found
  const row = `a row of ${called.id}`
  const columns = list.columns.flatMap((name) => memberOf(members, name, row, say) ?? [])
  if (columns.length === 0) say('has no column')
  for (const name of [list.due, list.late, ...Object.keys(list.over ?? {})]) if (name) memberOf(members, name, row, say)
  const filters = list.filters.flatMap((name) => parameterOf(called, name, say) ?? [])
  for (const { name } of filters)
    if (['view', 'q', 'after', 'limit'].includes(name)) say(`${name} is no filter: pages need it`)
  checkViews(list, called, say)
  const item = itemOf(list, members, row, read, say)
  const about = item?.members ?? []
  for (const name of item ? (list.hides ?? []) : []) memberOf(about, name, `the item of ${item?.called.id}`, say)
  if (list.heading && item) memberOf(about, list.heading, `the item of ${item.called.id}`, say)
  if (!item && list.actions.length > 0) say('has actions, and no item that they are done to')
  const own = item ? panels.filter((one) => isAbout(one, about)) : []
  const acts = [
    ...(item ? list.actions : []).map((action) => ({ action, beside: undefined })),
    ...own.flatMap((one) => one.panel.actions.map((action) => ({ action, beside: one.allows ? one : undefined }))),
  ]
  const once = [...new Map(acts.map((one) => [one.action.do, one])).values()]
  return {
    list,
    called,
    rows,
    members,
    columns,
    filters,
    item,
    count: countOf(list, called, read, say),
    parameters: new Map(parametersOf(called.operation).map((one) => [one.name, one])),
    panels: own,
    actions: once.flatMap(({ action, beside }) => {
      const ready = readyAction(action, about, read, place)
      return ready ? [{ ...ready, ...(beside && { beside }) }] : []
    }),
    create: list.create && readyAction(list.create, [], read, place),
  }
}

/** An item has what it answers, and what it is known by. */
function itemOf(list: List, row: Member[], of: string, read: Reading, say: Say): ReadyList['item'] {
  const called = list.item === undefined ? undefined : read.operation(list.item, say)
  if (!called) return undefined
  checkWhich(called, list.which, row, of, say)
  if (Object.keys(list.which).length === 0) say(`says by nothing which one of ${called.id} a row is`)
  const known = parametersOf(called.operation).filter(({ name }) => Object.hasOwn(list.which, name))
  const answered = membersOf(answerOf(called.operation).schema)
  const more = known.filter(({ name }) => !answered.some((one) => one.name === name))
  return { called, members: [...more, ...answered] }
}

/** It has to take all that the list takes, or it would count something else. */
function countOf({ count }: List, list: Called, read: Reading, say: Say): ReadyList['count'] {
  const called = count === undefined ? undefined : read.operation(count, say)
  if (!called) return undefined
  const [member, ...more] = membersOf(answerOf(called.operation).schema).filter(
    ({ schema }) => schema.type === 'integer',
  )
  if (!member || more.length > 0) return say(`the answer of ${called.id} has not one whole number`)
  const taken = parametersOf(called.operation).map(({ name }) => name)
  for (const { name } of parametersOf(list.operation))
    if (!['after', 'limit', ...taken].includes(name))
      say(`${called.id} takes no ${name}, so it would count something else`)
  return { called, member: member.name }
}

function checkViews(list: List, called: Called, say: Say): void {
  for (const name of [list.search, list.mine]) if (name) parameterOf(called, name, say)
  for (const one of [list.nobodys, list.team, list.overdue, list.closed])
    if (one !== undefined) checkSwitch(one, called, say)
}

function checkSwitch(one: Switch, called: Called, say: Say): void {
  if (typeof one !== 'string') {
    for (const name of Object.keys(one)) parameterOf(called, name, say)
    return
  }
  const schema: Schema | undefined = parameterOf(called, one, say)?.schema
  if (schema && schema.type !== 'boolean') say(`the parameter ${one} of ${called.id} is not one of yes and no`)
}
