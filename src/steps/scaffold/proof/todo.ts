import type { Operation } from '../../../catalog/contract.ts'
import type { Catalog } from '../../../catalog/load.ts'
import type { Composition, Todo, TodoTest } from '../../../schema.ts'
import { quoted } from '../code.ts'
import { type Value, valueCode } from './samples.ts'

/** Something that people have to do, as a test tries it: what its part answers while it waits, and what it answers otherwise. */
export interface TodoRow {
  /** The title of its test, as TypeScript. */
  named: string
  from: string
  does: string
  /** The operation or the address to which their page leads. */
  place: string
  met: string
  otherwise: string
}

type Members = Record<string, Value | null>

/** One row for each thing that people have to do. */
export function todoRows(
  { person }: Pick<Composition, 'person'>,
  operations: ReadonlyMap<string, Operation>,
  { types }: Catalog,
): TodoRow[] {
  return person.todo.map((todo) => {
    const { from, does = '', goes = '' } = todo
    const typeOf = (member: string) => {
      const type = operations.get(from)!.outputs.find(({ path }) => path === member)?.type
      return (types.get(type ?? '') ?? {}) as { enum?: Value[]; examples?: Value[] }
    }
    const address = goes === '' ? '' : String(typeOf(goes).examples?.[0])
    const met: Members = { ...membersWhen(todo, meeting, typeOf), ...(goes === '' ? {} : { [goes]: address }) }
    return {
      named: quoted(`yours: ${does || goes} waits while ${from} says so, and at no other time`),
      from,
      does,
      place: does || address,
      met: code(met),
      // One that is not as it has to be is enough.
      otherwise: code({ ...met, ...firstOf(membersWhen(todo, failing, typeOf)) }),
    }
  })
}

type Values = { enum?: Value[]; examples?: Value[] }
type Found = (test: TodoTest, type: Values) => Value | null

const membersWhen = ({ if: when }: Todo, value: Found, typeOf: (member: string) => Values): Members =>
  Object.fromEntries(Object.entries(when).map(([member, test]) => [member, value(test, typeOf(member))]))

const firstOf = (members: Members): Members => Object.fromEntries(Object.entries(members).slice(0, 1))

const meeting: Found = (test, { examples = [] }) => {
  if (typeof test !== 'object') return test
  if (Array.isArray(test)) return test[0]!
  return test.given ? (examples[0] ?? 'There is one.') : null
}

const failing: Found = (test, type) => {
  if (typeof test === 'boolean') return !test
  if (typeof test === 'object' && !Array.isArray(test)) return meeting({ given: !test.given }, type)
  const right = Array.isArray(test) ? test : [test]
  return type.enum?.find((one) => !right.includes(one as string)) ?? null
}

const code = (members: Members): string =>
  `{ ${Object.entries(members)
    .map(([name, value]) => `${name}: ${value === null ? 'null' : valueCode(value)}`)
    .join(', ')} }`
