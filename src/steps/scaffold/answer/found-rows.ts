import type { Operation } from '../../../catalog/contract.ts'
import type { Catalog } from '../../../catalog/load.ts'
import { answered, type Composition, type FoundAnswer, partsOf, type RecordField } from '../../../schema.ts'
import { clientName, quoted } from '../code.ts'
import { type Value, valueCode } from '../proof/samples.ts'
import { requestCode, shownMember } from './found.ts'

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
    tries(answer, record, sample, catalog).map((given) => rowOf(name, answer, given, composition, catalog, operations)),
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
            sought: valueCode(Object.values(answer.none.sample)),
            first: quoted(says[0]!),
            // Nobody can pick what is in no list.
            pages: typedAlone(answer, record),
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

/** Whether people type all that it is asked with. */
const typedAlone = ({ inputs }: FoundAnswer, record: readonly RecordField[]) =>
  Object.values(inputs).every((source) => !record.find(({ name }) => name === partsOf(source).head)?.choices)

/** Values of its inputs as the answers that they come from. */
const answersOf = ({ inputs }: FoundAnswer, values: Readonly<Record<string, string>>): Answers =>
  Object.fromEntries(
    Object.entries(values).flatMap(([input, value]) => (inputs[input] ? [[partsOf(inputs[input]).head, value]] : [])),
  )

/** Answers with each example of a type that it is asked with, the sample's first. */
function tries(answer: FoundAnswer, record: readonly RecordField[], sample: Answers, { types }: Catalog): Answers[] {
  if (!isDirect(answer)) return []
  const fields = Object.values(answer.inputs).map((source) => record.find(({ name }) => name === partsOf(source).head)!)
  // Of what is picked there is what its list has, which the test asks for.
  const typed = fields.filter(({ choices }) => !choices)
  const all = typed.flatMap(({ name, type }) =>
    ((types.get(type) as { examples?: Value[] }).examples ?? []).map((value) => ({ ...sample, [name]: value })),
  )
  return [...new Map([sample, ...all].map((one) => [JSON.stringify(one), one])).values()]
}

function rowOf(
  name: string,
  answer: FoundAnswer,
  given: Answers,
  composition: Composition,
  catalog: Catalog,
  operations: Operations,
) {
  const operation = operations.get(answer.do)!
  const fields = Object.values(answer.inputs).map((source) => partsOf(source).head)
  const picked = composition.record.find((field) => fields.includes(field.name) && field.choices)
  const { heading, show } = answer
  const about = picked ? `each ${picked.name} that there is` : fields.map((field) => String(given[field])).join(', ')
  return {
    ...titled(`found: ${name} for ${about} is what ${answer.do} answers`),
    name: quoted(name),
    given: valueCode(given),
    picks: picked ? picksCode(picked, given, operations) : '',
    call: `${clientName(operation.capability)}.${operation.id}(${requestCode(operation, answer, (source) => `String(given.${partsOf(source).head})`)})`,
    list: answer.list ? quoted(answer.list) : 'undefined',
    shows: [...(heading ? [heading] : []), ...show]
      .map((member) => shownMember(answer, member, composition, catalog, operations))
      .join(', '),
  }
}

/** All that there is to pick, as answers, asked of the part itself. */
function picksCode({ name, type, choices }: RecordField, given: Answers, operations: Operations): string {
  const list = operations.get(choices!.operation)!
  const [rows = '', member = ''] = list.outputs.find((one) => one.many && one.type === type)!.path.split('.')
  const request = requestCode(list, { do: list.name, inputs: choices!.inputs }, (source) =>
    valueCode(given[partsOf(source).head]!),
  )
  return `async () => (await ${clientName(list.capability)}.${list.id}(${request})).${rows}.map((one) => ({ ${name}: one.${member} }))`
}
