import { type Operation, scopeOf } from '../../catalog/contract.ts'
import { takeScope } from '../../catalog/frame-scopes.ts'
import type { Catalog } from '../../catalog/load.ts'
import type { Composition } from '../../schema.ts'
import { type Rights, rightsInWords } from '../people.ts'
import type { ServiceOperation } from './api/operation.ts'
import { commented, quoted } from './code.ts'
import { serviceRights } from './rights.ts'

/** What templates name of the people of a service, and of what they may. */
export function peopleView(
  composition: Composition,
  catalog: Catalog,
  operations: ReadonlyMap<string, Operation>,
  api: readonly ServiceOperation[],
) {
  const words = new Map([...rightsInWords(composition, catalog)].map(([id, rights]) => [id, sentence(rights)]))
  const people = Object.entries(composition.people)
  const staff = people.filter(([, { may }]) => may.length > 0)
  const accounts = scopeOf(operations.get('identity.createAccount')!)!
  // Whoever is led nowhere after signing in is no example.
  const [first] = composition.lists
  const shown = first && operations.get(first.list)
  const reading = shown && scopeOf(shown)
  const [newcomer, { may }] = staff.find(([, one]) => reading && one.may.includes(reading)) ?? staff[0]!
  return {
    staff: staff.map(([id, { title }]) => ({ id, title: quoted(title), words: quoted(words.get(id)!) })),
    staffScopes: listed([...new Set(staff.flatMap(([, { may }]) => may))].sort()),
    /** By operation of the service's API. */
    scopes: Object.fromEntries(api.map(({ id, scope }) => [id, quoted(scope)])),
    programScopes: listed(serviceRights(composition, catalog).scopes),
    accountsScope: quoted(accounts),
    /** Who is taken on in a test, and how they are answered where accounts are managed. */
    newcomer: { id: newcomer, accounts: may.includes(accounts) ? 200 : 403 },
    /** Who fills it in for others, the least of them. */
    behalf: staff.find(([, one]) => one.may.includes(takeScope))?.[0] ?? '',
    takeScope: quoted(takeScope),
    peopleRows: people.map(([id, { title }]) => ({ title, words: commented(words.get(id)!).replaceAll('|', '\\|') })),
  }
}

const listed = (names: readonly string[]) => `[${names.map(quoted).join(', ')}]`

function sentence({ as, may }: Rights): string {
  const all = as === undefined ? may : [`do the same as ${as}`, ...may]
  return all.length > 0 ? `May ${all.join('; ')}.` : 'May see and send what is their own.'
}
