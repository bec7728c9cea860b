import { createHash } from 'node:crypto'
import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/audit/contract.ts'
import { append } from '../src/chain.ts'
import component from '../src/index.ts'

const started = await startComponent(component)
const audit = started.client<operations>({ subject: 'casework-service' })
afterAll(() => started.stop())

const reference = 'HDJ2-4KQ7-9XMB'

test('an empty chain is intact', async () => {
  expect(await audit.verifyChain()).toEqual({ intact: true, entries: 0 })
})

test('entries form a chain that anyone can compute again', async () => {
  const first = await audit.appendEntry({
    body: { action: 'case.decided', reference, detail: 'rule: three-applied' },
  })
  const second = await audit.appendEntry({ body: { action: 'case.closed', reference } })
  const { entries } = await audit.listEntries({ query: { reference } })
  expect(entries).toMatchObject([
    { sequence: 1, action: 'case.decided', actor: 'casework-service', reference, previousHash: '0'.repeat(64) },
    { sequence: 2, action: 'case.closed', previousHash: first.hash, hash: second.hash },
  ])
  for (const { sequence, at, action, actor, detail = null, eventId = null, previousHash, hash } of entries) {
    const text = JSON.stringify([sequence, at, action, actor, reference, detail, eventId, previousHash])
    expect(createHash('sha256').update(text).digest('hex')).toBe(hash)
  }
  expect(await audit.verifyChain()).toEqual({ intact: true, entries: 2, head: second.hash })
})

test('entries that are appended at the same time follow one another', async () => {
  const { entries: before } = await audit.verifyChain()
  const appended = await Promise.all(
    Array.from({ length: 20 }, (_, i) => audit.appendEntry({ body: { action: `parallel.n${i}`, reference } })),
  )
  const sequences = appended.map((entry) => entry.sequence).sort((a, b) => a - b)
  expect(sequences).toEqual(Array.from({ length: 20 }, (_, i) => before + 1 + i))
  expect(await audit.verifyChain()).toMatchObject({ intact: true, entries: before + 20 })
})

test('an append that does not commit leaves no gap', async () => {
  const { entries: before } = await audit.verifyChain()
  const key = crypto.randomUUID()
  const body = { action: 'case.noted', reference, detail: 'said: once' }
  await Promise.all([audit.appendEntry({ body }, { key }), audit.appendEntry({ body }, { key })])
  await expect(audit.appendEntry({ body: { ...body, detail: 'said: other' } }, { key })).rejects.toMatchObject({
    status: 422,
  })
  expect(await audit.verifyChain()).toMatchObject({ intact: true, entries: before + 1 })
})

test.each([
  `update entry set detail = 'other' where sequence = 1`,
  'delete from entry where sequence = 1',
  'truncate entry',
  'delete from head',
  'truncate head',
  'update head set sequence = 0',
  `update head set hash = repeat('1', 64)`,
])('the database refuses: %s', async (sql) => {
  await expect(started.db.query(sql)).rejects.toThrow(/the audit chain only grows/)
  expect(await audit.verifyChain()).toMatchObject({ intact: true })
})

test.each([
  'Called Sample Resident back.',
  'sample.resident@example.com',
  'email: sample.resident@example.com',
  'phone: 07700900123',
  'status: waiting, Sample Resident',
  'half \ud83d',
  'nul \u0000',
])('a detail that is no word of a contract is refused, since it could never be erased: %j', async (detail) => {
  const append = audit.appendEntry({ body: { action: 'case.noted', reference, detail } })
  await expect(append).rejects.toMatchObject({ status: 400 })
})

test('entries about other cases are not listed', async () => {
  await audit.appendEntry({ body: { action: 'case.opened', reference: 'AAAA-BBBB-CCCC' } })
  const { entries } = await audit.listEntries({ query: { reference: 'AAAA-BBBB-CCCC' } })
  expect(entries.map((entry) => entry.action)).toEqual(['case.opened'])
})

test('a chain of more entries than are read at once is verified to its end', async () => {
  const { entries: before } = await audit.verifyChain()
  const statement = { at: new Date().toISOString(), action: 'case.noted', actor: 'casework-service' }
  const last = await started.db.transaction(async (tx) => {
    for (let i = 1; i < 600; i++) await append(statement, tx)
    return append(statement, tx)
  })
  expect(await audit.verifyChain()).toEqual({ intact: true, entries: before + 600, head: last.hash })
})

test('a case that is listed while entries are added is intact each time', async () => {
  const busy = 'AAAA-BBBB-CCC5'
  const adding = Promise.all(
    Array.from({ length: 30 }, (_, i) => audit.appendEntry({ body: { action: `busy.n${i}`, reference: busy } })),
  )
  const seen = await Promise.all(Array.from({ length: 30 }, () => audit.listEntries({ query: { reference: busy } })))
  await adding
  expect(seen.filter(({ intact }) => !intact)).toEqual([])
  expect((await audit.listEntries({ query: { reference: busy } })).entries).toHaveLength(30)
})
