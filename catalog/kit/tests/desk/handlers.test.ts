import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { client } from '../../src/client.ts'
import { defineComponent } from '../../src/definition.ts'
import { type Desk, deskHandlers, type Parts } from '../../src/desk/index.ts'
import { type StartedComponent, startComponent } from '../../testing/component.ts'
import { boats } from './fixture/boats.ts'
import { desk } from './fixture/desk.ts'

const contract = new URL('fixture/boats.yaml', import.meta.url)
const api: Desk = structuredClone(desk)
api.lists[0]!.countApi = 'countBoats'
for (const one of [...api.lists[0]!.actions, api.lists[0]!.create!]) one.api = one.do.replace('boats.', '')

let part: StartedComponent
let service: StartedComponent
beforeAll(async () => {
  part = await startComponent(boats)
  const parts: Parts = {
    boats: {
      client: client('boats', { url: part.url, token: () => Promise.reject(new Error('no')), contract }),
      contract,
    },
  }
  // The service's own API: here the same as that of the part, so that every name is one of the desk's.
  const definition = defineComponent<Record<string, never>>({
    id: 'front',
    contract,
    migrations: [],
    handlers: () => deskHandlers(api, parts) as never,
  })
  service = await startComponent(definition, { databaseUrl: part.databaseUrl, issuer: part.issuer })
}, 60_000)
beforeEach(async () => {
  await part.db.query('TRUNCATE boat, done')
  await part.db.query("INSERT INTO boat (hull, name, harbour, length) VALUES ('AB-101', 'Gull', 'north', 12)")
})
afterAll(async () => {
  await service?.stop()
  await part?.stop()
})

const call = async (path: string, scopes: string[], body?: object, key = 'key-1') => {
  const token = await service.token({ scopes, subject: 'wendy' })
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  if (body) headers['idempotency-key'] = key
  const response = await service.fetch(path, {
    method: body ? 'POST' : 'GET',
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

test('there is one for each list, item and action that has a name, and none for the others', () => {
  expect(Object.keys(deskHandlers(desk, {})).toSorted()).toEqual(['getBoat', 'inspectBoat', 'listBoats'])
  expect(Object.keys(deskHandlers(api, {}))).toHaveLength(8)
})

test('a name of two operations is an error', () => {
  const twice = structuredClone(desk)
  twice.lists[0]!.itemApi = 'listBoats'
  expect(() => deskHandlers(twice, {})).toThrow('listBoats cannot be both boats.listBoats and boats.getBoat')
})

test('a list and an item are passed on with what was asked', async () => {
  const list = await call('/boats?weather=calm&limit=5', ['boats:see'])
  expect([list.status, list.body.boats.map(({ hull }: { hull: string }) => hull)]).toEqual([200, ['AB-101']])
  expect((await call('/boats?weather=gale', ['boats:see'])).body.boats).toEqual([])
  expect((await call('/boat-count?weather=calm', ['boats:see'])).body).toEqual({ total: 1 })
  expect((await call('/boats/AB-101', ['boats:see'])).body).toMatchObject({ name: 'Gull', version: 1 })
})

test('an action is done by the person who sent it, once for a key', async () => {
  const body = { weather: 'gale', remark: 'Wet.' }
  for (const _time of [1, 2]) {
    const answer = await call('/boats/AB-101/inspections', ['boats:work'], body)
    expect([answer.status, answer.body.version]).toEqual([200, 2])
  }
  const made = await call('/boats', ['boats:give'], {
    hull: 'AB-102',
    name: 'Tern',
    harbour: 'north',
    length: 3,
    insured: false,
  })
  expect([made.status, made.body]).toEqual([201, { hull: 'AB-102' }])
  expect(await part.db.query('SELECT hull, actor FROM done')).toEqual([{ hull: 'AB-101', actor: 'wendy' }])
})

test('what the part refuses is refused in the same words', async () => {
  expect(await call('/boats/AB-999', ['boats:see'])).toMatchObject({
    status: 404,
    body: { detail: 'There is no such boat.' },
  })
  const late = await call(
    '/boats/AB-101/inspections',
    ['boats:work'],
    { weather: 'gale', remark: 'x', version: 7 },
    'key-2',
  )
  expect(late).toMatchObject({ status: 409, body: { code: 'conflict', detail: 'The boat is another by now.' } })
  expect((await call('/boats/AB-101', ['boats:work'])).status).toBe(403)
  expect((await service.fetch('/boats')).status).toBe(401)
})
