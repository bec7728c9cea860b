import type { Input, Operation } from '../../catalog/contract.ts'
import {
  answersFed,
  type Choices,
  type Composition,
  isAnew,
  partsOf,
  type RecordField,
  type Source,
  type Upload,
} from '../../schema.ts'
import { pickedInput } from '../resolve/brought-question.ts'
import { clientName, quoted } from './code.ts'
import { mayLack } from './presence.ts'
import { valueCode } from './question-code.ts'

type Parts = Pick<Composition, 'record' | 'rules'>
type Operations = ReadonlyMap<string, Operation>
export type Types = ReadonlyMap<string, unknown>

/** What a question is picked from, as members of it: how its choices are looked up and held, and by which answers. */
export function lookupMembers(
  { type, choices, upload }: RecordField,
  composition: Parts,
  operations: Operations,
  types: Types,
): [name: string, code: string][] {
  if (upload) return uploadMembers(type, upload, operations)
  if (!choices) return []
  const needs = answersBehind(choices, composition)
  const list = operations.get(choices.operation)!
  const members: [string, string][] = [
    ['needs', `[${needs.map(quoted).join(', ')}]`],
    ['lookup', lookupCode(type, choices, list, composition, operations, types)],
  ]
  const { hold, gone, none } = choices
  if (none) members.push(['none', quoted(none)])
  if (!hold) return members
  const holding = operations.get(hold.operation)!
  const picked = pickedInput(list, holding)!
  const { id, until } = heldAs(holding, type)
  const given = givenCode(holding, hold.inputs, composition, [[picked, 'picked']])
  const takes = /\banswers\b/.test(given) ? 'answers' : '_answers'
  const made = `async (${takes}, picked, key) => { const held = await ${callOf(holding)}(${given}, { key }); return { id: held.${id}, until: held.${until} } }`
  return [
    ...members,
    ['hold', made],
    ...releaseMember(hold.release, type, operations),
    ...(gone ? [['gone', quoted(gone)] as [string, string]] : []),
  ]
}

/** What a file goes to and is let go by. A part takes it whole, as the shared type File has it. */
function uploadMembers(type: string, { hold, release }: Upload, operations: Operations): [string, string][] {
  const holding = operations.get(hold)!
  const { id, until } = heldAs(holding, type)
  const taken = fileInput(holding)!
  const made = `(sent, key) => withWhole(sent, async (file) => { const held = await ${callOf(holding)}({ ${taken.in}: { ${taken.name === 'file' ? 'file' : `${taken.name}: file`} } }, { key }); return { id: held.${id}, until: held.${until} } })`
  return [['hold', made], ...releaseMember(release, type, operations)]
}

/** The input that is the file itself. */
export const fileInput = ({ inputs }: Operation): Input | undefined => inputs.find(({ type }) => type === 'File')

/** Where a hold answers what it is known by, and until when it is there. */
const heldAs = ({ outputs }: Operation, type: string) => ({
  id: outputs.find((output) => output.type === type && !output.many)!.path,
  until: outputs.find(({ role, many }) => role === heldUntil && !many)!.path,
})

const releaseMember = (release: string | undefined, type: string, operations: Operations): [string, string][] =>
  release === undefined ? [] : [['release', releaseCode(operations.get(release)!, type)]]

/** The role of the moment at which a hold ends, in any contract that has holds. */
export const heldUntil = 'held-until'

/** The answers that a list and a hold are given, by themselves or through rules. */
export function answersBehind(choices: Choices, { rules }: Parts): string[] {
  const behind = (sources: readonly Source[]): string[] =>
    sources.map(partsOf).flatMap(({ kind, head }) => {
      const rule = kind === 'rule' ? rules[head] : undefined
      if (kind === 'record') return [head]
      return rule && 'rows' in rule ? behind(Object.values(rule.inputs)) : []
    })
  const listed = [...answersFed(choices), ...behind(Object.values(choices.inputs))]
  return [...new Set([...listed, ...behind(Object.values(choices.hold?.inputs ?? {}))])]
}

/** The questions whose answers programs pick and hold: those that are held, and those picked answers that a hold is made with. */
export function pickedByPrograms({ record, rules }: Parts): RecordField[] {
  const held = record.filter(isAnew)
  const behind = new Set(held.flatMap(({ choices }) => (choices ? answersBehind(choices, { record, rules }) : [])))
  return record.filter((field) => held.includes(field) || (field.choices && behind.has(field.name)))
}

/** The rules that are asked before anything is sent, for what people pick. */
export function rulesBehind({ record, rules }: Parts): string[] {
  const behind = (sources: readonly Source[]): string[] =>
    sources.map(partsOf).flatMap(({ kind, head }) => {
      const rule = kind === 'rule' ? rules[head] : undefined
      return rule && 'rows' in rule ? [head, ...behind(Object.values(rule.inputs))] : []
    })
  const all = record.flatMap(({ choices }) => behind(Object.values({ ...choices?.inputs, ...choices?.hold?.inputs })))
  return [...new Set(all)].sort()
}

