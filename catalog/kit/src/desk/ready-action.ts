import { type Schema, satisfies } from '../contract.ts'
import { eachOf, fits, kindOf, type Member, offeredOf } from './members.ts'
import type { Called } from './parts.ts'
import { canAsk } from './questions.ts'
import { bodyOf, checkWhich, isWhole, memberOf, type Reading, type Say } from './reading.ts'
import { type ReadyHold, readyHold } from './ready-hold.ts'
import { type ReadyLookup, readyLookup } from './ready-lookup.ts'
import type { ReadyPanel } from './ready-panel.ts'
import type { Action, Ask } from './shapes.ts'

/** An action that fits its contract. */
export interface ReadyAction {
  action: Action
  called: Called
  asks: ReadyAsk[]
  /** the body takes the version of the item that was seen */
  takesVersion: boolean
  /** the panel that it stands in, where that says what may be done */
  beside?: ReadyPanel
}

export interface ReadyAsk {
  ask: Ask
  /** of what is answered: where it is held, of what is picked */
  schema: Schema
  required: boolean
  lookup: ReadyLookup | undefined
  hold: ReadyHold | undefined
}

/** Whether all is there that it is done to, and that its questions cannot be asked without. */
export const isAbout = ({ action, asks }: ReadyAction, values: Record<string, unknown>): boolean =>
  isWhole(action.which, values) &&
  asks.every(({ lookup }) => (lookup?.demands ?? []).every((name) => isWhole({ name }, values)))

/** `about` is what is at hand: the members of the item, or nothing where something new is made. */
export function readyAction(action: Action, about: Member[], read: Reading, place: string): ReadyAction | undefined {
  const say = read.at(`${place}, action ${action.do}`)
  const called = read.operation(action.do, say)
  if (!called) return undefined
  checkWhich(called, action.which, about, 'the item', say)
  const body = bodyOf(called)
  const asks = action.asks.flatMap((ask) => readyAsk(ask, called, body, about, read, say) ?? [])
  const { gives = {} } = action
  for (const [name, value] of Object.entries(gives)) {
    const member = memberOf(body, name, `the body of ${called.id}`, say)
    if (member && !satisfies(member.schema, value)) say(`what is given for ${name} is not a value of its type`)
  }
  const had = new Set([...Object.keys(gives), ...action.asks.map(({ name }) => name)])
  const takesVersion = body.some(({ name }) => name === 'version') && !had.has('version')
  for (const { name, required } of body) {
    if (!required || had.has(name)) continue
    const seen = name === 'version' && about.some((one) => one.name === 'version')
    if (!seen) say(`the member ${name} of the body of ${called.id} is needed, and neither asked nor given`)
  }
  for (const text of action.says ?? [])
    for (const [, name = ''] of text.matchAll(/\{(\w+)\}/g)) memberOf([...about, ...body], name, 'what is at hand', say)
  return { action, called, asks, takesVersion }
}

function readyAsk(
  ask: Ask,
  called: Called,
  body: Member[],
  about: Member[],
  read: Reading,
  say: Say,
): ReadyAsk | undefined {
  const member = memberOf(body, ask.name, `the body of ${called.id}`, say)
  if (!member) return undefined
  const { schema, required } = member
  const options = offeredOf(eachOf(schema), read.values)
  for (const one of ask.only ?? [])
    if (options.length > 0 && !options.includes(one)) say(`${one} is no value of the member ${ask.name}`)
  const { from, text } = ask
  const kind = ask.kind ?? kindOf(schema)
  if (from === undefined && options.length === 0 && !canAsk(kind))
    say(`no form asks for ${kind}, which the member ${ask.name} is`)
  if (from === undefined) {
    if (ask.hold) say(`the member ${ask.name} has hold, and no from that lists what there is to hold`)
    return { ask, schema, required, lookup: undefined, hold: undefined }
  }
  if (text === undefined) return say(`the member ${ask.name} has from, and no text that names a row`)
  const hold = ask.hold && readyHold(ask.hold, schema, read, say)
  const picked = hold?.takes.schema ?? schema
  const lookup = readyLookup({ ...ask, from, text }, { schema: picked }, about, read, say)
  const value = hold && lookup?.members.find(({ name }) => name === lookup.value)
  if (value && !fits(value.schema, picked))
    say(
      `the member ${value.name} of a row of ${from} is not of the type that ${hold.called.id} takes as ${hold.takes.name}`,
    )
  return { ask, schema: picked, required, lookup, hold }
}
