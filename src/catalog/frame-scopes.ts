import type { Level } from '../schema.ts'

/** Filling it in for people who get in touch in other ways than online. */
export const takeScope = 'records:take'

/** What people do with what the service itself keeps, whatever its parts are. */
export const frameScopes = [
  { name: 'records:read', level: 'read', description: 'see all that people sent' },
  { name: takeScope, level: 'work', description: 'fill it in for people who get in touch in other ways' },
  { name: 'attention:work', level: 'work', description: 'see what needs attention and try it again' },
  { name: 'attention:end', level: 'lead', description: 'end what needs attention, with a reason' },
] as const satisfies readonly { name: string; level: Level; description: string }[]

export type FrameScope = (typeof frameScopes)[number]['name']

/** What every signed-in person may do with their own record; identity gives it to all of them, and to no program. */
export const ownScope = 'own:record'

/** Beginnings of scopes that no capability may give. */
export const takenPrefixes: readonly string[] = [ownScope, ...frameScopes.map(({ name }) => name)].map(
  (name) => name.split(':')[0]!,
)

/** The capability with which people sign in; every service has it. */
export const signIn = 'identity'
