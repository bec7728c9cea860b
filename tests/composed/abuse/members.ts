import type { Operation, Schema } from '../../../catalog/kit/src/contract.ts'
import type { Request } from './requests.ts'

/** A place in a request that takes a value of the sender's. */
export interface Member {
  name: string
  /** the same request with another value there; `value` is JSON for a body, text elsewhere */
  put(request: Request, value: unknown): Request
  in: 'path' | 'query' | 'body'
}

/** Every place of an operation where a value can stand. */
export function membersOf(operation: Operation): Member[] {
  const places = (['path', 'query'] as const).flatMap((place) => {
    const schema = operation[`${place}Schema`]
    const names = Object.keys(schema.properties as Schema)
    return names.map(
      (name): Member => ({
        name: `${place}.${name}`,
        in: place,
        put: (request, value) => ({ ...request, [place]: { ...request[place], [name]: String(value) } }),
      }),
    )
  })
  const { bodySchema } = operation
  const inside = bodySchema ? pointersIn(bodySchema) : []
  const body = inside.map(
    (pointer): Member => ({
      name: `body.${pointer.join('.')}`,
      in: 'body',
      put: (request, value) => ({ ...request, body: withValue(request.body, pointer, value) as Request['body'] }),
    }),
  )
  return [...places, ...body]
}

function pointersIn(schema: Schema): string[][] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const others = schema.additionalProperties
  if (typeof others === 'object' && others !== null) properties.push(['another', others as Schema])
  const items = schema.type === 'array' ? [['0', schema.items as Schema] as const] : []
  return [...properties, ...items].flatMap(([name, one]) => {
    const deeper = pointersIn(one).map((rest) => [name, ...rest])
    return deeper.length > 0 ? deeper : [[name]]
  })
}

function withValue(body: unknown, [first, ...rest]: string[], value: unknown): unknown {
  if (first === undefined) return value
  if (first === '0') return [withValue(Array.isArray(body) ? body[0] : undefined, rest, value)]
  const object = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  return { ...object, [first]: withValue(object[first], rest, value) }
}
