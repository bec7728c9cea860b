import { startComponent } from '@composed/kit/testing'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/audit/contract.ts'
import { genesis, hashOf } from '../src/chain.ts'
import { verifyOn } from '../src/checkpoint.ts'
import component from '../src/index.ts'

const reference = 'HDJ2-4KQ7-9XMB'
const length = 5

const started = await startComponent(component)
const superuser = new pg.Client({ connectionString: started.databaseUrl })

beforeAll(async () => {
  const audit = started.client<operations>()
  for (let i = 1; i <= length; i++) await audit.appendEntry({ body: { action: `step.n${i}`, reference } })
  await superuser.connect()
  // As a replica a superuser gets past the triggers: the worst that can be done in the database.
  await superuser.query('set session_replication_role = replica')
  await superuser.query('set search_path to audit_embedded')
  await superuser.query('create temporary table entries as table entry; create temporary table heads as table head')
  await superuser.query('create temporary table trails as table trail')
})

afterEach(async () => {
  await superuser.query('truncate entry, head, trail; insert into entry table entries; insert into head table heads')
  await superuser.query('insert into trail table trails')
  await verifyOn(started.db, 0)
})

afterAll(async () => {
  await superuser.end()
  await started.stop()
})

const verify = () => started.client<operations>().verifyChain()

test.each([
  ['a changed action', `update entry set action = 'step.other' where sequence = 2`, 2],
  ['a changed actor', `update entry set actor = 'somebody' where sequence = 1`, 1],
  ['a changed time', `update entry set at = at + interval '1 ms' where sequence = 3`, 3],
  ['a removed reference', 'update entry set reference = null where sequence = 4', 4],
  ['an added detail', `update entry set detail = 'x' where sequence = ${length}`, length],
  ['a changed hash', `update entry set hash = repeat('1', 64) where sequence = 3`, 3],
  ['a removed first entry', 'delete from entry where sequence = 1', 1],
  ['a removed middle entry', 'delete from entry where sequence = 3', 3],
  ['a removed last entry', `delete from entry where sequence = ${length}`, length],
  ['all entries removed', 'truncate entry', 1],
  [
    'two entries exchanged',
    'update entry set sequence = sequence + 100 where sequence in (2, 3); update entry set sequence = 105 - sequence where sequence > 100',
    2,
  ],
  [
    'an entry put in at the end',
    `insert into entry select 6, at, action, actor, reference, detail, 'e', hash, repeat('2', 64) from entry where sequence = 5`,
    6,
  ],
  ['the head removed', 'delete from head', 1],
])('%s is found, even when a superuser did it', async (_name, sql, brokenAt) => {
  expect(await verify()).toMatchObject({ intact: true, entries: length })
  await superuser.query(sql)
  expect(await verify()).toMatchObject({ intact: false, brokenAt })
})

test('an entry whose hash was computed again is found at the next one', async () => {
  const { rows } = await superuser.query('select at, actor from entry where sequence = 1')
  const statement = { at: rows[0].at.toISOString(), action: 'step.forged', actor: rows[0].actor, reference }
  const hash = hashOf(statement, { sequence: 1, previousHash: genesis })
  await superuser.query(`update entry set action = 'step.forged', hash = $1 where sequence = 1`, [hash])
  expect(await verify()).toEqual({ intact: false, entries: length, brokenAt: 2 })
})

const listed = () => started.client<operations>().listEntries({ query: { reference } })

test.each([
  ['a changed action', `update entry set action = 'step.other' where sequence = 2`],
  ['a changed time', `update entry set at = at + interval '1 ms' where sequence = 3`],
  ['a removed first entry', 'delete from entry where sequence = 1'],
  ['a removed last entry', `delete from entry where sequence = ${length}`],
  ['an entry given to another case', `update entry set reference = 'AAAA-BBBB-CCC2' where sequence = 4`],
  ['all entries removed', 'truncate entry'],
  ['the trail removed', 'truncate trail'],
])('%s is found by whoever lists the entries of the case', async (_name, sql) => {
  expect(await listed()).toMatchObject({ intact: true })
  await superuser.query(sql)
  expect(await listed()).toMatchObject({ intact: false })
})

test('listing a case leaves the entries of others to the verification of the whole, and tells what that found', async () => {
  const audit = started.client<operations>()
  await audit.appendEntry({ body: { action: 'step.elsewhere', reference: 'AAAA-BBBB-CCC3' } })
  await superuser.query(`update entry set action = 'step.other' where sequence = ${length + 1}`)
  expect(await listed()).toMatchObject({ intact: true })
  expect(await verifyOn(started.db, 24)).toMatchObject({ intact: false, brokenAt: length + 1 })
  expect(await listed()).toMatchObject({ intact: false })
})

test('a verification goes on from the last, and once a day from the first entry', async () => {
  expect(await verifyOn(started.db, 24)).toMatchObject({ intact: true })
  await superuser.query(`update entry set action = 'step.other' where sequence = 2`)
  expect(await verifyOn(started.db, 24)).toMatchObject({ intact: true })
  await superuser.query(`update checkpoint set whole_at = now() - interval '25 hours'`)
  expect(await verifyOn(started.db, 24)).toMatchObject({ intact: false, brokenAt: 2 })
})

test('a chain that was found broken is intact again once it was put back, and not before', async () => {
  await superuser.query(`update entry set action = 'step.other' where sequence = 2`)
  await verifyOn(started.db, 0)
  expect(await listed()).toMatchObject({ intact: false })
  await superuser.query('truncate entry; insert into entry table entries')
  expect(await listed()).toMatchObject({ intact: false })
  await verifyOn(started.db, 24)
  expect(await listed()).toMatchObject({ intact: true })
})
