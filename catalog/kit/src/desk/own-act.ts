import { randomUUID } from 'node:crypto'
import { refused, saidOf } from '../pages/problems.ts'
import { keyOf } from '../pages/staff.ts'
import { statusOf } from '../pages/status.ts'
import type { Visit } from '../pages/visit.ts'
import { ProblemResponse } from '../problem.ts'
import { askedOf, checkFields, openFields } from './form.ts'
import { ownShow } from './own-page.ts'
import type { ReadyOwn } from './own-ready.ts'
import type { OwnRecord } from './own-state.ts'
import { wired } from './reading.ts'
import type { ReadyAction } from './ready-action.ts'

const shown = ({ action }: ReadyAction, back: string) => ({
  heading: action.title,
  button: action.button,
  ends: action.ends,
  back,
  form: true,
})

/** The form of what somebody can do with their own. */
export async function openOwn(ready: ReadyOwn, visit: Visit, record: OwnRecord, act: ReadyAction, back: string) {
  const asked = await askedOf(act, record, undefined, ownShow(ready))
  const fields = openFields(asked, {}, undefined)
  return visit.show('desk-form', { ...shown(act, back), fields, key: randomUUID(), seen: {} })
}

/** What they sent is done once, to what their record names. */
export async function sendOwn(ready: ReadyOwn, visit: Visit, record: OwnRecord, act: ReadyAction, back: string) {
  const asked = await askedOf(act, record, undefined, ownShow(ready))
  const { fields, mistakes, body } = checkFields(asked, visit.typed)
  const key = keyOf(visit.typed)
  if (mistakes.length > 0) return visit.show('desk-form', { ...shown(act, back), fields, mistakes, key, seen: {} }, 400)
  const { action, called } = act
  const given = {
    ...wired(called, action.which, record),
    ...(called.operation.bodySchema && { body: { ...action.gives, ...body } }),
  }
  try {
    await called.call(given, { key })
  } catch (error) {
    const lines = refused(error, saidOf(asked.map(({ question }) => question)))
    if (lines === undefined) throw error
    const said =
      error instanceof ProblemResponse && error.status === 409
        ? [{ text: `Not done. ${error.detail}`, href: '#main-content' }]
        : lines
    return visit.show(
      'desk-form',
      { ...shown(act, back), fields, mistakes: said, key: randomUUID(), seen: {} },
      statusOf(error),
    )
  }
  await visit.change((data) => {
    data.notice = action.done ?? `${action.title}: done`
  })
  return visit.go(back)
}
