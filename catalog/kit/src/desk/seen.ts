import { createHash } from 'node:crypto'
import type { Typed } from '../pages/answers.ts'
import { type Item, versionOf } from './item.ts'
import { kindOf, type Member } from './members.ts'
import type { ReadyList } from './ready-list.ts'
import type { Row } from './rows.ts'

const LEFT = ['allowed', 'version']

/** How an item was when somebody saw it: its version, and a mark for each member, which tells nothing of what it was. */
export interface Seen {
  version?: string
  marks?: string
}

export function seenOn({ item }: ReadyList, { values }: Item): Record<string, string> {
  const version = versionOf(values)
  const marks = told(item?.members ?? []).map(({ name }) => markOf(values[name]))
  return { ...(version !== undefined && { version: String(version) }), marks: marks.join('.') }
}

/** What a page was opened with, or a form carried along. */
export function seenIn({ version = '', marks = '' }: Typed): Seen {
  return {
    ...(/^[1-9]\d{0,8}$/.test(version) && { version }),
    ...(/^[\w\-.]{1,2000}$/.test(marks) && { marks }),
  }
}

/** The members that are not as they were when somebody saw them. */
export function changedSince({ marks = '' }: Seen, members: Member[], values: Row): Member[] {
  const before = marks.split('.')
  const all = told(members)
  // Made up, or of another time: it tells nothing.
  if (before.length !== all.length) return []
  return all.filter(({ name }, index) => markOf(values[name]) !== before[index])
}

const told = (members: Member[]) =>
  members.filter(({ name, schema }) => !LEFT.includes(name) && kindOf(schema) !== 'items')

const markOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64url')
    .slice(0, 8)
