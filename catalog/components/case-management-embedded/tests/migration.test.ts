import { managePersonalData, startComponent } from '@composed/kit/testing'
import { expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { migrations } from '../src/schema.ts'

/** How many migrations version 1.0.0 had, and how many there were before people gave one contact. */
const first = 5
const second = 6

const insert = `insert into cases (reference, status, subject, contact_email, team, priority, respond_amount, respond_unit, answers,
  opened_at, due_at, overdue_said, outcome, reason, closed_at) values
  ('AAAA-AAAA-AAA2', 'new', 'Zoë Ångström', 'zoe@example.com', 'north-team', 'low', 1, 'days', '{}', '2026-01-01', '2026-01-02', '2026-01-02', null,
    null, null),
  ('AAAA-AAAA-AAA3', 'waiting', 'Sample Resident', null, 'night-team', 'urgent', 1, 'days', '{}', '2026-01-01', '2099-01-02', null, null,
    null, null),
  ('AAAA-AAAA-AAA4', 'closed', 'Sample Resident', null, 'north-team', 'high', 1, 'days', '{}', '2026-01-01', '2026-01-02', null, 'Approved',
    'Right.', '2026-01-03'),
  ('AAAA-AAAA-AAA5', 'closed', 'Erased', null, 'north-team', 'high', 1, 'days', '{}', '2026-01-01', '2026-01-02', null, 'Erased', 'Erased',
    '2026-01-04')`

test('cases of version 1 are listed, searched, named by their team and opened again', async () => {
  const before = await startComponent<operations>({
    ...component,
    migrations: migrations.slice(0, first),
    start: async () => async () => {},
  })
  await before.db.query(insert)
  await before.db.query(
    `insert into history (reference, at, action, actor, detail) values ('AAAA-AAAA-AAA4', '2026-01-03', 'closed', 'person-9', 'Closed')`,
  )
  await before.stop()

  const started = await startComponent(component, { databaseUrl: before.databaseUrl })
  const cases = started.client<operations>({ subject: 'person-1' })
  try {
    const listed = async (query: object) =>
      (await cases.listCases({ query })).cases.map(({ reference }) => reference.slice(-1))
    expect(await listed({})).toEqual(['2', '3'])
    expect(await listed({ overdue: true })).toEqual(['2'])
    expect(await listed({ status: 'closed' })).toEqual(['5', '4'])
    expect(await listed({ search: 'angstrom' })).toEqual(['2'])
    const path = { reference: 'AAAA-AAAA-AAA4' }
    expect(await cases.getCase({ path: { reference: 'AAAA-AAAA-AAA3' } })).toMatchObject({ teamName: 'Night team' })
    expect(await cases.reopenCase({ path, body: { reason: 'Again.' } })).toMatchObject({ version: 2, overdue: false })
    expect((await cases.listNotes({ path })).notes).toMatchObject([
      { at: '2026-01-03T00:00:00.000Z', actor: 'person-9', text: 'Right.', about: 'closed', outcome: 'Approved' },
      { text: 'Again.', about: 'reopened' },
    ])
    const unknown = { reference: 'AAAA-AAAA-AAA5' }
    await cases.reopenCase({ path: unknown, body: { reason: 'Again.' } })
    expect((await cases.listNotes({ path: unknown })).notes[0]).toMatchObject({ actor: 'case-management' })
  } finally {
    await started.stop()
  }
})

const kept = `insert into cases (reference, status, subject, contact_email, contact_phone, respond_amount, respond_unit, answers,
  opened_at, due_at)
  select 'AAAA-AAAA-AAA' || n, 'new', 'Sample Resident', email, phone, 1, 'days', '{}', '2026-01-01', '2099-01-02'
  from (values (2, 'Zoe@Example.com', null), (3, null, '+44 7700 900123'), (4, 'both@example.com', '07700900451'), (5, null, null))
    as given (n, email, phone)`

test('who gave an address or a number before there were contacts is shown, searched, exported and erased by it', async () => {
  const before = await startComponent<operations>({
    ...component,
    migrations: migrations.slice(0, second),
    start: async () => async () => {},
  })
  await before.db.query(kept)
  await before.stop()

  const started = await startComponent(component, { databaseUrl: before.databaseUrl })
  const cases = started.client<operations>()
  try {
    const held = await Promise.all(
      [2, 3, 4, 5].map((n) => managePersonalData(started, 'export', { reference: `AAAA-AAAA-AAA${n}` })),
    )
    expect(held.map(({ records }) => records[0].data.contact)).toEqual([
      { email: 'Zoe@Example.com' },
      { phone: '+44 7700 900123' },
      { email: 'both@example.com' },
      undefined,
    ])
    const search = async (words: string) =>
      (await cases.listCases({ query: { search: words } })).cases.map(({ reference }) => reference.slice(-1))
    expect(await search('zoe@example.com')).toEqual(['2'])
    expect(await search('07700 900123')).toEqual(['3'])
    expect(await search('+44 7700900123')).toEqual(['3'])
    expect(await search('both')).toEqual(['4'])
    expect(await search('sample resident')).toEqual(['2', '3', '4', '5'])
    for (const person of [{ email: 'zoe@example.com' }, { phone: '07700900123' }]) {
      expect((await managePersonalData(started, 'export', person)).records).toHaveLength(1)
      expect(await managePersonalData(started, 'erasure', person)).toEqual({ erased: 1 })
    }
    expect(await search('07700 900123')).toEqual([])
  } finally {
    await started.stop()
  }
})

test('a copy is restored as pg_dump does it, with no search path: words and order are there again', async () => {
  const started = await startComponent(component)
  const cases = started.client<operations>()
  try {
    await started.db.transaction(async (tx) => {
      await tx.query("set local search_path = ''")
      await tx.query(
        `insert into case_management_embedded.cases (reference, status, subject, respond_amount, respond_unit, answers, opened_at, due_at)
         values ('AAAA-AAAA-AAA2', 'new', 'Zoë Ångström', 1, 'days', '{}', '2026-01-01', '2099-01-02')`,
      )
    })
    expect((await cases.listCases({ query: { search: 'zoe angs' } })).cases).toHaveLength(1)
  } finally {
    await started.stop()
  }
})
