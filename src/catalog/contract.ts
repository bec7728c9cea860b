import { ComposeError } from '../errors.ts'

/** One input of an operation: a path, query or body member. */
export interface Input {
  name: string
  in: 'path' | 'query' | 'body'
  /** The shared type's name; undefined when the contract gives a plain schema. */
  type: string | undefined
  role: string
  required: boolean
  hasDefault: boolean
  /** The schema of what has no shared type; only of path and query. */
  plain?: unknown
}

/** One thing an operation answers with. `path` walks into the answer; `many` when it lies inside a list. */
export interface Output {
  path: string
  type: string
  role: string
  many: boolean
  /** Whether every answer has it. */
  always: boolean
}

export interface Operation {
  /** `capability.operationId` */
  name: string
  capability: string
  id: string
  method: string
  path: string
  summary: string
  inputs: readonly Input[]
  outputs: readonly Output[]
  /** Where its contract has the schema of what it takes and of its answer: #/components/schemas/NewCase */
  bodyRef: string | undefined
  /** What it takes, as its contract shows it by an example. */
  example: Readonly<Record<string, unknown>> | undefined
  answer: { status: number; ref: string | undefined }
  /** Whether it may be called for its answer alone, as brings.yaml says. */
  derives: boolean
  /** What may be held to call it, as the contract says: empty when public, undefined when nothing is said. */
  security: readonly (readonly string[])[] | undefined
}

/** The scope that an operation needs; undefined when it is public. */
export function scopeOf({ security }: Operation): string | undefined {
  return security?.[0]?.[0]
}

type Json = { [key: string]: unknown }
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const methods = ['get', 'post', 'put', 'patch', 'delete']

/** The shared type that a `$ref` names: `../../types/Postcode.yaml` → Postcode. */
function typeOf(schema: unknown): string | undefined {
  const ref = isObject(schema) && typeof schema.$ref === 'string' ? schema.$ref : ''
  return /(?:^|\/)([A-Z][A-Za-z]*)\.yaml$/.exec(ref)?.[1]
}

/**
 * Reads the operations of one OpenAPI 3.1 document, their inputs and outputs by shared type and role.
 * `types` gives each shared type's schema, so that members of a type count as outputs too; `derives` names the operations
 * that may be called for their answer.
 */
