import { ownScope } from '@composed/kit'

/** What the people of one service may there, by role. */
export type People = Readonly<Record<string, { title: string; may: readonly string[] }>>

/** The roles of the place, and what they may: each service that people sign in to says it of its own. */
export interface Rights {
  knows(role: string): boolean
  /** Roles that may do something in some service: whoever has one works here. */
  staff: readonly string[]
  /** The roles of whoever is to begin: together they may everything. The first gives the account its name. */
  first: readonly { role: string; title: string }[]
  /** What an access token says for somebody who signed in to the service of this client. */
  scopesOf(clientId: string, roles: readonly string[]): string[]
}

export function rightsIn(clients: readonly { id: string; people: People }[]): Rights {
  const may = new Map(clients.map(({ id, people }) => [id, new Map(Object.entries(people))]))
  const all = [...may.values()].flatMap((people) => [...people])
  const staff = new Set(all.filter(([, one]) => one.may.length > 0).map(([role]) => role))
  return {
    knows: (role) => all.some(([known]) => known === role),
    staff: [...staff],
    first: [...may.values()].flatMap(leadersOf),
    scopesOf(clientId, roles) {
      const people = may.get(clientId)
      const scopes = roles.flatMap((role) => people?.get(role)?.may ?? [])
      return [...new Set([ownScope, ...scopes])].sort()
    },
  }
}

/** The one of a service's people who may everything; where nobody may, all who may do something. */
function leadersOf(people: ReadonlyMap<string, People[string]>): Rights['first'] {
  const staff = [...people].filter(([, { may }]) => may.length > 0)
  const everything = new Set(staff.flatMap(([, { may }]) => may))
  const leader = staff.filter(([, { may }]) => [...everything].every((scope) => may.includes(scope)))
  return (leader.length > 0 ? leader.slice(0, 1) : staff).map(([role, { title }]) => ({ role, title }))
}

/** Whether somebody with these roles works here. */
export function isStaff({ staff }: Rights, roles: readonly string[]): boolean {
  return roles.some((role) => staff.includes(role))
}
