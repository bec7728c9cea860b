// Types read from what openapi-typescript generates (`operations[operationId]`).

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined

type Given<T> = [NonNullable<T>] extends [never] ? Record<string, never> : NonNullable<T>

/** The parameters of an operation in one place of the request. */
export type Parameters<Operation, Place extends 'path' | 'query'> = Operation extends {
  parameters: { [K in Place]?: infer Found }
}
  ? Given<Found>
  : Record<string, never>

/** The JSON body of an operation's request. */
export type Body<Operation> = Operation extends { requestBody: infer Request }
  ? Json<Request>
  : Operation extends { requestBody?: infer Request }
    ? [NonNullable<Request>] extends [never]
      ? undefined
      : Json<NonNullable<Request>> | undefined
    : undefined

type Success = 200 | 201 | 202 | 203 | 204 | 301 | 302 | 303 | 304 | 307 | 308

/** What a handler may return: one of the contract's successful statuses with the body it promises. */
export type Result<Operation> = Operation extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & Success]: Json<Responses[Status]> extends undefined
        ? { status: Status; body?: undefined; headers?: Record<string, string> }
        : { status: Status; body: Json<Responses[Status]>; headers?: Record<string, string> }
    }[keyof Responses & Success]
  : never

/** The body of an operation's successful answer. */
export type Answer<Operation> = Operation extends { responses: infer Responses }
  ? { [Status in keyof Responses & Success]: Json<Responses[Status]> }[keyof Responses & Success]
  : never

type Required<Name extends string, Value> = [Value] extends [undefined]
  ? { [K in Name]?: undefined }
  : Record<string, never> extends Value
    ? { [K in Name]?: Value }
    : undefined extends Value
      ? { [K in Name]?: Value }
      : { [K in Name]: Value }

/** What a caller gives: `path`, `query` and `body`, each only as required as the contract says. */
export type Call<Operation> = Required<'path', Parameters<Operation, 'path'>> &
  Required<'query', Parameters<Operation, 'query'>> &
  Required<'body', Body<Operation>>
