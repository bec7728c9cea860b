import { type Operation, scopeOf } from '../../catalog/contract.ts'
import { takeScope } from '../../catalog/frame-scopes.ts'
import type { Catalog } from '../../catalog/load.ts'
import type { Composition } from '../../schema.ts'
import { scopesOf } from '../people.ts'
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
  const words = rightsInWords(composition, catalog)
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

/** What each of the people may do, in words: of whoever may all that another one may, only what comes to it. */
function rightsInWords(composition: Composition, catalog: Catalog): Map<string, string> {
  const words = new Map(scopesOf(composition, catalog).map(({ name, description }) => [name, description]))
  const entries = Object.entries(composition.people)
  return new Map(
    entries.map(([id, { may }], index) => {
      const below = entries
        .slice(0, index)
        .findLast(([, other]) => other.may.length > 0 && other.may.every((scope) => may.includes(scope)))
      const own = may.filter((scope) => !below?.[1].may.includes(scope)).map((scope) => words.get(scope)!)
      const all = below ? [`do the same as ${below[1].title}`, ...own] : own
      return [id, all.length > 0 ? `May ${all.join('; ')}.` : 'May see and send what is their own.']
    }),
  )
}
