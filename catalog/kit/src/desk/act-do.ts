import { randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { secretsOf } from '../contract.ts'
import type { Typed } from '../pages/answers.ts'
import { pathOf, withoutDraft } from '../pages/drafts.ts'
import type { Mistake } from '../pages/fields.ts'
import { refused, saidOf } from '../pages/problems.ts'
import { statusOf } from '../pages/status.ts'
import { ProblemResponse } from '../problem.ts'
import type { Act } from './act.ts'
import { showConfirmation, showForm } from './act-form.ts'
import { itemPath } from './address.ts'
import { askedOf, checkFields, dayMistakes, type FormField, openFields, type Refused, refusedFields } from './form.ts'
import { held } from './hold.ts'
import { isAllowed, itemFor } from './item.ts'
import { answerOf } from './members.ts'
import { keepPicks, withPicks } from './picks.ts'
import { wired } from './reading.ts'
import type { Row } from './rows.ts'
import { changedSince, type Seen, seenIn, seenOn } from './seen.ts'
import { labelOf } from './shown.ts'
import { SHOW } from './since.ts'

/** Does what a form asks for, or shows it again with what stands against it and all that was typed. */
export async function perform(opened: Act, typed: Typed, key: string): Promise<FastifyReply> {
  const { act, item, principal, visit } = opened
  const seen = seenIn({ version: typed._version ?? '', marks: typed._marks ?? '' })
  if (typed[SHOW])
    return showForm(opened, openFields(opened.asked, {}, typed), { key, seen, mistakes: dayMistakes(opened.asked) })
  const of = { ...opened, asked: await withPicks(opened.asked, typed, visit, key) }
  const { fields, mistakes, body } = checkFields(of.asked, typed)
  if (mistakes.length > 0 || typed._change) return showForm(of, fields, { key, seen, mistakes })
  // The word of its button alone: whatever else a form sends is no consent.
  if (act.action.ends && typed._confirmed !== 'yes') return showConfirmation(of, body, { key, seen })
  await keepPicks(of.asked, typed, visit, key)
  const caller = { token: principal.token, key }
  const given = (all: Row) => ({
    ...wired(act.called, act.action.which, item?.values ?? {}),
    ...(act.called.operation.bodySchema && { body: whole(of, all, seen) }),
  })
  try {
    const tried = await held(of.asked, body, caller, (all) => act.called.call(given(all), caller))
    if ('words' in tried) return await refusedAt(of, typed, seen, tried)
    return await done(of, (tried.answer ?? {}) as Row)
  } catch (error) {
    // What is not there any more, though its item is, was ended as well.
    if (error instanceof ProblemResponse && [404, 409].includes(error.status) && item)
      return conflict(of, fields, seen, error)
    const lines = refused(error, saidOf(of.asked.map(({ question }) => question)))
    if (lines === undefined) throw error
    // A changed answer under the same key would be refused for ever, so the next try is a new one.
    const said = error instanceof ProblemResponse && error.status === 409 ? [notSaved(error)] : lines
    return showForm(of, fields, { key: randomUUID(), seen, mistakes: said, status: statusOf(error) })
  }
}

function whole({ act, item }: Act, body: Row, { version }: Seen): Row {
  const seen = act.takesVersion && item && version !== undefined ? { version: Number(version) } : {}
  return { ...act.action.gives, ...body, ...seen }
}

/** Said at its question, with what there is to choose among by now. */
async function refusedAt(of: Act, typed: Typed, seen: Seen, refusal: Refused): Promise<FastifyReply> {
  const { act, item, principal, show } = of
  const asked = await askedOf(act, item?.values ?? {}, principal.token, show, typed)
  const { fields, mistakes } = refusedFields(asked, typed, refusal)
  return showForm({ ...of, asked }, fields, { key: randomUUID(), seen, mistakes, status: 409 })
}

const notSaved = ({ detail }: ProblemResponse): Mistake => ({ text: `Not saved. ${detail}`, href: '#main-content' })

/** Nothing was saved: what somebody else changed meanwhile, and the form as it was filled in. */
async function conflict(of: Act, fields: FormField[], seen: Seen, error: ProblemResponse): Promise<FastifyReply> {
  const now = await itemFor(of.one, of.act, of.visit, of.principal, of.log)
  const changed = changedSince(seen, of.one.item?.members ?? [], now.values)
  const over = !isAllowed(of.one, now, of.act)
  const why = over
    ? 'Not saved. This was done or ended by someone else, and cannot be done any more'
    : 'Not saved. This was changed by someone else after you opened the page'
  const mistake =
    changed.length > 0 || over
      ? { text: why, href: changed.length > 0 ? '#changes' : '#main-content' }
      : notSaved(error)
  const shown = { key: randomUUID(), seen: seenOn(of.one, now), mistakes: [mistake], changed, status: 409 }
  return showForm({ ...of, item: now }, fields, shown)
}

/** Back to where it was done, or on to what is new. What is told once is shown in the answer itself, so that it is kept nowhere. */
async function done(of: Act, answer: Row): Promise<FastifyReply> {
  const { act, one, visit, item, back, ready } = of
  const { status, schema } = answerOf(act.called.operation)
  const secrets = secretsOf(act.called.operation, status).filter((name) => typeof answer[name] === 'string')
  const path = pathOf(visit.request.url)
  await visit.change((data) => {
    data.drafts = withoutDraft(data, path)
    if (secrets.length === 0) data.notice = act.action.done ?? `${act.action.title}: done`
  })
  if (secrets.length > 0) {
    const facts = secrets.map((name) => ({
      key: labelOf(ready.desk, { name, schema: {}, required: true }),
      text: answer[name],
    }))
    return visit.show('desk-told', {
      heading: act.action.done ?? act.action.title,
      facts,
      back,
      signedIn: visit.session?.staff,
    })
  }
  const known = Object.values(one.list.which)
  const made = item === undefined && one.item !== undefined && schema !== undefined && known.length > 0
  return visit.go(made && known.every((name) => answer[name] !== undefined) ? itemPath(one.list, answer) : back)
}
