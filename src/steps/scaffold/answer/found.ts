import type { Operation } from '../../../catalog/contract.ts'
import type { Catalog } from '../../../catalog/load.ts'
import { camel, capitalise } from '../../../goal/words.ts'
import { answered, type Composition, type FoundAnswer, partsOf, type Source } from '../../../schema.ts'
import { clientName, quoted } from '../code.ts'
import { calledFor } from '../lookup-code.ts'
import { inWords, memberCode } from './shown.ts'

type Operations = ReadonlyMap<string, Operation>
type Call = Pick<FoundAnswer, 'do' | 'inputs' | 'with'>

/** What templates name of what is found: the calls, how their answers are told, and the clients they need. */
export function foundView(composition: Composition, catalog: Catalog, operations: Operations) {
  const { answers = {}, lookups } = composition
  const found = answered(composition).filter((name) => Object.hasOwn(answers, name))
  const called = [...lookups.map((one) => one.do!), ...found.map((name) => answers[name]!.do)]
  const picked = composition.record.flatMap(calledFor)
  const clientsOf = (names: readonly string[]) => [...new Set(names.map((name) => name.split('.')[0]!))].sort()
  return {
    looked: lookups.map(({ id, ...step }) => ({ name: camel(id), code: callCode(step as Call, operations) })),
    found: found.map((name) => ({
      name,
      code: callCode(answers[name]!, operations),
      telling: tellingCode(answers[name]!, composition, catalog, operations),
    })),
    foundClients: clientsOf(called).map(clientName),
    choiceClients: clientsOf(picked).map(clientName),
    clients: clientsOf([...called, ...picked]).map((id) => ({
      id,
      name: clientName(id),
      typeName: capitalise(clientName(id)),
      address: quoted(`${id.toUpperCase().replaceAll('-', '_')}_URL`),
    })),
  }
}

/** What an operation takes, in the parts of a request, where each source is written by `of`. */
export function requestCode({ inputs }: Operation, call: Call, of: (source: Source) => string): string {
  const parts = (['path', 'query', 'body'] as const).flatMap((place) => {
    const members = inputs
      .filter((one) => one.in === place)
      .flatMap(({ name }) => {
        const constant = call.with?.[name]
        if (constant !== undefined)
          return [`${name}: ${typeof constant === 'string' ? quoted(constant) : String(constant)}`]
        const source = call.inputs[name]
        return source === undefined ? [] : [`${name}: ${of(source)}`]
      })
    return members.length > 0 ? [`${place}: { ${members.join(', ')} }`] : []
  })
  return `{ ${parts.join(', ')} }`
}

/** What is asked with what is not there is not asked. */
function callCode(call: Call, operations: Operations): string {
  const operation = operations.get(call.do)!
  const of = (source: Source) => {
    const { kind, head, path } = partsOf(source)
    return kind === 'record' ? `record.${head}` : [camel(head), path].filter(Boolean).join('.')
  }
  const needed = Object.values(call.inputs)
    .map(partsOf)
    .flatMap(({ kind, head }) => (kind === 'step' ? [camel(head)] : []))
  const asked = `await ifThere(() => ${clientName(operation.capability)}.${operation.id}(${requestCode(operation, call, of)}))`
  return needed.length > 0 ? `${[...new Set(needed)].join(' && ')} && (${asked})` : asked
}

/** How the answer is told, as the kit has it. */
function tellingCode(answer: FoundAnswer, composition: Composition, catalog: Catalog, operations: Operations): string {
  const { title, list, heading, show, none } = answer
  const member = (name: string) => shownMember(answer, name, composition, catalog, operations)
  const link = none.link && `, link: { text: ${quoted(none.link.text)}, href: ${quoted(none.link.href)} }`
  return [
    `title: ${quoted(title)}`,
    ...(list ? [`list: ${quoted(list)}`] : []),
    ...(heading ? [`heading: ${member(heading)}`] : []),
    `members: [${show.map(member).join(', ')}]`,
    `none: { title: ${quoted(none.title)}, paragraphs: [${none.says.map(quoted).join(', ')}]${link ?? ''} }`,
  ].join(', ')
}

/** How a member of what is found is shown, as the kit has it. */
export function shownMember(
  answer: FoundAnswer,
  name: string,
  composition: Composition,
  catalog: Catalog,
  operations: Operations,
): string {
  const { type } = memberOf(answer, name, operations)!
  return memberCode(name, answer.labels[name] ?? inWords(name), type, composition, catalog)
}

/** A member of what is found, with its type, as the contract has it. */
export function memberOf({ do: name, list }: Pick<FoundAnswer, 'do' | 'list'>, member: string, operations: Operations) {
  const path = list === undefined ? member : `${list}.${member}`
  return operations.get(name)?.outputs.find((one) => one.path === path && one.many === (list !== undefined))
}
