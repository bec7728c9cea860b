import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimAttempt, clearAttempts, forgetAttempts, type Place } from '../src/attempts.ts'
import { type Identity, startIdentity } from './identity.ts'

let identity: Identity

beforeAll(async () => {
  identity = await startIdentity()
})

afterAll(() => identity.stop())

const noon = new Date('2026-11-23T12:00:00Z')
const minutesLater = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

const home = { address: '192.0.2.1', device: undefined }
const elsewhere = (last: number) => ({ address: `198.51.100.${last}`, device: undefined })

async function claim(email: string, times: number, at = noon, place: Place = home): Promise<boolean[]> {
  const answers: boolean[] = []
  for (let time = 0; time < times; time++) answers.push(await claimAttempt(identity.db, email, place, at))
  return answers
}

test('ten tries, then none', async () => {
  expect(await claim('ten@example.org', 12)).toEqual([...Array(10).fill(true), false, false])
})

test('of many tries at the same moment, ten get through', async () => {
  const tries = Array.from({ length: 25 }, () => claimAttempt(identity.db, 'burst@example.org', home, noon))
  expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(10)
})

test('a try comes back every 90 seconds, all of them in 15 minutes, and trying meanwhile does not lengthen it', async () => {
  await claim('wait@example.org', 10)
  expect(await claim('wait@example.org', 40, minutesLater(1))).toEqual(Array(40).fill(false))
  expect(await claim('wait@example.org', 2, minutesLater(1.6))).toEqual([true, false])
  expect(await claim('wait@example.org', 11, minutesLater(16.6))).toEqual([...Array(10).fill(true), false])
})

test('the right password starts the count anew', async () => {
  await claim('right@example.org', 9)
  await clearAttempts(identity.db, 'right@example.org', home)
  expect(await claim('right@example.org', 11)).toEqual([...Array(10).fill(true), false])
})

test('who chose another password by a link begins anew everywhere, and nobody else does', async () => {
  for (const email of ['reset@example.org', 'other@example.org'])
    for (let machine = 0; machine < 31; machine++) await claim(email, 10, noon, elsewhere(machine))
  await forgetAttempts(identity.db, 'reset@example.org')
  expect(await claim('reset@example.org', 11, noon, elsewhere(1))).toEqual([...Array(10).fill(true), false])
  expect(await claim('other@example.org', 1)).toEqual([false])
})

test('somebody who goes on and on at one address locks out nobody at another', async () => {
  for (let minute = 0; minute < 60; minute += 5) await claim('lead@example.org', 12, minutesLater(minute), elsewhere(1))
  expect(await claim('lead@example.org', 3, minutesLater(60))).toEqual([true, true, true])
})

test('many machines in turn have 300 tries an hour; a known browser gets in all the same', async () => {
  const tries = []
  for (let machine = 0; machine < 40; machine++)
    tries.push(...(await claim('all@example.org', 10, noon, elsewhere(machine))))
  expect(tries.filter(Boolean)).toHaveLength(300)
  expect(await claim('all@example.org', 1)).toEqual([false])
  const known = { address: '192.0.2.1', device: 'the browser of the team lead' }
  expect(await claim('all@example.org', 11, noon, known)).toEqual([...Array(10).fill(true), false])
})

test('the table holds no address', async () => {
  await claim('trace@example.org', 1)
  const rows = await identity.db.query('SELECT what FROM kit_taken')
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toMatch(/@|192\.0|198\.51/)
})
