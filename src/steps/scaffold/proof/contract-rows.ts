import { ownScope } from '../../../catalog/frame-scopes.ts'
import type { Catalog } from '../../../catalog/load.ts'
import { answersFed, type Composition, isAnew, type RecordField } from '../../../schema.ts'
import { changes, type Parameter, peopleFor, type ServiceOperation } from '../api/operation.ts'
import { quoted } from '../code.ts'
import type { Value } from './samples.ts'

/** One condition under which an operation is called, and what it must answer then. */
export interface Condition {
  name: string
  operation: string
  /** TypeScript of the request's parts. */
  request: string
  status: number
}

/** What a person cannot have chosen: an address that does not exist, and a postcode without any. */
const absent = { choice: '1', from: 'ZZ99 9ZZ' }

/** One row per (operation, condition) of the service's contract, and one per (operation, person). `stuck` says whether anything can be made to need attention. */
export function contractRows(
  composition: Composition,
  api: readonly ServiceOperation[],
  catalog: Catalog,
  sample: Readonly<Record<string, Value>>,
  stuck: boolean,
): Condition[] {
  const { types } = catalog
  const rows: Condition[] = []
  for (const operation of api) {
    const { id, parameters, body } = operation
    const add = (condition: string, request: string, status: number) =>
      rows.push({ name: `${id}: ${condition}`, operation: id, request, status })
    const success = operation.answer.status
    const possible = stuck || operation.about !== 'stuck'
    const own = operation.scope === ownScope
    // What people may, the rows of those who may show as well.
    if (own) add('as it should be', '{}', success)
    add('no token', '{ as: undefined }', 401)
    add('a program that may all else', "{ as: 'a program' }", 403)
    const allowed = peopleFor(operation, composition.people)
    for (const person of Object.keys(composition.people)) {
      const may = allowed.includes(person)
      if (!may || possible)
        add(`${person} ${may ? 'may' : 'may not'}`, `{ as: ${quoted(person)} }`, may ? success : 403)
    }
    const members =
      id === 'submit' ? composition.record.filter((field) => isAnew(field) || field.name in sample) : operation.members
    for (const member of members) {
      const { name } = member
      if ('required' in member && !member.required) continue
      const mayGo = !('required' in member) && member.optional && !isNeeded(member, composition)
      if (mayGo) add(`without ${name}, which may be left out`, `{ without: ${quoted(name)} }`, success)
      else add(`without ${name}`, `{ without: ${quoted(name)} }`, 400)
      add(`${name} of another type`, `{ change: { ${name}: { unexpected: true } } }`, 400)
    }
    if (changes(operation)) {
      if (body) add('with a member nobody asked for', '{ change: { unexpected: 1 } }', 400)
      add('no Idempotency-Key', '{ key: null }', 400)
      if (possible) add('sent twice', '{ twice: true }', success)
      const other = possible ? otherBody(operation, composition, catalog) : undefined
      if (other) add('same key with another body', `{ reuse: ${other} }`, 422)
    }
    if (parameters.some((one) => one.in === 'path' && isReference(one))) {
      add('unknown reference', "{ reference: 'AAAA-BBBB-CCCC' }", 404)
      add('malformed reference', "{ reference: 'nonsense' }", 400)
    }
    if (parameters.some((one) => one.in === 'path' && isUuid(one, types)))
      add('unknown identifier', "{ reference: '00000000-0000-4000-8000-000000000000' }", 404)
    if (id === 'readStatus') add("another person's submission", "{ who: 'second' }", 404)
    if (id === 'submit')
      for (const field of composition.record) {
        const { name, choices } = field
        const unasked = field.if && unaskedCode(field, sample)
        if (unasked) add(`${name} that is not asked for`, `{ change: { ${unasked} } }`, 400)
        if (!choices || isAnew(field) || !(name in sample)) continue
        add(`${name} that does not exist`, `{ change: { ${name}: ${quoted(absent.choice)} } }`, 400)
        for (const from of answersFed(choices))
          add(`${name} that does not go with ${from}`, `{ change: { ${from}: ${quoted(absent.from)} } }`, 400)
      }
    for (const query of parameters.filter((one) => one.in === 'query' && !one.required))
      if (refusesNonsense(query, types))
        add(`${query.name} that does not exist`, `{ query: ${quoted(`${query.name}=nonsense`)} }`, 400)
  }
  return rows
}

/** Whether another question is asked only where this one was answered. */
const isNeeded = ({ name }: RecordField, { record }: Composition): boolean =>
  record.some(
    (other) =>
      other.if?.[name] !== undefined ||
      (other.choices && !other.choices.hold && answersFed(other.choices).includes(name)),
  )

/** An answer that makes a question of the sample one that is not asked, while its answer is still given. */
function unaskedCode({ name, if: when = {} }: RecordField, sample: Readonly<Record<string, Value>>) {
  const [condition] = Object.entries(when)
  if (!condition || !(name in sample)) return undefined
  const [field, test] = condition
  return typeof test === 'boolean' ? `${field}: ${!test}` : undefined
}

/** Another right value for a member of what an operation takes; none where it has no such. */
function otherBody({ id, part, members, about }: ServiceOperation, { record }: Composition, { types }: Catalog) {
  if (!part && id !== 'submit')
    return about === 'own' || !members[0] ? undefined : `{ ${members[0].name}: 'Another one.' }`
  const taken = part
    ? part.inputs.filter((input) => input.in === 'body' && input.required)
    : record.filter(({ question }) => !question.check && !question.pattern)
  for (const { name, type = '' } of taken) {
    const other = otherValue(types.get(type), part?.example?.[name])
    if (other !== undefined) return `{ ${name}: ${other} }`
  }
  return undefined
}

function otherValue(schema: unknown, example: unknown): string | undefined {
  const type = (schema ?? { type: 'string' }) as { type?: string; enum?: string[]; pattern?: string; format?: string }
  const option = type.enum?.find((one) => one !== example)
  if (option !== undefined) return quoted(option)
  if (type.format === 'date-time') return 'dayAfter'
  if (type.format === 'uuid') return 'randomUUID()'
  const kind = (type as Record<string, unknown>)['x-kind']
  return type.type === 'string' && !type.enum && (kind === 'text' || kind === 'long')
    ? quoted('Something else.')
    : undefined
}

const typeOf = ({ schema }: Parameter) => /\/(\w+)\.yaml$/.exec(String((schema as { $ref?: string }).$ref ?? ''))?.[1]

const isReference = (parameter: Parameter) => typeOf(parameter) === 'Reference'

const isUuid = (parameter: Parameter, types: Catalog['types']) =>
  (types.get(typeOf(parameter) ?? '') as { format?: string } | undefined)?.format === 'uuid'

/** Whether the word is plainly no value of a parameter. */
function refusesNonsense(parameter: Parameter, types: Catalog['types']): boolean {
  const type = typeOf(parameter)
  const schema = (type ? types.get(type) : parameter.schema) as {
    enum?: unknown[]
    pattern?: string
    type?: string
    format?: string
  }
  const { enum: values, pattern, format } = schema
  if (values) return !values.includes('nonsense')
  if (pattern !== undefined && !new RegExp(pattern, 'u').test('nonsense')) return true
  return ['integer', 'number', 'boolean'].includes(schema.type ?? '') || format !== undefined
}
