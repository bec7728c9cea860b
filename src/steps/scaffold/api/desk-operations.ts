import type { Input, Operation } from '../../../catalog/contract.ts'
import { kebab } from '../../../goal/words.ts'
import type { Composition } from '../../../schema.ts'
import { calledBy } from '../asked-members.ts'
import { type DeskAction, deskView } from '../desk-view.ts'
import { type } from '../type-ref.ts'
import { type Parameter, type ServiceOperation, scopeOfPart } from './operation.ts'

type Parts = ReadonlyMap<string, Operation>

/** What staff see and do, as operations of the service's own API: each is passed on to the part, with the caller's token. */
export function deskOperations(
  composition: Pick<Composition, 'lists' | 'panels' | 'forms'>,
  parts: Parts,
): ServiceOperation[] {
  const { lists, panels } = deskView(composition, parts)
  const listed = lists.flatMap((list) => {
    const [from, item] = [parts.get(list.list)!, list.item === undefined ? undefined : parts.get(list.item)!]
    const path = `/api/${list.id}`
    const one = item && `${path}${namedIn(item)}`
    return [
      passedOn(list.api, path, from),
      ...(item ? [passedOn(list.itemApi!, one!, item)] : []),
      ...list.actions.map((action) => act(action, one ?? path, parts)),
      ...(list.create ? [act(list.create, path, parts)] : []),
    ]
  })
  // What people sent is the service's own, and has operations of its own.
  const beside = panels.filter(({ from }) => parts.has(from))
  const panelled = beside.flatMap((panel) => {
    const from = parts.get(panel.from)!
    const path = `/api/${panel.id}${namedIn(from)}`
    const about = Object.keys(panel.by)
    return [
      passedOn(panel.api, path, from, about),
      ...panel.actions.map((action) => act(action, `/api/${panel.id}`, parts)),
    ]
  })
  const all = [...listed, ...panelled]
  return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index)
}

/** /{reference}: how an operation names what it is about. */
const namedIn = (operation: Operation) =>
  pathInputs(operation)
    .map(({ name }) => `/{${name}}`)
    .join('')
const pathInputs = ({ inputs }: Operation) => inputs.filter((input) => input.in === 'path')

function passedOn(id: string, path: string, part: Operation, demanded: readonly string[] = []): ServiceOperation {
  const { method, summary, answer, capability, bodyRef } = part
  const members = part.inputs.filter((input) => input.in === 'body')
  return {
    id,
    method,
    path,
    summary,
    scope: scopeOfPart(part),
    parameters: part.inputs.flatMap((input) => parameterOf(input, capability, demanded) ?? []),
    ...(bodyRef ? { body: { $ref: elsewhere(bodyRef, capability) } } : {}),
    members: members.map(({ name, required }) => ({ name, required })),
    answer: { status: answer.status, ...(answer.ref ? { schema: { $ref: elsewhere(answer.ref, capability) } } : {}) },
    part,
    looksUp: [],
  }
}

function act(action: DeskAction, base: string, parts: Parts): ServiceOperation {
  const part = parts.get(action.do)!
  const named = pathInputs(part).map(({ name }) => `{${name}}`)
  const missing = named.filter((name) => !base.includes(name)).map((name) => `/${name}`)
  const word = kebab(action.api)
  const looksUp = calledBy(action.asks).map((name) => scopeOfPart(parts.get(name)!))
  const of = named.length > 0 || base.endsWith('}') ? `/${word}` : ''
  return { ...passedOn(action.api, `${base}${missing.join('')}${of}`, part), action, looksUp: [...new Set(looksUp)] }
}

function parameterOf(input: Input, capability: string, demanded: readonly string[]): Parameter | undefined {
  if (input.in === 'body') return undefined
  const schema = input.type ? type(input.type, input.role) : moved(input.plain ?? {}, capability)
  return { name: input.name, in: input.in, required: input.required || demanded.includes(input.name), schema }
}

/** Where the service's contract finds what stands in a part's. */
const elsewhere = (ref: string, capability: string) => `../../capabilities/${capability}/openapi.yaml${ref}`

function moved(schema: unknown, capability: string): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#') ? elsewhere(value, capability) : value,
  ) as object
}