/** The operations that a question calls, with the service's own right. */
export function calledFor({ choices, upload }: RecordField): string[] {
  if (upload) return [upload.hold, ...(upload.release ? [upload.release] : [])]
  if (!choices) return []
  const { operation, hold } = choices
  return [operation, ...(hold ? [hold.operation, ...(hold.release ? [hold.release] : [])] : [])]
}

const callOf = ({ capability, id }: Operation) => `${clientName(capability)}.${id}`

/** The rows of the operation, each called as the question or its type says. */
function lookupCode(
  type: string,
  choices: Choices,
  list: Operation,
  composition: Parts,
  operations: Operations,
  types: Types,
): string {
  const hold = choices.hold && operations.get(choices.hold.operation)
  const wanted = hold ? pickedInput(list, hold)!.type : type
  const value = list.outputs.find((output) => output.many && output.type === wanted)!.path.split('.')
  const rows = value.slice(0, -1).join('.')
  const row = list.outputs.find((output) => output.many && output.path === rows)
  const moments = new Set(
    list.outputs.filter((one) => one.many && isMoment(types, one.type)).map(({ path }) => path.split('.').at(-1)!),
  )
  const text = rowText(choices.text, types.get(row?.type ?? ''), value.at(-1)!, moments)
  const group = choices.group === undefined ? '' : `, group: dayOfMoment(one.${choices.group})`
  const given = givenCode(list, choices.inputs, composition)
  const takes = /\banswers\b/.test(given) ? 'answers' : ''
  return `async (${takes}) => (await ${callOf(list)}(${given})).${rows}.map((one) => ({ value: one.${value.at(-1)}, text: ${text}${group} }))`
}

export const isMoment = (types: Types, name: string) =>
  (types.get(name) as { format?: string } | undefined)?.format === 'date-time'

function releaseCode(release: Operation, type: string): string {
  const input = release.inputs.find((one) => one.type === type)!
  return `async (id, key) => { await ${callOf(release)}({ ${input.in}: { ${input.name}: id } }, { key }) }`
}

/** What an operation is given from answers and rules, in the parts of a request. An answer that may be missing is left out then, where it can be. */
function givenCode(
  { inputs }: Operation,
  sources: Readonly<Record<string, Source>>,
  composition: Parts,
  others: readonly [input: Input, code: string][] = [],
): string {
  const members = inputs.flatMap((input) => {
    const other = others.find(([one]) => one === input)
    const source = sources[input.name]
    if (other) return [{ in: input.in, code: `${input.name}: ${other[1]}` }]
    return source === undefined ? [] : [{ in: input.in, code: memberCode(input, source, composition) }]
  })
  const parts = (['path', 'query', 'body'] as const).flatMap((place) => {
    const own = members.filter((one) => one.in === place)
    return own.length > 0 ? [`${place}: { ${own.map(({ code }) => code).join(', ')} }`] : []
  })
  return `{ ${parts.join(', ')} }`
}

function memberCode({ name, required }: Input, source: Source, composition: Parts): string {
  const { kind, head } = partsOf(source)
  const field = kind === 'record' ? composition.record.find((one) => one.name === head) : undefined
  const code = `${name}: ${answerCode(source, composition)}`
  return field && mayLack(field) && !required
    ? `...(answers.${head} === undefined || answers.${head} === '' ? {} : { ${code} })`
    : code
}

/** An answer as the contract has it, or what a rule gives for the answers so far. */
function answerCode(source: Source, composition: Parts): string {
  const { kind, head } = partsOf(source)
  if (kind === 'record') return valueCode(composition.record.find(({ name }) => name === head)!)
  const rule = composition.rules[head]
  const given = rule && 'rows' in rule ? Object.entries(rule.inputs) : []
  const members = given.map(([name, from]) => `${name}: ${answerCode(from, composition)}`)
  return `${head}(${members.length > 0 ? `{ ${members.join(', ')} }` : ''})`
}

/** A row in the words of the question, else of its type's `x-show`; without any, by what is picked. */
function rowText(said: string | undefined, type: unknown, value: string, moments: ReadonlySet<string>): string {
  const { properties = {}, 'x-show': shown } = (type ?? {}) as {
    properties?: Record<string, { type?: string }>
    'x-show'?: string
  }
  const words = said ?? shown
  if (words === undefined) return `one.${value}`
  const text = words.replaceAll('`', '\\`').replace(/\{(\w+)\}/g, (_, member: string) => {
    if (moments.has(member)) return `\${momentText(one.${member})}`
    return properties[member]?.type === 'array' ? `\${one.${member}.join(', ')}` : `\${one.${member}}`
  })
  return `\`${text}\``
}
