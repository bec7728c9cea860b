import type { Logger, Principal } from '../definition.ts'
import type { Typed } from '../pages/answers.ts'
import { PageProblem } from '../pages/page-problem.ts'
import type { Site, Visit } from '../pages/visit.ts'
import { type Asked, askedOf } from './form.ts'
import { type Item, itemFor } from './item.ts'
import { headingsOf, showFor } from './item-page.ts'
import type { Member } from './members.ts'
import { bodyOf } from './reading.ts'
import type { Ready } from './ready.ts'
import type { ReadyAction } from './ready-action.ts'
import type { ReadyList } from './ready-list.ts'
import { mayDo, refuseUnless } from './rights.ts'
import type { Show } from './shown.ts'

/** Somebody before the form of an action. */
export interface Act {
  ready: Ready
  one: ReadyList
  act: ReadyAction
  visit: Visit
  principal: Principal
  /** undefined where something new is made */
  item: Item | undefined
  /** what it is done to, above the form */
  caption: string
  asked: Asked[]
  show: Show
  back: string
  log: Logger
}

/** Opens an action by its address, with what was typed in its form. Throws where there is none, and where it is not theirs to do. */
export async function openAct(
  ready: Ready,
  one: ReadyList,
  site: Site,
  visit: Visit,
  principal: Principal,
  typed: Typed | undefined,
): Promise<Act> {
  const { action } = visit.params
  const act = action === undefined ? one.create : one.actions.find((each) => each.action.do === action)
  if (act === undefined) throw new PageProblem(404, 'missing')
  refuseUnless(mayDo(principal, act))
  const item = action === undefined ? undefined : await itemFor(one, act, visit, principal, site.log)
  const show = await showFor(
    ready,
    atHand(one, act).map(({ schema }) => schema),
    principal,
    site,
  )
  const asked = await askedOf(act, item?.values ?? {}, principal.token, show, typed)
  const caption = item === undefined ? one.list.title : headingsOf(one, item, show).heading
  const back = item?.path ?? `/staff/${one.list.id}`
  return { ready, one, act, visit, principal, item, caption, asked, show, back, log: site.log }
}

/** The members that an action can speak of: those of the item, and what is entered. */
export const atHand = ({ item }: ReadyList, { called }: ReadyAction): Member[] => [
  ...(item?.members ?? []),
  ...bodyOf(called),
]
