import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { sayOverdue } from '../src/overdue.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>({ subject: 'person-1' })
const caseworker = await started.token({
  scopes: ['cases:read', 'cases:work', 'cases:decide', 'cases:allocate'],
  subject: 'person-2',
})
afterAll(() => started.stop())

const decision = { outcome: 'Refused', reason: `Sample Resident. ${'x'.repeat(3980)}` }

async function closed() {
  const { reference } = await cases.openCase({ body: newCase() })
  const path = { reference }
  await cases.takeCase({ path }, { token: caseworker })
  return { path, before: await cases.closeCase({ path, body: decision }) }
}

test('a closed case is opened again with a reason, and what was decided stands among its notes', async () => {
  const { path, before } = await closed()
  expect(before.allowed).toEqual(['reopenCase'])
  const body = { reason: 'New evidence from Sample Resident.', version: before.version }
  const again = await cases.reopenCase({ path, body }, { token: caseworker })
  const { outcome: _, reason: __, closedAt, allowed: ___, ...kept } = before
  expect(again).toEqual({ ...kept, version: 4, status: 'in-progress', allowed: expect.arrayContaining(['closeCase']) })
  const { entries } = await cases.getHistory({ path })
  expect(entries.map(({ action, actor, detail, version }) => [action, actor, detail, version]).slice(2)).toEqual([
    ['closed', 'person-1', 'Closed', 3],
    ['reopened', 'person-2', 'Opened again', 4],
  ])
  expect((await cases.listNotes({ path })).notes).toEqual([
    { at: closedAt, actor: 'person-1', text: decision.reason, about: 'closed', outcome: 'Refused' },
    { at: entries[3]?.at, actor: 'person-2', text: body.reason, about: 'reopened' },
  ])
  const events = (await started.events()).filter(({ subject }) => subject === path.reference)
  expect(events.at(-1)).toMatchObject({ type: 'dev.compose.case.reopened.v1', data: {} })
  expect(JSON.stringify([entries, events])).not.toContain('Sample')
})

test('a withdrawn case is closed without a decision, says so once, and can be opened again', async () => {
  const { reference } = await cases.openCase({ body: newCase() })
  const path = { reference }
  const tries = await Promise.allSettled([cases.withdrawCase({ path }), cases.withdrawCase({ path })])
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await cases.getCase({ path })).toMatchObject({
    status: 'closed',
    outcome: 'Withdrawn',
    closedAt: expect.any(String),
    allowed: ['reopenCase'],
  })
  await cases.reopenCase({ path, body: { reason: 'They rang.' } })
  const { entries } = await cases.getHistory({ path })
  expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
    ['opened', 'Opened for north-team with priority standard'],
    ['withdrawn', 'Withdrawn'],
    ['reopened', 'Opened again'],
  ])
  const said = (await started.events()).filter(({ subject }) => subject === reference).map(({ type }) => type)
  expect(said).toEqual(['opened', 'withdrawn', 'reopened'].map((word) => `dev.compose.case.${word}.v1`))
})

test('an open case is not opened again, and of those who do so at once one does', async () => {
  const { path } = await closed()
  const tries = await Promise.allSettled(
    Array.from({ length: 4 }, () => cases.reopenCase({ path, body: { reason: 'Again.' } })),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(cases.reopenCase({ path, body: { reason: 'Again.' } })).rejects.toMatchObject({
    status: 409,
    code: 'conflict',
    detail: 'This case is open already.',
  })
  expect((await cases.listNotes({ path })).notes).toHaveLength(2)
})

test('whoever saw another closure than the last one opens nothing', async () => {
  const { path, before } = await closed()
  await cases.reopenCase({ path, body: { reason: 'Again.' } })
  const last = await cases.closeCase({ path, body: decision })
  const stale = cases.reopenCase({ path, body: { reason: 'Again.', version: before.version } })
  await expect(stale).rejects.toMatchObject({ status: 409, code: 'conflict' })
  expect(await cases.getCase({ path })).toEqual(last)
})

test('one that was overdue is so again at once, said no second time; one whose date has passed meanwhile is said', async () => {
  const references = [await closed(), await closed()].map(({ path }) => path.reference)
  await started.db.query(
    `update cases set opened_at = now() - interval '9 days', due_at = now() - interval '1 hour' where reference = any($1)`,
    [references],
  )
  const [known = '', unknown = ''] = references
  await started.db.query('update cases set overdue_said = due_at where reference = $1', [known])
  const [again, other] = await Promise.all(
    references.map((reference) => cases.reopenCase({ path: { reference }, body: { reason: 'Again.' } })),
  )
  expect([again?.overdue, other?.overdue]).toEqual([true, false])
  await sayOverdue(started.db)
  expect((await cases.getCase({ path: { reference: unknown } })).overdue).toBe(true)
  const said = (await started.events()).filter(({ type }) => type === 'dev.compose.case.overdue.v1')
  expect(said.map(({ subject }) => subject)).toEqual([unknown])
})
