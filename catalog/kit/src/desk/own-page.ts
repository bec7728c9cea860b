import type { FastifyReply } from 'fastify'
import type { Site, Visit } from '../pages/visit.ts'
import { takeNotice } from './notice.ts'
import { entryQuery, rowsOf } from './own-entry.ts'
import type { ReadyOwn } from './own-ready.ts'
import { answersTo, type OwnRecord, possible, questionOf, waiting } from './own-state.ts'
import type { Row } from './rows.ts'
import { labelOf, type Show, shower } from './shown.ts'

export const ownShow = ({ own }: ReadyOwn): Show => shower({ ...own, lists: [], panels: [] }, () => undefined)

/** What is theirs: how it stands, what waits for them, and what they can do. */
export async function showOwn(
  ready: ReadyOwn,
  path: string,
  visit: Visit,
  record: OwnRecord,
  { log, pages: { noun } }: Site,
): Promise<FastifyReply> {
  const answers = await answersTo(ready, record, log)
  const show = ownShow(ready)
  const label = (member: Parameters<typeof labelOf>[1]) => labelOf({ ...ready.own, lists: [], panels: [] }, member)
  const sections = ready.show.flatMap(({ facts: asked, members }) => {
    const row = answers.get(questionOf(asked))
    if (row === undefined) return []
    if (row === 'away') return [{ away: true, facts: [] }]
    const facts = members
      .map((member) => ({ key: label(member), cell: show(member.schema, row[member.name]) }))
      .filter(({ cell }) => cell.text !== '')
    return facts.length > 0 ? [{ away: false, facts }] : []
  })
  const lists = ready.lists.flatMap((one, at) => {
    const rows = rowsOf(one, answers)
    if (rows === 'away') return [{ title: one.list.title, away: true, entries: [] }]
    const entries = rows.map((row) => {
      const cells = one.show.map(({ name, schema }) => show(schema, row[name]).text)
      const query = one.open && entryQuery(one.open, row)
      const byline = cells.slice(1).filter((text) => text !== '')
      return { text: cells[0], byline: byline.join(', '), href: query && `${path}/entry/${at}?${query}` }
    })
    return entries.length > 0 ? [{ title: one.list.title, away: false, entries }] : []
  })
  const todo = waiting(ready, record, answers).flatMap(({ todo: one, members, does }) => {
    const row = answers.get(questionOf(one)) as Row
    const text = one.text.replace(/\{(\w+)\}/g, (_whole, name) => {
      const member = members.find((each) => each.name === name)
      return member ? show(member.schema, row[name]).text : ''
    })
    const href = does ? `${path}/${does.action.do}` : addressIn(row[one.goes ?? ''])
    return href === undefined ? [] : [{ text, href }]
  })
  const can = possible(ready, record, answers).filter((one) => ready.can.includes(one))
  const actions = can.map(({ action }) => ({ text: action.title, href: `${path}/${action.do}` }))
  const data = { heading: `Your ${noun}`, sections, lists, todo, actions, notice: await takeNotice(visit) }
  return visit.show('desk-own', data)
}

/** What a part gives as an address is one of the web, or it is none. */
function addressIn(value: unknown): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined
}
