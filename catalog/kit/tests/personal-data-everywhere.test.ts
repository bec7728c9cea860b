import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { operations as PersonalDataOperations } from '../../capabilities/personal-data/contract.ts'
import { client } from '../src/client.ts'
import { defineComponent } from '../src/definition.ts'
import { personalDataEverywhere } from '../src/personal-data-everywhere.ts'
import { type StartedComponent, startComponent, type TokenIssuer, tokenIssuer } from '../testing/index.ts'

interface Row {
  who: string
  reference: string | null
}

let issuer: TokenIssuer
let service: StartedComponent
const parts = new Map<string, StartedComponent>()

/** A component that holds rows: of accounts by email address, of cases and messages by reference. */
function holder(id: string, kind: 'account' | 'case' | 'message', refusing: () => boolean = () => false) {
  const column = kind === 'account' ? 'who' : 'reference'
  const asked = (person: { email?: string; reference?: string }) =>
    kind === 'account' ? person.email : person.reference
  return defineComponent({
    id,
    migrations: ['CREATE TABLE held (who text NOT NULL, reference text)'],
    handlers: () => ({}),
    personalData: () => ({
      export: async (person, tx) => {
        const rows = await tx.query<Row>(`SELECT who, reference FROM held WHERE ${column} = $1`, [asked(person)])
        return rows.map(({ who, reference }) => ({
          kind,
          data: kind === 'account' ? { email: who, personId: `id-of-${who.split('@')[0]}` } : { reference },
        }))
      },
      erase: async (person, tx) => {
        if (refusing()) throw new Error('out of order')
        const gone = await tx.query(`DELETE FROM held WHERE ${column} = $1 RETURNING who`, [asked(person)])
        return { erased: gone.length, known: [] }
      },
      sweep: async () => 0,
    }),
  })
}

let broken: string | undefined
/** Written by the next message part's erasure, as a step under way would. */
let late: (() => Promise<unknown>) | undefined

beforeAll(async () => {
  issuer = await tokenIssuer()
  for (const [id, kind] of [
    ['accounts', 'account'],
    ['cases', 'case'],
    ['messages', 'message'],
  ] as const)
    parts.set(
      id,
      await startComponent(
        holder(id, kind, () => broken === id),
        { issuer },
      ),
    )
  const clients = [...parts.values()].map(({ url }) =>
    client<PersonalDataOperations>('personal-data', {
      url,
      token: () => issuer.sign({ scopes: ['personal-data:manage'] }),
    }),
  )
  const definition = defineComponent({
    id: 'whole',
    migrations: ['CREATE TABLE record (person text NOT NULL, reference text NOT NULL)'],
    handlers: () => ({}),
    personalData: () =>
      personalDataEverywhere(
        {
          export: async ({ personId, reference }, tx) => {
            const sql = 'SELECT reference FROM record WHERE person = $1 OR reference = $2'
            const rows = await tx.query<Row>(sql, [personId, reference])
            return rows.map(({ reference: of }) => ({ kind: 'record', data: { reference: of } }))
          },
          erase: async ({ personId, reference }, tx) => {
            const sql = 'DELETE FROM record WHERE person = $1 OR reference = $2 RETURNING reference'
            const gone = await tx.query<Row>(sql, [personId, reference])
            await late?.()
            late = undefined
            return { erased: gone.length, known: gone.flatMap((row) => row.reference ?? []) }
          },
          sweep: async () => 0,
        },
        clients,
      ),
  })
  service = await startComponent(definition, { issuer })
})

afterAll(async () => {
  for (const one of [service, ...parts.values()]) await one.stop()
  await issuer.stop()
})

beforeEach(async () => {
  broken = undefined
  for (const one of parts.values()) await one.db.query('DELETE FROM held')
  await service.db.query('DELETE FROM record')
  await part('accounts').query("INSERT INTO held VALUES ('ada@example.com', NULL), ('bob@example.com', NULL)")
  await part('cases').query("INSERT INTO held VALUES ('x', 'AAAA-AAAA-AAA2'), ('x', 'AAAA-AAAA-AAA3')")
  await part('messages').query("INSERT INTO held VALUES ('x', 'AAAA-AAAA-AAA2'), ('x', 'AAAA-AAAA-AAA3')")
  await service.db.query("INSERT INTO record VALUES ('id-of-ada', 'AAAA-AAAA-AAA2'), ('id-of-bob', 'AAAA-AAAA-AAA3')")
})

const part = (id: string) => parts.get(id)!.db

async function ask(path: string, body: object) {
  const authorization = `Bearer ${await issuer.sign({ scopes: ['personal-data:manage'] })}`
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await service.fetch(`/personal-data/${path}`, init)
  return { status: response.status, body: (await response.json()) as { records?: { kind: string }[]; erased?: number } }
}

/** What is left, part by part. */
async function left() {
  const rows = async (id: string) => (await part(id).query<Row>('SELECT * FROM held ORDER BY 1, 2')).length
  const records = await service.db.query('SELECT FROM record')
  return [await rows('accounts'), await rows('cases'), await rows('messages'), records.length]
}

test('by the address of an account, what is known of its person elsewhere is found, and nothing of others', async () => {
  const { body } = await ask('export', { email: 'Ada@Example.com' })
  expect(body.records?.map(({ kind }) => kind).sort()).toEqual(['account', 'case', 'message', 'record'])
  expect(await ask('erasure', { email: 'Ada@Example.com' })).toMatchObject({ status: 200, body: { erased: 4 } })
  expect(await left()).toEqual([1, 1, 1, 1])
  expect((await ask('export', { email: 'ada@example.com' })).body.records).toEqual([])
})

test('by a reference, one case goes, and the account stays', async () => {
  expect(await ask('erasure', { reference: 'AAAA-AAAA-AAA2' })).toMatchObject({ body: { erased: 3 } })
  expect(await left()).toEqual([2, 1, 1, 1])
})

test.each(['accounts', 'cases', 'messages'])(
  'when %s cannot erase, nothing is claimed, and the same request finishes it later',
  async (id) => {
    broken = id
    expect((await ask('erasure', { email: 'ada@example.com' })).status).toBeGreaterThanOrEqual(500)
    broken = undefined
    expect((await ask('erasure', { email: 'ada@example.com' })).status).toBe(200)
    expect(await left()).toEqual([1, 1, 1, 1])
  },
)

test('what is written while the erasure goes on is erased, too', async () => {
  late = async () => {
    setTimeout(() => part('messages').query("INSERT INTO held VALUES ('late', 'AAAA-AAAA-AAA2')"), 5)
  }
  expect((await ask('erasure', { email: 'ada@example.com' })).status).toBe(200)
  expect(await left()).toEqual([1, 1, 1, 1])
})
