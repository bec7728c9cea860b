import type { Principal } from '../definition.ts'
import { passOn } from '../pass-on.ts'
import { Problem } from '../problem.ts'
import { answerOf } from './members.ts'
import { operationsOf, type Parts } from './parts.ts'
import type { Action, Desk, OperationId } from './shapes.ts'

/** What a handler of the service's own API is given. */
export interface DeskRequest {
  path: Record<string, unknown>
  query: Record<string, unknown>
  body: unknown
  principal: Principal | undefined
  key: string | undefined
}

export type DeskHandler = (request: DeskRequest) => Promise<{ status: number; body?: unknown }>

/**
 * Handlers for the service's own API, by the names that the desk gives its lists, items and actions: each passes on what
 * came, with the token of who sent it. Throws for a name of two different operations.
 */
export function deskHandlers(desk: Desk, parts: Parts): Record<string, DeskHandler> {
  const named = new Map<string, OperationId>()
  for (const [api, id] of routesOf(desk)) {
    const other = named.get(api)
    if (other !== undefined && other !== id) throw new Error(`${api} cannot be both ${other} and ${id}`)
    named.set(api, id)
  }
  let operations: ReturnType<typeof operationsOf> | undefined
  const passing =
    (id: OperationId): DeskHandler =>
    async ({ path, query, body, principal, key }) => {
      operations ??= operationsOf(parts)
      const called = (await operations).get(id)
      if (called === undefined) throw new Error(`there is no operation ${id}`)
      if (principal === undefined) throw new Problem('unauthenticated', 'Send an access token.')
      const given = { path, query, ...(body !== undefined && { body }) }
      const answer = await passOn(called.call(given, { token: principal.token, ...(key !== undefined && { key }) }))
      return { status: answerOf(called.operation).status, ...(answer !== undefined && { body: answer }) }
    }
  return Object.fromEntries([...named].map(([api, id]) => [api, passing(id)]))
}

function routesOf({ lists, panels }: Desk): [api: string, id: OperationId][] {
  const routes = lists.flatMap((one): [string | undefined, OperationId | undefined][] => [
    [one.api, one.list],
    [one.itemApi, one.item],
    [one.countApi, one.count],
  ])
  const actions: Action[] = [
    ...lists.flatMap(({ actions, create }) => [...actions, ...(create ? [create] : [])]),
    ...panels.flatMap(({ actions }) => actions),
  ]
  const panelRoutes = panels.map(({ api, from }) => [api, from] as [string | undefined, OperationId])
  const all = [
    ...routes,
    ...panelRoutes,
    ...actions.map((one) => [one.api, one.do] as [string | undefined, OperationId]),
  ]
  return all.filter((one): one is [string, OperationId] => one[0] !== undefined && one[1] !== undefined)
}
