import type { Logger } from '../definition.ts'
import { statusOf } from '../pages/status.ts'
import type { ReadyOwn } from './own-ready.ts'
import { meets, type OwnFacts } from './own-shapes.ts'
import type { Called } from './parts.ts'
import { isWhole, wired } from './reading.ts'
import { isAbout, type ReadyAction } from './ready-action.ts'
import type { Row } from './rows.ts'

/** What somebody's record holds by now. */
export type OwnRecord = Record<string, unknown>

/** What parts say of a record: the answer to each question that it asks, or that a part is away. Each is asked once. */
export type Answers = Map<string, Row | 'away'>

/** What is asked: the operation, and what of the record. */
export const questionOf = ({ from, which }: Pick<OwnFacts, 'from' | 'which'>): string => JSON.stringify([from, which])

export async function answersTo(ready: ReadyOwn, record: OwnRecord, log: Logger): Promise<Answers> {
  const asked = [
    ...ready.show.map(({ facts, called }) => ({ ...facts, called })),
    ...ready.lists.map(({ list, called }) => ({ ...list, called })),
    ...ready.todo.map(({ todo, called }) => ({ ...todo, called })),
  ]
  const once = new Map(asked.filter(({ which }) => isWhole(which, record)).map((one) => [questionOf(one), one]))
  const all = await Promise.all(
    [...once].map(
      async ([question, { called, which }]) => [question, await answer(called, which, record, log)] as const,
    ),
  )
  return new Map(all.flatMap(([question, row]) => (row === undefined ? [] : [[question, row] as const])))
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
    const row = answers.get(questionOf(todo))
    if (row === undefined || row === 'away' || !isWhole(todo.which, record)) return false
    if (does && !isAbout(does, record)) return false
    return Object.entries(todo.if).every(([name, condition]) => meets(condition, row[name]))
  })
}

/** What the person can do now: their record holds what it is done to, and its part, where it says so, lets it be done. */
export function possible(ready: ReadyOwn, record: OwnRecord, answers: Answers): ReadyAction[] {
  const own = ready.can.filter((act) => {
    const { called } = act
    const said = ready.show.find((one) => one.called.capability === called.capability)
    const row = said && answers.get(questionOf(said.facts))
    const allowed = row === 'away' ? undefined : row?.allowed
    return isAbout(act, record) && (!Array.isArray(allowed) || allowed.includes(called.operation.operationId))
  })
  return [...own, ...waiting(ready, record, answers).flatMap(({ does }) => does ?? [])]
}
