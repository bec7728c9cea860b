import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDatabase } from '../../catalog/kit/testing/database.ts'
import type { Staged } from '../../src/steps/stage.ts'
import { type Given, unaccounted } from '../support/accounted.ts'
import { type Deployed, deployed, type Part } from '../support/deployed.ts'
import { compositionOf, filesOf } from '../support/plan.ts'
import { stageFiles } from '../support/staged.ts'
import { submission } from '../support/submission.ts'

// Three copies of a composed service against one database, as they are deployed: people go on sending and staff deciding
// while copies come and go.

let database: Awaited<ReturnType<typeof startDatabase>>
let staged: Staged
let place: Deployed
let pool: pg.Pool
const living = new Set<Part>()

beforeAll(async () => {
  const composition = await compositionOf('case triage service')
  const [running, files] = await Promise.all([startDatabase(), filesOf(composition)])
  database = running
  staged = await stageFiles(files, composition.name)
  place = await deployed(staged, database.url, { LOG_LEVEL: 'warn' })
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => {})
  await Promise.all([place.host.start(), add('one'), add('two'), add('three')])
})
afterAll(async () => {
  await pool?.end()
  await place?.destroy()
  await database?.stop()
  await staged?.dispose()
})

async function add(name: string): Promise<Part> {
  const copy = await place.copy(name)
  await copy.start()
  living.add(copy)
  return copy
}

async function end(copy: Part, signal: NodeJS.Signals): Promise<void> {
  living.delete(copy)
  await copy.end(signal)
}

/** One request, sent again with its key to another copy for as long as it gets no answer, as a proxy and a patient person do. */
async function send(path: string, token: string, body: object): Promise<{ status: number; text: string }> {
  const key = randomUUID()
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
    const copies = [...living]
    const copy = copies[Math.floor(Math.random() * copies.length)]!
    const answer = await fetch(copy.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    }).catch(() => undefined)
    if (answer && answer.status < 500) return { status: answer.status, text: await answer.text() }
  }
  throw new Error(`no answer to ${path}`)
}

/** What was begun and is not done at this moment is done within 15 seconds, whichever copy had it. */
async function doneInTime(what: string): Promise<void> {
  const begun = (await pool.query<{ id: string }>('SELECT id FROM case_triage.flow')).rows.map(({ id }) => id)
  const since = Date.now()
  for (;;) {
    const { rows } = await pool.query('SELECT subject, step, words FROM case_triage.flow WHERE id = ANY ($1)', [begun])
    if (rows.length === 0) break
    if (Date.now() - since > 15_000) expect(rows, `${what}: not done within 15 s`).toEqual([])
    await sleep(100)
  }
}

/** The most connections at once, by who has them; a copy that ends has its own for as long as it takes to end. */
function watchConnections() {
  const most: Record<string, number> = {}
  const look = async () => {
    const { rows } = await pool.query<{ name: string; count: number }>(
      'SELECT application_name AS name, count(*)::int AS count FROM pg_stat_activity GROUP BY 1',
    )
    for (const { name, count } of rows) most[name] = Math.max(most[name] ?? 0, count)
  }
  const timer = setInterval(() => look().catch(() => {}), 200)
  return () => {
    clearInterval(timer)
    return most
  }
}

test('scale-down, SIGKILL and a rolling update under load: nothing lost, nothing twice, nothing waits for a dead copy', async () => {
  const [resident, staff] = await Promise.all([place.people.tokenOf('resident'), place.people.tokenOf('caseworker')])
  const given: Given[] = []
  const refused: string[] = []
  const connections = watchConnections()
  let sending = true
  const residentAtWork = async () => {
    for (; sending; await sleep(200)) {
      const body = { ...submission, applicantContact: { email: `resident-${randomUUID()}@example.com` } }
      const { status, text } = await send('/api/submissions', resident, body)
      if (status === 201) given.push(JSON.parse(text))
      else refused.push(`sent: ${status} ${text}`)
    }
  }
  const officerAtWork = async () => {
    for (let next = 0; sending; await sleep(200)) {
      const one = given[next]
      const { rows } = await pool.query('SELECT FROM case_management_embedded.cases WHERE reference = $1', [
        one?.reference,
      ])
      if (!one || rows.length === 0) continue
      next += 1
      const outcome = `Outcome ${next}`
      const { status, text } = await send(`/api/cases/${one.reference}/close-case`, staff, {
        outcome,
        reason: 'Checked.',
      })
      if (status === 200) one.outcome = outcome
      else refused.push(`decided: ${status} ${text}`)
    }
  }
  const people = Promise.all([residentAtWork(), residentAtWork(), residentAtWork(), officerAtWork()])

  const [one, two, three] = [...living] as [Part, Part, Part]
  await sleep(1500)
  await end(one, 'SIGTERM')
  await doneInTime('scaled down')
  await end(two, 'SIGKILL')
  await doneInTime('killed')
  for (const [index, old] of [three, await add('four')].entries()) {
    await add(`new-${index}`)
    await end(old, 'SIGTERM')
    await doneInTime('updated')
  }
  sending = false
  await people
  await doneInTime('settled')

  expect(refused).toEqual([])
  expect(given.length).toBeGreaterThan(20)
  const decided = given.filter(({ outcome }) => outcome)
  expect(decided.length).toBeGreaterThan(5)
  // Events are taken beside the flows.
  await expect.poll(() => unaccounted(pool, given), { timeout: 15_000, interval: 200 }).toEqual([])
  const most = connections()
  // At most three copies at once, and the host of the parts: 8 of its own for each of them, 4 for events.
  expect(most.case_triage).toBeLessThanOrEqual(3 * 8)
  expect(most.channels).toBeLessThanOrEqual(4 * 4)
}, 120_000)
