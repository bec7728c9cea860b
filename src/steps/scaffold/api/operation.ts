import { type Operation, scopeOf } from '../../../catalog/contract.ts'
import { ownScope } from '../../../catalog/frame-scopes.ts'
import type { Composition } from '../../../schema.ts'
import type { DeskAction } from '../desk-view.ts'

/** An operation of the service's own API, as its contract, its tests and its people's rights need it. */
export interface ServiceOperation {
  id: string
  method: string
  path: string
  summary: string
  /** What whoever calls it must hold. */
  scope: string
  parameters: readonly Parameter[]
  /** The schema of what it takes. */
  body?: object
  /** The members of what it takes; others are refused. */
  members: readonly { name: string; required: boolean }[]
  answer: { status: number; schema?: object }
  /** What it is done to: one's own record, what needs attention, or what `part` says. */
  about?: 'own' | 'stuck'
  /** The operation that carries it out, whose list or panel has it. */
  part?: Operation
  /** What staff do with it, and what that is done to. */
  action?: DeskAction
  /** Scopes of what its form looks up. */
  looksUp: readonly string[]
}

export interface Parameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  schema: object
}

/** The people whose own token gets through an operation, with what its form looks up. */
export function peopleFor({ scope, looksUp }: ServiceOperation, people: Composition['people']): string[] {
  return Object.keys(people).filter((id) =>
    [scope, ...looksUp].every((one) => one === ownScope || people[id]!.may.includes(one)),
  )
}

/** The scope of a part's operation. A public one needs none, and nothing of the desk is public. */
export const scopeOfPart = (operation: Operation): string => scopeOf(operation) ?? ''

export const changes = ({ method }: Pick<ServiceOperation, 'method'>): boolean => method !== 'GET'
