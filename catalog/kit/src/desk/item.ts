import type { Logger, Principal } from '../definition.ts'
import { PageProblem } from '../pages/page-problem.ts'
import { statusOf } from '../pages/status.ts'
import type { Visit } from '../pages/visit.ts'
import { itemIn } from './address.ts'
import { type Held, heldBy } from './panel.ts'
import { wired } from './reading.ts'
import { isAbout, type ReadyAction } from './ready-action.ts'
import type { ReadyList } from './ready-list.ts'
import { mayCall, mayDo, refuseUnless } from './rights.ts'
import type { Row } from './rows.ts'

/** A thing that staff work on, as its part has it now. */
export interface Item {
  /** address of its page */
  path: string
  /** what it answers, and what it is known by */
  values: Row
  /** by panel: what its part lets be done besides */
  beside?: Map<string, unknown>
}

/** The item that an address names: /staff/<list>/at/<values that it is known by>. What is none there is a page not found. */
export async function itemOf(one: ReadyList, visit: Visit, principal: Principal): Promise<Item> {
  const called = one.item?.called
  if (called === undefined) throw new PageProblem(404, 'missing')
  refuseUnless(mayCall(principal, called))
  const names = Object.keys(one.list.which)
  const { path, values } = itemIn(visit.request.url) ?? { path: '', values: [] }
  if (values.length !== names.length) throw new PageProblem(404, 'missing')
  const known = Object.fromEntries(names.map((name, index) => [name, values[index]]))
  const which = Object.fromEntries(names.map((name) => [name, name]))
  try {
    const answer = (await called.call(wired(called, which, known), { token: principal.token })) as Row
    return { path, values: { ...known, ...answer } }
  } catch (error) {
    // What is no identifier at all, which a part refuses with 400, is unknown like any other.
    if ([400, 404].includes(statusOf(error))) throw new PageProblem(404, 'missing')
    throw error
  }
}

/** An item with what its panels say may be done besides. */
export const withPanels = (item: Item, held: Held[]): Item => ({
  ...item,
  beside: new Map(held.map(({ one, answer }) => [one.panel.id, answer.allowed])),
})

/** The item that something is to be done to, with what the panel says that it stands in. */
export async function itemFor(
  one: ReadyList,
  { beside }: ReadyAction,
  visit: Visit,
  principal: Principal,
  log: Logger,
) {
  const item = await itemOf(one, visit, principal)
  return beside ? withPanels(item, await heldBy([beside], item.values, principal, log)) : item
}

/**
 * Whether an item has what something is done to, and its state lets it be done. The item says so of the operations of its
 * own part, and a panel of those that stand in it; where neither does, the part decides when it is called.
 */
export function isAllowed(one: ReadyList, { values, beside }: Item, act: ReadyAction): boolean {
  const { called } = act
  if (!isAbout(act, values)) return false
  const own = called.capability === one.item?.called.capability ? values.allowed : undefined
  const allowed = act.beside ? beside?.get(act.beside.panel.id) : own
  return !Array.isArray(allowed) || allowed.includes(called.operation.operationId)
}

/** What somebody may do to an item as it is, each once. */
export const actionsOn = (one: ReadyList, item: Item, principal: Principal): ReadyAction[] =>
  one.actions.filter((each) => isAllowed(one, item, each) && mayDo(principal, each))

/** The version that was seen, for parts that look whether somebody was quicker. */
export function versionOf({ version }: Row): number | undefined {
  return typeof version === 'number' ? version : undefined
}
