import type { Scope } from '../schema.ts'
import type { Operation } from './contract.ts'
import { takenPrefixes } from './frame-scopes.ts'
import type { Capability, Catalog, Pattern } from './load.ts'

type Report = (where: string, message: string, suggestion: string) => void

/** Who may do what: contracts name scopes, scopes have levels, and the people of a pattern have levels. */
export function lintRights({ capabilities, patterns }: Catalog, report: Report): void {
  const given = new Map<string, string>()
  for (const [id, { file, operations }] of capabilities) {
    const where = `capabilities/${id}/capability.yaml`
    for (const { name, level } of file.spec.scopes) {
      if (level === undefined)
        report(
          where,
          `the scope ${name} has no level, so no person may ever have it`,
          'Say by level who may: service, read, work or lead.',
        )
      if (takenPrefixes.includes(name.split(':')[0]!))
        report(where, `the scope ${name} is named like those of every service`, 'Choose a name of its own.')
      const other = given.get(name)
      if (other) report(where, `the scope ${name} stands in ${other} as well`, 'Give each its own name.')
      given.set(name, id)
    }
    for (const operation of operations) {
      const fault = faultOf(operation, file.spec.scopes)
      if (fault) report(`capabilities/${id}/openapi.yaml`, `${operation.id} ${fault[0]}`, fault[1])
    }
  }
  for (const [id, pattern] of patterns) {
    const missing = unheld(pattern, capabilities)
    if (missing)
      report(
        `patterns/${id}.yaml`,
        `none of its people has the level ${missing}`,
        'Give the level to somebody in people: what only they may do could never be done.',
      )
  }
}

function faultOf({ security }: Operation, scopes: readonly Scope[]): [message: string, suggestion: string] | undefined {
  if (security?.length === 0) return undefined
  const named = security?.flat() ?? []
  const role = named.find((name) => name.startsWith('role:'))
  if (role) return [`names the ${role}, but people differ from service to service`, 'Name a scope; its level says who.']
  if (named.length === 0) return ['names no scope', 'Name one, or say security: [] when everybody may call it.']
  if (named.length > 1) return [`names ${named.join(' and ')}`, 'Name exactly one scope.']
  if (scopes.some(({ name }) => name === named[0])) return undefined
  return [`names the scope ${named[0]}, which capability.yaml does not have`, 'Add it there, with its level.']
}

/** A level that some scope of a pattern's capabilities has, but none of its people. Without staff nobody is missed. */
function unheld({ file }: Pattern, capabilities: ReadonlyMap<string, Capability>) {
  const held = new Set(Object.values(file.spec.people).flatMap(({ may }) => may))
  if (held.size === 0) return undefined
  const levels = file.spec.capabilities.flatMap((id) => capabilities.get(id)?.file.spec.scopes ?? [])
  return levels.map(({ level }) => level).find((level) => level && level !== 'service' && !held.has(level))
}
