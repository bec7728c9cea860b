import { randomUUID } from 'node:crypto'
import type { Mistake } from '../pages/fields.ts'
import { refused, saidOf } from '../pages/problems.ts'
import { keyOf } from '../pages/staff.ts'
import { statusOf } from '../pages/status.ts'
import type { Site, Visit } from '../pages/visit.ts'
import { ProblemResponse } from '../problem.ts'
import { askedOf, checkFields, dayMistakes, type FormField, openFields, refusedFields } from './form.ts'
import { held } from './hold.ts'
import { ownShow } from './own-page.ts'
import type { ReadyOwn } from './own-ready.ts'
import type { OwnRecord } from './own-state.ts'
import { keepPicks, withPicks } from './picks.ts'
import { wired } from './reading.ts'
import type { ReadyAction } from './ready-action.ts'
import type { Row } from './rows.ts'
import { sentFile } from './sent-files.ts'
import { SHOW } from './since.ts'

interface Shown {
  key: string
  mistakes?: Mistake[]
  status?: number
}

const shower =
  (visit: Visit, { action }: ReadyAction, back: string) =>
  (fields: FormField[], { status, ...shown }: Shown) => {
    const { title, button, ends } = action
    const data = { heading: title, button, ends, back, form: true, fields, seen: {}, ...shown }
    return visit.show('desk-form', data, status ?? (shown.mistakes?.length ? 400 : 200))
  }

/** The form of what somebody can do with their own. */
export async function openOwn(ready: ReadyOwn, visit: Visit, record: OwnRecord, act: ReadyAction, back: string) {
  const asked = await askedOf(act, record, undefined, ownShow(ready))
  return shower(visit, act, back)(openFields(asked, {}, undefined), { key: randomUUID() })
}

/** What they sent is done once, to what their record names. */
export async function sendOwn(
  ready: ReadyOwn,
  site: Site,
  visit: Visit,
  record: OwnRecord,
  act: ReadyAction,
  back: string,
) {
  const { typed } = visit
  const show = shower(visit, act, back)
  const offered = () => askedOf(act, record, undefined, ownShow(ready), typed)
  const key = keyOf(typed)
  const opened = await offered()
  if (typed[SHOW]) return show(openFields(opened, {}, typed), { key, mistakes: dayMistakes(opened) })
  const asked = await withPicks(opened, typed, visit, key)
  const { fields, mistakes, body } = checkFields(asked, typed, (id) => sentFile(visit, id))
  if (mistakes.length > 0) return show(fields, { key, mistakes })
  await keepPicks(asked, typed, visit, key)
  const { action, called } = act
  const given = (all: Row) => ({
    ...wired(called, action.which, record),
    ...(called.operation.bodySchema && { body: { ...action.gives, ...all } }),
  })
  try {
    const caller = { key, mayHold: () => site.mayHold(visit.request.ip) }
    const tried = await held(asked, body, caller, (all) => called.call(given(all), { key }))
    if ('words' in tried) {
      const again = refusedFields(await offered(), typed, tried)
      return show(again.fields, { key: randomUUID(), mistakes: again.mistakes, status: 409 })
    }
  } catch (error) {
    const lines = refused(error, saidOf(asked.map(({ question }) => question)))
    if (lines === undefined) throw error
    const said =
      error instanceof ProblemResponse && error.status === 409
        ? [{ text: `Not done. ${error.detail}`, href: '#main-content' }]
        : lines
    return show(fields, { key: randomUUID(), mistakes: said, status: statusOf(error) })
  }
  await visit.change((data) => {
    data.notice = action.done ?? `${action.title}: done`
  })
  return visit.go(back)
}
