import { kindOf } from '../../../catalog/asks.ts'
import type { Catalog } from '../../../catalog/load.ts'
import type { Composition, RecordField } from '../../../schema.ts'
import { peopleFor, type ServiceOperation } from '../api/operation.ts'
import { quoted } from '../code.ts'
import type { DeskView } from '../desk-view.ts'
import { type Value, valueCode } from './samples.ts'
import { templateOf } from './seen.ts'

/** An operation as a row of contract.test.ts has it. */
export function triedCode(
  one: ServiceOperation,
  people: Composition['people'],
  catalog: Catalog,
  sample: Readonly<Record<string, Value>>,
  held: readonly RecordField[],
  item: string | undefined,
): string {
  const as = one.about === 'own' ? '' : peopleFor(one, people)[0]!
  const members: [string, string | undefined][] = [
    ['method', quoted(one.method)],
    ['path', quoted(pathOf(one, sample))],
    ['scope', quoted(one.scope)],
    ['as', quoted(as)],
    ['body', bodyCode(one, catalog, held)],
    ['about', one.about && quoted(one.about)],
    ['act', one.action && quoted(one.action.do)],
    ['item', item && quoted(item)],
  ]
  return `${one.id}: { ${members.flatMap(([name, code]) => (code === undefined ? [] : [`${name}: ${code}`])).join(', ')} }`
}

/** The list in which an item is found that is not known by the reference of its record. */
export function foundIn({ lists }: DeskView, id: string): string | undefined {
  const list = lists.find(({ itemApi }) => itemApi === id)
  return list && Object.values(list.which).every((member) => member === 'reference') ? undefined : list?.id
}

/** A path with all that must be given: what one's own list is asked with is the sample's. */
function pathOf(one: ServiceOperation, sample: Readonly<Record<string, Value>>): string {
  if (one.about !== 'own') return templateOf(one)
  return templateOf(one).replace(/=\{(\w+)\}/g, (_, name: string) => `=${encodeURIComponent(String(sample[name]))}`)
}

/** What it is sent: the record's sample, or what the part's contract shows, with people and moments of this place and time. */
function bodyCode(
  { id, body, part, members, about, path }: ServiceOperation,
  { types }: Catalog,
  held: readonly RecordField[],
): string | undefined {
  if (id === 'submit') return held.length > 0 ? 'whole' : 'sample'
  if (!body) return undefined
  if (about === 'own') return `holdable(${quoted(path)})`
  if (!part) return valueCode(Object.fromEntries(members.map(({ name }) => [name, 'It was sent twice.'])))
  const given = part.inputs.flatMap((input): [string, string][] => {
    const example = part.example?.[input.name]
    if (input.in !== 'body' || !input.required || example === undefined) return []
    if (input.type === 'PersonId') return [[input.name, 'staff']]
    const same = held.find(({ type, role }) => type === input.type && role === input.role)
    if (same) return [[input.name, `(await whole()).${same.name}`]]
    return [[input.name, kindOf(types, input.type ?? '') === 'moment' ? 'tomorrow' : valueCode(example as Value)]]
  })
  const code = `{ ${given.map(([name, value]) => `${name}: ${value}`).join(', ')} }`
  // What is held is had anew each time.
  return code.includes('await ') ? `async () => (${code})` : code
}
