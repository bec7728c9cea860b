import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimAttempt, forgetAttempts, sweepAttempts } from '../src/attempts.ts'
import { type Identity, startIdentity } from './identity.ts'

let identity: Identity

beforeAll(async () => {
  identity = await startIdentity()
})

afterAll(() => identity.stop())

const noon = new Date('2026-11-23T12:00:00Z')
const minutesLater = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

async function claim(email: string, times: number, at = noon): Promise<boolean[]> {
  const answers: boolean[] = []
  for (let time = 0; time < times; time++) answers.push(await claimAttempt(identity.db, email, at))
  return answers
}

test('ten tries, then none', async () => {
  expect(await claim('ten@example.org', 12)).toEqual([...Array(10).fill(true), false, false])
})

test('of many tries at the same moment, ten get through', async () => {
  const tries = Array.from({ length: 25 }, () => claimAttempt(identity.db, 'burst@example.org', noon))
  expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(10)
})

test('the wait is 15 minutes from the tenth failure, and trying meanwhile does not lengthen it', async () => {
  await claim('wait@example.org', 9)
  await claim('wait@example.org', 1, minutesLater(10))
  expect(await claim('wait@example.org', 1, minutesLater(24))).toEqual([false])
  expect(await claim('wait@example.org', 11, minutesLater(25))).toEqual([...Array(10).fill(true), false])
})

test('failures of more than 15 minutes ago do not count', async () => {
  await claim('slow@example.org', 9)
  expect(await claim('slow@example.org', 10, minutesLater(15))).toEqual(Array(10).fill(true))
})

test('the right password starts the count anew', async () => {
  await claim('right@example.org', 9)
  await forgetAttempts(identity.db, 'right@example.org')
  expect(await claim('right@example.org', 11)).toEqual([...Array(10).fill(true), false])
})

test('the table holds no address, and the sweep removes counts whose wait is over', async () => {
  await claim('trace@example.org', 1)
  const rows = await identity.db.query('SELECT * FROM sign_in_attempt')
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toContain('@')
  await sweepAttempts(identity.db, minutesLater(60))
  expect(await identity.db.query('SELECT * FROM sign_in_attempt')).toEqual([])
})
