import type { Action, OperationId } from './shapes.ts'

/** What people see and do of their own record, as data. */
export interface Own {
  /** names of what their record can hold: identifiers come from it and from nowhere else */
  record: string[]
  show: OwnFacts[]
  lists?: OwnList[]
  can: Action[]
  todo: Todo[]
  values: Record<string, Record<string, string>>
  labels?: Record<string, string>
}

/** Members of what an operation answers; left out while the record does not hold what it takes. */
export interface OwnFacts {
  from: OperationId
  /** parameter → what the record holds */
  which: Record<string, string>
  members: string[]
}

/** What is listed of their own. */
export interface OwnList {
  title: string
  from: OperationId
  /** parameter → what the record holds */
  which: Record<string, string>
  /** members of a row; the first is what leads on */
  show: string[]
  /** its parameters are members of a row */
  open?: OperationId
}

/** Something that waits for the person. */
export interface Todo {
  from: OperationId
  which: Record<string, string>
  /** member of the answer → what it has to be, one of several, or whether there is any */
  if: Record<string, Condition>
  /** what it says: {member} is one of the answer */
  text: string
  /** the form of an action that is done then, and at no other time */
  does?: Action
  /** member of the answer: an address to go to */
  goes?: string
}

export type Condition = string | number | boolean | string[] | { given: boolean }

export function meets(condition: Condition, value: unknown): boolean {
  if (Array.isArray(condition)) return condition.includes(String(value))
  if (typeof condition === 'object') return condition.given === (value !== undefined && value !== null && value !== '')
  return condition === value
}
