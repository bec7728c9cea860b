import type { CallOptions } from '../client.ts'
import { loadContract, type Operation } from '../contract.ts'
import type { OperationId } from './shapes.ts'

/** By capability: a client of the part (as `client()` makes it) and its contract. */
export type Parts = Record<string, { client: object; contract: URL }>

export interface Given {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

/** An operation of a part, ready to be called. */
export interface Called {
  id: OperationId
  capability: string
  operation: Operation
  /** With the service's own token where none is given. Throws ProblemResponse when it is refused or nobody answers. */
  call(given: Given, options: CallOptions): Promise<unknown>
}

type Calls = Record<string, (given?: Given, options?: CallOptions) => Promise<unknown>>

/** Every operation of every part, by capability.operation. */
export async function operationsOf(parts: Parts): Promise<Map<OperationId, Called>> {
  const all = await Promise.all(
    Object.entries(parts).map(async ([capability, { client, contract }]) =>
      (await loadContract(contract)).map((operation): Called => {
        const { operationId } = operation
        const call: Called['call'] = async (given, options) => (client as Calls)[operationId]?.(given, options)
        return { id: `${capability}.${operationId}`, capability, operation, call }
      }),
    ),
  )
  return new Map(all.flat().map((one) => [one.id, one]))
}
