import { may } from '../auth.ts'
import { typeOf } from '../contract.ts'
import type { Principal } from '../definition.ts'
import { PageProblem } from '../pages/page-problem.ts'
import type { Site, Visit } from '../pages/visit.ts'
import { namesFor } from './names.ts'
import type { Ready } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
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
  if (!may(principal, one.called.operation.scope)) throw new PageProblem(403, 'right')
  // A list that names its own rows to others shows them by what they are.
  const named = (type: string) => ready.names.get(type)?.called.id !== one.called.id
  const types = [...one.columns, ...one.filters].flatMap(({ schema }) => typeOf(schema) ?? []).filter(named)
  const names = await namesFor(ready, types, principal.token, site.log)
  const show = shower(ready.desk, names.of)
  const filters = one.filters.map((parameter): Filter => {
    const known = names.among(typeOf(parameter.schema) ?? '')
    const choices = choicesOf(parameter, (value) => show(parameter.schema, value).text, known)
    return { parameter, label: labelOf(ready.desk, parameter), choices }
  })
  return { show, wanted: wantedOf(one, filters, visit.query) }
}
