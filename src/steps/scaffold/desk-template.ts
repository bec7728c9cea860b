import { kindOf } from '../../catalog/asks.ts'
import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import type { Composition } from '../../schema.ts'
import { calledBy } from './asked-members.ts'
import { clientName, quoted } from './code.ts'
import { dataCode } from './data-code.ts'
import { deskView } from './desk-view.ts'

/** The desk as data, and the parts that it calls. */
export function deskTemplate(
  composition: Composition,
  operations: ReadonlyMap<string, Operation>,
  { types }: Pick<Catalog, 'types'>,
) {
  const { colours, labels, names, values } = composition
  const view = deskView(composition, operations)
  const desk = { ...view, values, colours, labels, names }
  const called = JSON.stringify(desk).match(/"[a-z][a-z0-9-]*(?=\.[a-z][A-Za-z0-9]*")/g) ?? []
  const used = [...new Set([...called.map((one) => one.slice(1)), ...partsOwn(composition)])]
    .filter((id) => composition.components[id])
    .sort()
  const [first] = view.lists
  const shown = first?.item ? operations.get(first.item)!.outputs : []
  const beside = view.panels.filter(({ by }) =>
    Object.values(by).every((name) => shown.some(({ path }) => path === name)),
  )
  const chosen = shown.filter(({ path, type }) => !path.includes('.') && kindOf(types, type) === 'choice')
  return {
    staffList: first?.id ?? '',
    staffForms: [...(first?.actions ?? []), ...beside.flatMap(({ actions }) => actions)]
      .filter(({ asks }) => asks.length > 0)
      .map((one) => quoted(one.do))
      .join(', '),
    panelTitles: view.panels.map(({ title }) => quoted(title)),
    choiceNames: dataCode(Object.fromEntries(chosen.map(({ path, type }) => [path, values[type] ?? {}]))),
    deskData: dataCode(desk),
    deskParts: used.map((id) => ({ id, name: clientName(id) })),
    deskClients: used.map(clientName),
  }
}

const partsOwn = ({ person: { show, can }, forms }: Composition) =>
  [
    ...show.map(({ from }) => from),
    ...can,
    ...can.flatMap((name) => calledBy(Object.values(forms[name]?.asks ?? {}))),
  ].map((name) => name.split('.')[0]!)
