import { answerOf, type Member, membersOf, parametersOf, rowsIn } from './members.ts'
import type { Own, OwnFacts, OwnList, Todo } from './own-shapes.ts'
import { type Called, operationsOf, type Parts } from './parts.ts'
import { checkWhich, memberOf, type Reading, reading, type Say } from './reading.ts'
import { type ReadyAction, readyAction } from './ready-action.ts'
import { openOf } from './ready-panel.ts'
import type { Action } from './shapes.ts'

/** What people see and do of their own, held to the contracts. */
export interface ReadyOwn {
  own: Own
  show: { facts: OwnFacts; called: Called; members: Member[] }[]
  lists: ReadyOwnList[]
  can: ReadyAction[]
  todo: { todo: Todo; called: Called; members: Member[]; does: ReadyAction | undefined }[]
}

export interface ReadyOwnList {
  list: OwnList
  called: Called
  /** member of the answer that has the rows */
  rows: string
  show: Member[]
  open: Called | undefined
}

/** Throws an error that names all that does not fit. */
export async function readyOwn(own: Own, parts: Parts): Promise<ReadyOwn> {
  const read = reading(await operationsOf(parts), own.values)
  const show = own.show.flatMap((facts) => {
    const say = read.at(`shows ${facts.from}`)
    const found = answered(own, facts, read, say)
    const members = facts.members.flatMap(
      (name) => memberOf(found?.members ?? [], name, `the answer of ${facts.from}`, say) ?? [],
    )
    return found ? [{ facts, called: found.called, members }] : []
  })
  const lists = (own.lists ?? []).flatMap((list): ReadyOwnList[] => {
    const say = read.at(`lists ${list.from}`)
    const found = answered(own, list, read, say)
    const rows = found && rowsIn(found.called.operation)
    if (found && !rows) say(`${list.from} answers no one list`)
    if (!found || !rows) return []
    const show = list.show.flatMap((name) => memberOf(rows.members, name, `a row of ${list.from}`, say) ?? [])
    const open = openOf(list, rows.members, read, say)
    return [{ list, called: found.called, rows: rows.name, show, open }]
  })
  const can = own.can.flatMap((action) => ownAction(own, action, read) ?? [])
  const todo = own.todo.flatMap((one) => {
    const say = read.at(`todo ${one.from}`)
    const found = answered(own, one, read, say)
    if (!found) return []
    const said = [...one.text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    for (const name of [...Object.keys(one.if), ...said, ...(one.goes ? [one.goes] : [])])
      memberOf(found.members, name, `the answer of ${one.from}`, say)
    if ((one.does === undefined) === (one.goes === undefined)) say('has to do something or to go somewhere')
    return [{ todo: one, ...found, does: one.does && ownAction(own, one.does, read) }]
  })
  if (read.faults.length > 0)
    throw new Error(`What people do of their own does not fit:\n- ${read.faults.join('\n- ')}`)
  return { own, show, lists, can, todo }
}

function answered(own: Own, { from, which }: Pick<OwnFacts, 'from' | 'which'>, read: Reading, say: Say) {
  const called = read.operation(from, say)
  if (!called) return undefined
  if (called.operation.method !== 'GET') say(`${from} reads nothing`)
  checkWhich(called, which, recordOf(own, called, which), 'the record', say)
  // Without it everybody would see everything.
  if (Object.keys(which).length === 0) say(`says by nothing what of ${from} is theirs`)
  return { called, members: membersOf(answerOf(called.operation).schema) }
}

function ownAction(own: Own, action: Action, read: Reading): ReadyAction | undefined {
  const called = read.operation(action.do, () => undefined)
  if (Object.keys(action.which).length === 0)
    read.at(`action ${action.do}`)('says by nothing what of the record it is done to')
  return readyAction(action, called ? recordOf(own, called, action.which) : [], read, 'own')
}

/** What the record holds, each of the type that is taken from it. */
function recordOf({ record }: Own, { operation }: Called, which: Record<string, string>): Member[] {
  const parameters = parametersOf(operation)
  return record.map((name) => {
    const taken = Object.entries(which).find(([, from]) => from === name)?.[0]
    const schema = parameters.find((one) => one.name === taken)?.schema ?? {}
    return { name, schema, required: false }
  })
}
