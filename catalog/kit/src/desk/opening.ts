import { typeOf } from '../contract.ts'
import type { Principal } from '../definition.ts'
import type { Site, Visit } from '../pages/visit.ts'
import { namesFor } from './names.ts'
import type { Ready } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
import { mayCall, refuseUnless } from './rights.ts'
import { labelOf, type Show, shower } from './shown.ts'
import { choicesOf, type Filter, type Wanted, wantedOf } from './wanted.ts'

/** A list as somebody opened it: by a page or as a file. Throws when it is not theirs to see. */
export async function openList(
  ready: Ready,
  one: ReadyList,
  site: Site,
  visit: Visit,
  principal: Principal,
): Promise<{ show: Show; wanted: Wanted }> {
  refuseUnless(mayCall(principal, one.called))
  // A list that names its own rows to others shows them by what they are.
  const named = (type: string) => ready.names.get(type)?.called.id !== one.called.id
  const types = [...one.columns, ...one.filters].flatMap(({ schema }) => typeOf(schema) ?? []).filter(named)
  const names = await namesFor(ready, types, principal.token, site.log)
  const show = shower(ready.desk, names.of)
  const filters = one.filters.map((parameter): Filter => {
    const known = names.among(typeOf(parameter.schema) ?? '')
    const choices = choicesOf(parameter, show, known)
    return { parameter, label: labelOf(ready.desk, parameter), choices }
  })
  return { show, wanted: wantedOf(one, filters, visit.query) }
}
