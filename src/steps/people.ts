import { frameScopes } from '../catalog/frame-scopes.ts'
import type { Catalog } from '../catalog/load.ts'
import { byCodeUnit } from '../digest.ts'
import { ComposeError, type Problem } from '../errors.ts'
import { type Composition, Level, type Scope } from '../schema.ts'

type Parts = Pick<Composition, 'components'>

/** Every scope there is in a service: those of its components and of the frame. */
export function scopesOf({ components }: Parts, { capabilities }: Catalog): Scope[] {
  const parts = Object.keys(components).flatMap((id) => capabilities.get(id)?.file.spec.scopes ?? [])
  return [...parts, ...frameScopes].sort((a, b) => byCodeUnit(a.name, b.name))
}

/**
 * The people with the scopes that they have, each level written out by the scopes of it that there are. Throws 'bad-file'
 * for a scope that no person can have here.
 */
export function settlePeople(
  people: Composition['people'],
  composition: Parts,
  catalog: Catalog,
): Composition['people'] {
  const scopes = scopesOf(composition, catalog)
  const given = scopes.filter(({ level }) => level !== 'service' && level !== undefined)
  const problems: Problem[] = []
  const settled = Object.entries(people).map(([id, { title, may }]) => {
    const names = may.flatMap((one) => {
      if (isLevel(one)) return given.filter(({ level }) => level === one).map(({ name }) => name)
      if (!given.some(({ name }) => name === one)) problems.push(problemOf(id, one, scopes, catalog))
      return [one]
    })
    return [id, { title, may: [...new Set(names)].sort(byCodeUnit) }] as const
  })
  const [first] = problems
  if (first) throw new ComposeError('bad-file', first.message, { suggestion: first.suggestion, problems })
  return Object.fromEntries(settled)
}

const isLevel = (name: string): name is Level => Level.options.some((level) => level === name)

function problemOf(id: string, name: string, scopes: readonly Scope[], { capabilities }: Catalog): Problem {
  const own = scopes.some((scope) => scope.name === name)
  const [owner] = [...capabilities].find(([, { file }]) => file.spec.scopes.some((scope) => scope.name === name)) ?? []
  const why = own
    ? 'which only the service itself may have'
    : owner
      ? `which belongs to ${owner}, a part that this service does not have`
      : 'which does not exist'
  const people = scopes.filter(({ level }) => level !== 'service').map((scope) => scope.name)
  return {
    code: 'bad-file',
    where: `composition.yaml#people.${id}.may`,
    message: `composition.yaml: people.${id}.may names the scope ${name}, ${why}.`,
    suggestion: `Take it out, or name one of ${people.join(', ')}.`,
  }
}

/** What one of the people may do, each right in words; of whoever may all that another one may, only what comes to it. */
export interface Rights {
  /** What the other one is called. */
  as: string | undefined
  may: string[]
}

/** The rights of each of the people. */
export function rightsInWords(composition: Composition, catalog: Catalog): Map<string, Rights> {
  const words = new Map(scopesOf(composition, catalog).map(({ name, description }) => [name, description]))
  const entries = Object.entries(composition.people)
  return new Map(
    entries.map(([id, { may }], index) => {
      const below = entries
        .slice(0, index)
        .findLast(([, other]) => other.may.length > 0 && other.may.every((scope) => may.includes(scope)))
      const own = may.filter((scope) => !below?.[1].may.includes(scope)).map((scope) => words.get(scope)!)
      return [id, { as: below?.[1].title, may: own }]
    }),
  )
}
