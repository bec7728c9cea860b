import type { Operation } from '../../../catalog/contract.ts'
import type { Catalog } from '../../../catalog/load.ts'
import { answered, type Composition, type FoundAnswer, partsOf, type RecordField } from '../../../schema.ts'
import { clientName, quoted } from '../code.ts'
import { type Value, valueCode } from '../proof/samples.ts'
import { isText, memberOf, requestCode } from './found.ts'

type Answers = Record<string, Value>
type Operations = ReadonlyMap<string, Operation>

/**
 * What is tried of what is found, from contracts and wiring as data: for each example of what people may answer the part is asked
 * directly, and the service must say the same.
 */
export function foundRows(composition: Composition, sample: Answers, catalog: Catalog, operations: Operations) {
  const { answers = {}, record, lookups } = composition
  const found = answered(composition).flatMap((name) => (answers[name] ? [[name, answers[name]] as const] : []))
  const rows = found.flatMap(([name, answer]) =>
    tries(answer, record, sample, catalog).map((given) => rowOf(name, answer, given, catalog, operations)),
  )
  const unknown = found.flatMap(([name, answer]) => {
    const given = { ...sample, ...answersOf(answer, answer.none.sample) }
    const { title, says, link } = answer.none
    const said = [title, ...says, ...(link ? [link.text] : [])]
    return isDirect(answer)
      ? [
          {
            ...titled(`none: ${name} says so, and where to go next`),
            name: quoted(name),
            given: valueCode(given),
            said: valueCode(said),
            first: quoted(says[0]!),
          },
        ]
      : []
  })
  const away = [...new Set([...lookups.map((one) => one.do!), ...found.map(([, answer]) => answer.do)])].map(
    (name) => ({
      ...titled(`away: ${name} does not answer, and the person is told to try again`),
      operation: quoted(name),
    }),
  )
  return {
    foundRows: rows,
    unknown,
    away,
    foundTests: [...rows, ...unknown, ...away].map(({ id }) => id),
  }
}

const titled = (id: string) => ({ id, title: quoted(id) })

/** Whether it is asked with what people answer, and with nothing that was looked up by that. */
const isDirect = ({ inputs }: FoundAnswer) => Object.values(inputs).every((source) => partsOf(source).kind === 'record')

/** Values of its inputs as the answers that they come from. */
const answersOf = ({ inputs }: FoundAnswer, values: Readonly<Record<string, string>>): Answers =>
  Object.fromEntries(
    Object.entries(values).flatMap(([input, value]) => (inputs[input] ? [[partsOf(inputs[input]).head, value]] : [])),
  )

/** Answers with each example of a type that it is asked with, the sample's first. */
function tries(answer: FoundAnswer, record: readonly RecordField[], sample: Answers, { types }: Catalog): Answers[] {
  if (!isDirect(answer)) return []
  const fields = Object.values(answer.inputs).map((source) => record.find(({ name }) => name === partsOf(source).head)!)
  const all = fields.flatMap(({ name, type }) =>
    ((types.get(type) as { examples?: Value[] }).examples ?? []).map((value) => ({ ...sample, [name]: value })),
  )
  return [...new Map([sample, ...all].map((one) => [JSON.stringify(one), one])).values()]
}

function rowOf(name: string, answer: FoundAnswer, given: Answers, catalog: Catalog, operations: Operations) {
  const operation = operations.get(answer.do)!
  const own = Object.values(answer.inputs).map((source) => String(given[partsOf(source).head]))
  const texts = answer.show.filter((member) => isText(catalog.types, memberOf(answer, member, operations)!.type))
  return {
    ...titled(`found: ${name} for ${own.join(', ')} is what ${answer.do} answers`),
    name: quoted(name),
    given: valueCode(given),
    client: clientName(operation.capability),
    operation: operation.id,
    request: requestCode(operation, answer, (source) => valueCode(given[partsOf(source).head]!)),
    list: answer.list ? quoted(answer.list) : 'undefined',
    shows: [...(answer.heading ? [answer.heading] : []), ...texts].map(quoted).join(', '),
  }
}
