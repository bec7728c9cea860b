import { managePersonalData, outcomes, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>({ subject: 'kim-other' })
const alex = started.client<operations>({ subject: 'alex-worker' })
const service = started.client<operations>({ subject: 'service', clientId: 'service' })
afterAll(() => started.stop())

const day = 86_400_000
const twoStages = {
  reviewWithin: { amount: 5, unit: 'days' },
  reviewAskedWithin: { amount: 30, unit: 'days' },
} as const
async function opened(given: Parameters<typeof newCase>[0] = twoStages) {
  const { reference } = await cases.openCase({ body: newCase(given) })
  return { reference }
}
const answer = { outcome: 'Not upheld', reply: 'We came to Sample Resident twice.', reason: 'The log says so.' }
const why = 'Nobody came to Sample Resident.'

test('once it is answered whoever sent it can ask for a second stage, with a time of its own', async () => {
  const path = await opened()
  await alex.takeCase({ path })
  const closed = await alex.closeCase({ path, body: answer })
  expect(closed).toMatchObject({ outcome: 'Not upheld', reply: answer.reply, allowed: ['reopenCase', 'askForReview'] })
  expect(Date.parse(closed.reviewUntil!) - Date.parse(closed.closedAt!)).toBe(30 * day)
  const before = Date.now()
  await service.askForReview({ path, body: { why } })
  const now = await cases.getCase({ path })
  expect(now).toMatchObject({ status: 'new', stage: 2, respondWithin: twoStages.reviewWithin })
  for (const left of ['assignee', 'outcome', 'reply', 'reason', 'closedAt', 'reviewUntil'])
    expect(now).not.toHaveProperty(left)
  const due = Date.parse(now.dueAt)
  expect(due).toBeGreaterThanOrEqual(before + 5 * day)
  expect(due).toBeLessThanOrEqual(Date.now() + 5 * day)
  const { notes } = await cases.listNotes({ path })
  expect(notes.map(({ about, text, outcome }) => [about, text, outcome])).toEqual([
    ['closed', answer.reason, 'Not upheld'],
    ['closed', answer.reply, undefined],
    ['review-asked', why, undefined],
  ])
  const events = (await started.events()).filter(({ subject }) => subject === path.reference)
  expect(events.at(-1)).toMatchObject({ type: 'dev.compose.case.review-asked.v1', data: { dueAt: now.dueAt } })
  expect(JSON.stringify(events)).not.toContain('Sample')
})

test('the second stage is for another person than the first, and there is no third', async () => {
  const path = await opened()
  await alex.closeCase({ path, body: answer })
  await service.askForReview({ path, body: { why } })
  const refused = { status: 409, code: 'kept-from' }
  await expect(alex.takeCase({ path })).rejects.toMatchObject(refused)
  await expect(alex.closeCase({ path, body: answer })).rejects.toMatchObject(refused)
  await expect(cases.allocateCase({ path, body: { assignee: 'alex-worker' } })).rejects.toMatchObject(refused)
  const last = await cases.closeCase({ path, body: { ...answer, outcome: 'Upheld' } })
  expect([last.outcome, last.stage, last.allowed, last.reviewUntil]).toEqual(['Upheld', 2, ['reopenCase'], undefined])
  await expect(service.askForReview({ path, body: { why } })).rejects.toMatchObject({ status: 409, code: 'conflict' })
})

test.each([
  ['nothing says how long it takes', {}, (path: { reference: string }) => cases.closeCase({ path, body: answer })],
  ['it was withdrawn', twoStages, (path: { reference: string }) => service.withdrawCase({ path })],
  ['it is open', twoStages, async () => {}],
])('there is no second stage where %s', async (_name, given, then) => {
  const path = await opened(given)
  await then(path)
  expect((await cases.getCase({ path })).allowed).not.toContain('askForReview')
  await expect(service.askForReview({ path, body: { why } })).rejects.toMatchObject({ status: 409, code: 'conflict' })
})

test('it can be asked for as long as the time for asking runs, a year where nothing says how long', async () => {
  const [late, long] = await Promise.all([opened(), opened({ reviewWithin: twoStages.reviewWithin })])
  for (const path of [late, long]) await cases.closeCase({ path, body: answer })
  const { closedAt, reviewUntil } = await cases.getCase({ path: long })
  expect(Date.parse(reviewUntil!) - Date.parse(closedAt!)).toBe(365 * day)
  await started.db.query("update cases set review_until = now() - interval '1 second' where reference = $1", [
    late.reference,
  ])
  expect((await cases.getCase({ path: late })).allowed).toEqual(['reopenCase'])
  await expect(service.askForReview({ path: late, body: { why } })).rejects.toMatchObject({ status: 409 })
})

test('what is refused says on which ground, and can be looked at again too', async () => {
  const path = await opened()
  const body = { ground: 'It would cost too much', reply: 'It takes 40 hours.', reason: 'We counted.' }
  expect(await cases.refuseCase({ path, body })).toMatchObject({ status: 'closed', outcome: 'Refused', ...body })
  await service.askForReview({ path, body: { why } })
  expect(await alex.getCase({ path })).not.toHaveProperty('ground')
})

test('of many who ask at once one is taken', async () => {
  const path = await opened()
  await cases.closeCase({ path, body: answer })
  const tries = Array.from({ length: 50 }, () => service.askForReview({ path, body: { why } }))
  expect(await outcomes(tries)).toEqual({ done: 1, conflict: 49 })
  const { entries } = await cases.getHistory({ path })
  expect(entries.filter(({ action }) => action === 'review-asked')).toHaveLength(1)
})

test('opened again by staff it is answered anew, and what was answered before goes with an erasure', async () => {
  const path = await opened()
  await cases.closeCase({ path, body: answer })
  const again = await cases.reopenCase({ path, body: { reason: 'More is known.' } })
  expect([again.reply, again.reviewUntil]).toEqual([undefined, undefined])
  await cases.closeCase({ path, body: answer })
  expect(JSON.stringify(await managePersonalData(started, 'export', path))).toContain(answer.reply)
  await managePersonalData(started, 'erasure', path)
  expect((await cases.getCase({ path })).reply).toBe('Erased')
  expect((await cases.listNotes({ path })).notes).toEqual([])
})
