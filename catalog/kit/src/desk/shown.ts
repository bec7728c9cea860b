import { type Schema, typeOf } from '../contract.ts'
import { dayText, momentText } from '../pages/dates.ts'
import { moneyText } from '../pages/kinds/number.ts'
import { inWords } from '../pages/words.ts'
import { kindOf, type Member, membersOf, offeredOf, optionsOf } from './members.ts'
import type { Desk } from './shapes.ts'

/** A value as people read it. */
export interface Cell {
  text: string
  /** a state, drawn as a tag: the text says it, the colour only helps to find it */
  tag?: boolean
  colour?: string
  number?: boolean
}

/** What an identifier of a type stands for, where that is known. */
export type Namer = (type: string, value: string) => string | undefined

/** What programs call themselves and what has happened, of which the type says that people read words. */
const CODE = /^(dev\.compose\.|\/components\/)/
const NUMBERS = ['number', 'money']
const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g

/** A member as one calls it: dueAt, Due; respondWithin, Respond within. */
export function labelOf({ labels }: Desk, { name, schema }: Member): string {
  const own = labels?.[name]
  if (own !== undefined) return own
  const bare = ['moment', 'date'].includes(kindOf(schema)) ? name.replace(/(?<=[a-z])(At|On)$/, '') : name
  return inWords(bare)
}

/** How values are shown by a desk's own words, and by names where identifiers stand for something. */
export function shower(desk: Desk, namer: Namer) {
  const text = (schema: Schema, value: unknown): string => {
    if (value === undefined || value === null) return ''
    const type = typeOf(schema) ?? ''
    if (Array.isArray(value)) return value.map((one) => text((schema.items ?? {}) as Schema, one)).join(', ')
    if (typeof value === 'object') return partsText(schema, value as Record<string, unknown>)
    if (typeof value === 'boolean') return value ? 'Yes' : 'No'
    const code = String(value)
    const word = desk.values[type]?.[code] ?? namer(type, code)
    if (word !== undefined) return word
    const kind = kindOf(schema)
    if (kind === 'moment') return momentText(code)
    if (kind === 'date') return dayText(code)
    if (kind === 'money') return moneyText(Number(code))
    if (kind === 'choice') return inWords(code)
    if (schema['x-show'] === 'words' && CODE.test(code)) return inWords(code)
    return code.replace(ID, (id) => anyName(id) ?? id)
  }
  /** As the type says (`x-show`), else in its order: the amount and its unit, the lines of an address. */
  const partsText = (schema: Schema, value: Record<string, unknown>): string => {
    const known = membersOf(schema)
    const said = schema['x-show']
    if (typeof said === 'string')
      return said.replace(/\{(\w+)\}/g, (_whole, name) =>
        text(known.find((one) => one.name === name)?.schema ?? {}, value[name]),
      )
    const parts = known.length > 0 ? known : Object.keys(value).map((name) => ({ name, schema: {} }))
    const texts = parts.map((part) => text(part.schema, value[part.name])).filter((one) => one !== '')
    return kindOf(schema) === 'duration' ? texts.join(' ').toLowerCase() : texts.join(' ')
  }
  const anyName = (id: string) => namer('', id)
  const cell = (schema: Schema, value: unknown): Cell => {
    const shown = { text: text(schema, value), ...(NUMBERS.includes(kindOf(schema)) && { number: true }) }
    const type = typeOf(schema) ?? ''
    const state = optionsOf(schema).length > 0 || desk.values[type] !== undefined
    if (!state || shown.text === '') return shown
    const colour = desk.colours?.[type]?.[String(value)]
    return { ...shown, tag: true, ...(colour && { colour }) }
  }
  return Object.assign(cell, { offered: (schema: Schema) => offeredOf(schema, desk.values) })
}

export type Show = ReturnType<typeof shower>
