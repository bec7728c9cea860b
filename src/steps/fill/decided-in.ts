import type { Questions } from '../../brain/roles.ts'
import type { Expectation } from '../../schema.ts'

export type Visible = Questions['tester']['visible']

/** The members of the items that an expectation is about: those of the list that it names, or of the first. */
export function itemsOf(list: string | undefined, { items }: Visible) {
  const name = list ?? Object.keys(items)[0] ?? ''
  return Object.hasOwn(items, name) ? items[name] : undefined
}

/** What a rule gave, where an expectation sees it. */
export function decidedIn(one: Expectation, visible: Visible): { rule: string; is: string } | undefined {
  if ((one.see !== 'item' && one.see !== 'call') || typeof one.is !== 'string') return undefined
  const rule =
    one.see === 'item' ? itemsOf(one.list, visible)?.[one.member]?.rule : visible.takes[`${one.of}.${one.member}`]
  return rule === undefined ? undefined : { rule, is: one.is }
}