export function readOperations(
  capability: string,
  document: unknown,
  file: string,
  types: ReadonlyMap<string, unknown>,
  derives: readonly string[] = [],
): Operation[] {
  if (
    !isObject(document) ||
    typeof document.openapi !== 'string' ||
    !document.openapi.startsWith('3.1') ||
    !isObject(document.paths)
  ) {
    throw new ComposeError(
      'catalog-invalid',
      `${file}: not an OpenAPI 3.1 document (no "openapi: 3.1.x" with "paths")`,
      {
        suggestion: 'A capability needs its contract as OpenAPI 3.1; see the other folders under catalog/capabilities.',
      },
    )
  }
  const local = (schema: unknown): unknown => {
    const ref = isObject(schema) && typeof schema.$ref === 'string' ? schema.$ref : ''
    if (!ref.startsWith('#/')) return schema
    return ref
      .slice(2)
      .split('/')
      .reduce<unknown>(
        (at, key) => (isObject(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
        document,
      )
  }

  const outputsOf = (
    given: unknown,
    path: string,
    role: string,
    many: boolean,
    always: boolean,
    depth: number,
  ): Output[] => {
    if (depth > 6) return []
    if (local(given) !== given) return outputsOf(local(given), path, role, many, always, depth + 1)
    const name = typeOf(given)
    const ownRole = isObject(given) && typeof given['x-role'] === 'string' ? given['x-role'] : role
    const own = name ? [{ path, type: name, role: ownRole, many, always }] : []
    const schema = name ? types.get(name) : given
    if (!isObject(schema)) return own
    if (isObject(schema.items)) return [...own, ...outputsOf(schema.items, path, ownRole, true, always, depth + 1)]
    const members = isObject(schema.properties) ? Object.entries(schema.properties) : []
    const required = Array.isArray(schema.required) ? schema.required : []
    return [
      ...own,
      ...members.flatMap(([key, member]) =>
        outputsOf(member, path ? `${path}.${key}` : key, ownRole, many, always && required.includes(key), depth + 1),
      ),
    ]
  }

  const operations: Operation[] = []
  for (const [path, item] of Object.entries(document.paths)) {
    if (!isObject(item)) continue
    for (const method of methods) {
      const operation = item[method]
      if (!isObject(operation)) continue
      if (typeof operation.operationId !== 'string') {
        throw new ComposeError('catalog-invalid', `${file}: ${method.toUpperCase()} ${path} has no operationId`, {
          suggestion: 'Name every operation; steps refer to it by that name.',
        })
      }
      const parameters = [item.parameters, operation.parameters]
        .flatMap((list) => (Array.isArray(list) ? list : []))
        .map(local)
      const inputs: Input[] = []
      for (const parameter of parameters) {
        if (!isObject(parameter) || (parameter.in !== 'path' && parameter.in !== 'query')) continue
        const schema = parameter.schema
        inputs.push({
          name: String(parameter.name),
          in: parameter.in,
          type: typeOf(schema),
          role: String((isObject(schema) && schema['x-role']) || parameter['x-role'] || ''),
          required: parameter.required === true,
          hasDefault: isObject(schema) && 'default' in schema,
          ...(typeOf(schema) ? {} : { plain: schema }),
        })
      }
      const at = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`
      const refOf = (schema: unknown, place: string) => {
        if (schema === undefined) return undefined
        const ref = isObject(schema) && typeof schema.$ref === 'string' ? schema.$ref : ''
        return ref.startsWith('#/') ? ref : `${at}/${place}/content/application~1json/schema`
      }
      const taken = contentOf(operation.requestBody, local)
      const body = local(taken)
      const required = isObject(body) && Array.isArray(body.required) ? body.required : []
      for (const [name, member] of isObject(body) && isObject(body.properties) ? Object.entries(body.properties) : []) {
        inputs.push({
          name,
          in: 'body',
          type: typeOf(member),
          role: isObject(member) && typeof member['x-role'] === 'string' ? member['x-role'] : '',
          required: required.includes(name),
          hasDefault: isObject(member) && ('default' in member || 'const' in member),
        })
      }
      const responses = isObject(operation.responses) ? operation.responses : {}
      const success = Object.keys(responses)
        .filter((status) => status.startsWith('2'))
        .sort()[0]
      const answer = success ? contentOf(local(responses[success]), local) : undefined
      const security = Array.isArray(operation.security)
        ? operation.security
        : Array.isArray(document.security)
          ? document.security
          : undefined
      operations.push({
        name: `${capability}.${operation.operationId}`,
        capability,
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        summary: String(operation.summary ?? ''),
        inputs,
        bodyRef: refOf(taken, 'requestBody'),
        example: exampleOf(operation.requestBody, local),
        answer: { status: Number(success ?? 204), ref: refOf(answer, `responses/${success}`) },
        outputs: answer === undefined ? [] : outputsOf(answer, '', '', false, true, 0),
        derives: derives.includes(operation.operationId),
        security: security?.map((alternative) =>
          isObject(alternative) ? Object.values(alternative).flat().map(String) : [],
        ),
      })
    }
  }
  return operations
}

type Local = (schema: unknown) => unknown

function jsonOf(holder: unknown, local: Local): Json | undefined {
  const target = local(holder)
  const json = isObject(target) && isObject(target.content) ? target.content['application/json'] : undefined
  return isObject(json) ? json : undefined
}

const contentOf = (holder: unknown, local: Local): unknown => jsonOf(holder, local)?.schema

function exampleOf(holder: unknown, local: Local): Json | undefined {
  const example = jsonOf(holder, local)?.example
  return isObject(example) ? example : undefined
}
