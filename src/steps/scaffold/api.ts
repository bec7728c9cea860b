import type { Operation, Output } from '../../catalog/contract.ts'
import { ComposeError } from '../../errors.ts'
import type { Composition } from '../../schema.ts'
import { deskOperations } from './api/desk-operations.ts'
import { frameOperations } from './api/frame-operations.ts'
import { heldApi } from './api/held-operations.ts'
import type { ServiceOperation } from './api/operation.ts'

/** The API of a service: what every service has, and what its parts bring for staff. Pure. Throws 'bad-file' where two would have one address. */
export function apiOf(
  composition: Pick<Composition, 'record' | 'rules' | 'noun' | 'lists' | 'panels' | 'forms'>,
  parts: ReadonlyMap<string, Operation>,
): ServiceOperation[] {
  const all = [...frameOperations(composition), ...heldApi(composition, parts), ...deskOperations(composition, parts)]
  const places = all.map(({ method, path }) => `${method} ${path}`)
  const twice = places.find((place, index) => places.indexOf(place) < index)
  if (twice === undefined) return all
  throw new ComposeError('bad-file', `composition.yaml: two operations of the service's API would be ${twice}.`, {
    suggestion: 'Give the list or the panel that it stands under another id.',
  })
}

/** What parts tell people of their own record, each member once. */
export function shownTo({ person }: Composition, parts: ReadonlyMap<string, Operation>): Output[] {
  const all = person.show.flatMap(({ from, members }) =>
    members.flatMap((name) => parts.get(from)?.outputs.find(({ path }) => path === name) ?? []),
  )
  return all.filter(({ path }, index) => all.findIndex((one) => one.path === path) === index)
}
