import { randomUUID } from 'node:crypto'
import { type Schema, typeOf } from '../contract.ts'
import type { Principal } from '../definition.ts'
import type { StaffHandler } from '../pages/staff.ts'
import type { Site } from '../pages/visit.ts'
import { factsOf } from './facts.ts'
import { actionsOn, type Item, itemOf, withPanels } from './item.ts'
import { namesFor } from './names.ts'
import { takeNotice } from './notice.ts'
import { drawnPanel, heldBy } from './panel.ts'
import type { Ready } from './ready.ts'
import type { ReadyAction } from './ready-action.ts'
import type { ReadyList } from './ready-list.ts'
import { seenOn } from './seen.ts'
import { type Show, shower } from './shown.ts'

/** How members are shown to this person, with the names that they need. */
export async function showFor(ready: Ready, schemas: Schema[], principal: Principal, site: Site): Promise<Show> {
  const types = schemas.flatMap((schema) => typeOf(schema) ?? [])
  return shower(ready.desk, (await namesFor(ready, types, principal.token, site.log)).of)
}

/** One item: who, what, how urgent, until when and whose; then the panels of all parts; then what may be done, each once. */
export const itemPage =
  (ready: Ready, one: ReadyList, site: Site): StaffHandler =>
  async (visit, principal) => {
    const item = await itemOf(one, visit, principal)
    const schemas = [...(one.item?.members ?? []), ...one.panels.flatMap((panel) => panel.show)].map(
      ({ schema }) => schema,
    )
    const [held, show] = await Promise.all([
      heldBy(one.panels, item.values, principal, site.log),
      showFor(ready, schemas, principal, site),
    ])
    const data = {
      ...headingsOf(one, item, show),
      ...factsOf(ready, one, item.values, show),
      form: true,
      signedIn: visit.session?.staff,
      notice: await takeNotice(visit),
      back: `/staff/${one.list.id}`,
      panels: held.map((each) => drawnPanel(ready, each, show, item.path)),
      seen: seenOn(one, item),
      actions: actionsOn(one, withPanels(item, held), principal).map((each) => ({
        ...linkOf(one, each, item),
        key: randomUUID(),
      })),
    }
    return visit.show('desk-item', data)
  }

/** What it is called, and what it is known by. */
export function headingsOf(
  { list, item }: ReadyList,
  { values }: Item,
  show: Show,
): { heading: string; caption: string } {
  const memberOf = (name: string | undefined) => item?.members.find((one) => one.name === name)
  const text = (member: ReturnType<typeof memberOf>) => (member ? show(member.schema, values[member.name]).text : '')
  const which = memberOf(Object.keys(list.which)[0])
  const known = text(which)
  const heading = text(memberOf(list.heading)) || known
  // Nobody knows anything by an identifier that machines made for each other.
  const spoken = heading !== known && which?.schema.format !== 'uuid'
  return { heading, caption: spoken ? known : list.title }
}

/** What asks nothing is done at once, by a button; what asks something, or ends something, has a page. */
function linkOf(one: ReadyList, { action, asks }: ReadyAction, item: Item) {
  const href = `${item.path}/${action.do}`
  const atOnce = asks.length === 0 && !action.ends
  return { text: action.title, atOnce, href: atOnce ? href : `${href}?${new URLSearchParams(seenOn(one, item))}` }
}
