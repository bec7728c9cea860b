import { answerOf, fits, type Member, membersOf, parametersOf, rowsIn } from './members.ts'
import type { Called } from './parts.ts'
import { memberOf, parameterOf, type Reading, type Say } from './reading.ts'
import type { Panel } from './shapes.ts'

/** A panel that fits its contract. */
export interface ReadyPanel {
  panel: Panel
  called: Called
  /** member of the answer that is the list; undefined where the answer itself is the one entry */
  rows: string | undefined
  show: Member[]
  open: Called | undefined
  /** the answer says what may be done, as an item does */
  allows: boolean
}

export function readyPanel(panel: Panel, read: Reading): ReadyPanel | undefined {
  const say = read.at(`panel ${panel.id}`)
  const called = read.operation(panel.from, say)
  if (!called) return undefined
  // Without it a list with filters alone would show everybody's on everything.
  if (Object.keys(panel.by).length === 0)
    return say(`says by nothing what it is about, so it would show all of ${called.id}`)
  for (const name of Object.keys(panel.by)) parameterOf(called, name, say)
  for (const { name, required } of parametersOf(called.operation))
    if (required && !Object.hasOwn(panel.by, name)) say(`the parameter ${name} of ${called.id} is wired to nothing`)
  const found = rowsIn(called.operation)
  const members = found?.members ?? membersOf(answerOf(called.operation).schema)
  const of = found ? `a row of ${called.id}` : `the answer of ${called.id}`
  const show = panel.show.flatMap((name) => memberOf(members, name, of, say) ?? [])
  if (panel.show.length === 0) say('shows nothing')
  const whole = membersOf(answerOf(called.operation).schema)
  if (panel.warns) memberOf(whole, panel.warns.unless, `the answer of ${called.id}`, say)
  const allows = whole.some(({ name }) => name === 'allowed')
  return { panel, called, rows: found?.name, show, open: openOf(panel, members, read, say), allows }
}

/** What an entry leads to: a reading operation whose parameters are members of it. */
export function openOf({ open }: Pick<Panel, 'open'>, members: Member[], read: Reading, say: Say): Called | undefined {
  const called = open === undefined ? undefined : read.operation(open, say)
  if (called && called.operation.method !== 'GET') say(`${called.id} reads nothing, so an entry cannot lead to it`)
  for (const { name, schema, required } of called ? parametersOf(called.operation) : [])
    if (required && !members.some((one) => one.name === name && fits(one.schema, schema)))
      say(`the parameter ${name} of ${open} is no member of an entry`)
  return called
}

/** Whether an item has what the panel is about: members of the same types. */
export function isAbout({ panel, called }: ReadyPanel, item: Member[]): boolean {
  const parameters = parametersOf(called.operation)
  return Object.entries(panel.by).every(([name, from]) => {
    const [parameter, member] = [parameters.find((one) => one.name === name), item.find((one) => one.name === from)]
    return parameter !== undefined && member !== undefined && fits(parameter.schema, member.schema)
  })
}
