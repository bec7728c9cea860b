import type { FastifyReply } from 'fastify'
import type { Logger } from '../definition.ts'
import { statusOf } from '../pages/status.ts'
import type { Site, Visit } from '../pages/visit.ts'
import { takeNotice } from './notice.ts'
import type { ReadyOwn } from './own-ready.ts'
import { meets } from './own-shapes.ts'
import type { Called } from './parts.ts'
import { wired } from './reading.ts'
import type { ReadyAction } from './ready-action.ts'
import type { Row } from './rows.ts'
import { labelOf, type Show, shower } from './shown.ts'

/** What somebody's record holds by now. */
export type OwnRecord = Record<string, unknown>

export const ownShow = ({ own }: ReadyOwn): Show => shower({ ...own, lists: [], panels: [] }, () => undefined)

/** Whether a record holds what an operation takes from it. */
export const holds = (record: OwnRecord, which: Record<string, string>): boolean =>
  Object.values(which).every((name) => record[name] !== undefined && record[name] !== '')

/** What parts say of a record: by operation, the answer, or that its part is away. Each is asked once. */
type Answers = Map<string, Row | 'away'>

export async function answersTo(ready: ReadyOwn, record: OwnRecord, log: Logger): Promise<Answers> {
  const asked = [
    ...ready.show.map(({ facts, called }) => ({ ...facts, called })),
    ...ready.todo.map(({ todo, called }) => ({ ...todo, called })),
  ]
  const once = new Map(asked.filter(({ which }) => holds(record, which)).map((one) => [one.from, one]))
  const all = await Promise.all(
    [...once.values()].map(async ({ called, which }) => [called.id, await answer(called, which, record, log)] as const),
  )
  return new Map(all.flatMap(([id, row]) => (row === undefined ? [] : [[id, row] as const])))
}

async function answer(called: Called, which: Record<string, string>, record: OwnRecord, log: Logger) {
  try {
    return (await called.call(wired(called, which, record), {})) as Row
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    log.warn({ operation: called.id, status: statusOf(error) }, 'what somebody may see is not available')
    return 'away'
  }
}

/** What waits for the person now. */
export function waiting(ready: ReadyOwn, record: OwnRecord, answers: Answers) {
  return ready.todo.filter(({ todo, does }) => {
    const row = answers.get(todo.from)
    if (row === undefined || row === 'away' || !holds(record, { ...todo.which, ...does?.action.which })) return false
    return Object.entries(todo.if).every(([name, condition]) => meets(condition, row[name]))
  })
}

/** What the person can do now: their record holds what it is done to, and its part, where it says so, lets it be done. */
export function possible(ready: ReadyOwn, record: OwnRecord, answers: Answers): ReadyAction[] {
  const own = ready.can.filter(({ action, called }) => {
    const said = ready.show.find((one) => one.called.capability === called.capability)
    const row = said && answers.get(said.called.id)
    const allowed = row === 'away' ? undefined : row?.allowed
    return holds(record, action.which) && (!Array.isArray(allowed) || allowed.includes(called.operation.operationId))
  })
  return [...own, ...waiting(ready, record, answers).flatMap(({ does }) => does ?? [])]
}

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
  const sections = ready.show.flatMap(({ called, members }) => {
    const row = answers.get(called.id)
    if (row === undefined) return []
    if (row === 'away') return [{ away: true, facts: [] }]
    const facts = members.map((member) => ({ key: label(member), cell: show(member.schema, row[member.name]) }))
    return [{ away: false, facts: facts.filter(({ cell }) => cell.text !== '') }]
  })
  const todo = waiting(ready, record, answers).flatMap(({ todo: one, members, does }) => {
    const row = answers.get(one.from) as Row
    const text = one.text.replace(/\{(\w+)\}/g, (_whole, name) => {
      const member = members.find((each) => each.name === name)
      return member ? show(member.schema, row[name]).text : ''
    })
    const href = does ? `${path}/${does.action.do}` : addressIn(row[one.goes ?? ''])
    return href === undefined ? [] : [{ text, href }]
  })
  const can = possible(ready, record, answers).filter((one) => ready.can.includes(one))
  const actions = can.map(({ action }) => ({ text: action.title, href: `${path}/${action.do}` }))
  const data = { heading: `Your ${noun}`, sections, todo, actions, notice: await takeNotice(visit) }
  return visit.show('desk-own', data)
}

/** What a part gives as an address is one of the web, or it is none. */
function addressIn(value: unknown): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined
}
