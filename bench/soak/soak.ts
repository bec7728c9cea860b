import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { newCalls } from '../../catalog/kit/testing/place/calls.ts'
import { type Fault, startGate } from '../../catalog/kit/testing/place/gate.ts'
import { unaccounted } from '../../tests/support/accounted.ts'
import { deployed } from '../../tests/support/deployed.ts'
import { compositionOf, filesOf } from '../../tests/support/plan.ts'
import { stageFiles } from '../../tests/support/staged.ts'
import { centile } from '../sending.ts'
import { type Kept, keepPart, killablePostgres } from './kept.ts'
import { officerByApi, officerByPages, residentByApi, residentByPages, type Use, type Work } from './people.ts'
import { type Outage, planOf } from './plan.ts'

export interface Soak {
  seconds: number
  seed: number
  /** How many of each use it at a time. */
  people: { residentsByApi: number; residentsByPages: number; officersByApi: number; officersByPages: number }
  /** Parameters for Postgres. */
  settings?: string[]
  say(line: string): void
}

export interface Outcome {
  /** What is missing, double or should not be. */
  faults: string[]
  rows: [what: string, value: string][]
}

const refused = 'notifications.sendMessage'
/** Whatever waits is tried again every five minutes at the latest. */
const settling = 480_000

/**
 * Uses one service for so long while its parts, itself and Postgres are ended and kept away, then looks whether every reference
 * that was given out came to all that it should, once. Each part is a process of its own, as in containers.
 */
export async function soak({ seconds, seed, people, settings = [], say }: Soak): Promise<Outcome> {
  const composition = await compositionOf('case triage service')
  const staged = await stageFiles(await filesOf(composition), composition.name)
  const folder = await mkdtemp(join(tmpdir(), 'compose-soak-'))
  const postgres = await killablePostgres(folder, settings)
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 })
  pool.on('error', () => {})
  const place = await deployed({ folder: staged.folder, scratch: folder }, postgres.url, { LOG_LEVEL: 'warn' })
  const faults: Fault[] = []
  const notifications = place.parts.get('notifications')!
  const gate = await startGate('notifications', notifications.url, { calls: newCalls(), faults, kill: async () => {} })
  const kept: Kept[] = []
  let sound = false
  try {
    const service = await place.copy('service')
    const toGate = { NOTIFICATIONS_URL: gate.url }
    await Promise.all([...place.parts.values()].map((part) => part.start()))
    await service.start(toGate)
    const accounts = [
      ...Array.from({ length: people.residentsByApi }, (_, who) => ['resident', `resident-${who}`] as const),
      ...Array.from({ length: people.officersByApi }, (_, who) => ['caseworker', `officer-${who}`] as const),
    ]
    await Promise.all(accounts.map(([role, who]) => place.people.accountOf(role, who)))
    kept.push(...[...place.parts.values()].map((part) => keepPart(part)), keepPart(service, toGate), postgres.kept())

    const plan = planOf(seed, seconds, kept.map(({ name }) => name).sort())
    const use: Use = {
      given: [],
      sentByPages: 0,
      decidedByPages: 0,
      troubles: 0,
      taken: [],
      unexpected: [],
    }
    const refusals: string[] = []
    const begun = performance.now()
    const at = () => (performance.now() - begun) / 1000
    let decisions = 0
    const work: Work = {
      place,
      use,
      over: () => at() > seconds,
      deciding: (reference) => {
        if (!plan.refuses(decisions++)) return
        refusals.push(reference)
        faults.push({ operation: refused, kind: 'refused', about: reference, times: 1 })
      },
    }
    const outages = plan.outages.map((outage) => broughtAbout(outage, at, kept, say))
    const each = (count: number, one: (who: number) => Promise<void>) =>
      Array.from({ length: count }, (_, who) => one(who))
    const told = setInterval(() => say(`${at().toFixed(0)} s: ${progressOf(use)}`), 30_000)
    await Promise.all([
      ...each(people.residentsByApi, (who) => residentByApi(work, who)),
      ...each(people.residentsByPages, () => residentByPages(work)),
      ...each(people.officersByApi, (who) => officerByApi(work, who)),
      ...each(people.officersByPages, () => officerByPages(work)),
      ...outages,
    ])
    clearInterval(told)
    say(`${at().toFixed(0)} s: nobody sends any more; ${progressOf(use)}`)
    const settled = await settle(pool, say)

    const stuck = (
      await pool.query<{ subject: string; step: string; words: string }>(
        "SELECT subject, step, words FROM case_triage.flow WHERE state = 'refused'",
      )
    ).rows
    const found = [
      ...(settled === undefined ? ['it did not settle: flows or events are left'] : []),
      ...use.unexpected,
      ...(await unaccounted(pool, use.given)),
      ...stuck
        .filter(({ subject, words }) => !(refusals.includes(subject) && words === 'This was refused by a test.'))
        .map(({ subject, step, words }) => `${subject} needs attention at ${step}, and nobody refused it: ${words}`),
      ...refusals
        .filter((reference) => !stuck.some(({ subject }) => subject === reference))
        .filter((reference) => use.given.some((one) => one.reference === reference && one.outcome))
        .map((reference) => `${reference} was refused, and does not need attention`),
    ]
    const of = (what: string) => plan.outages.filter((outage) => what === outage.what)
    const taken = use.taken.sort((a, b) => a - b)
    sound = found.length === 0
    return {
      faults: found,
      rows: [
        ['references given out', String(use.given.length)],
        ['  of them by pages', String(use.sentByPages)],
        ['decided', String(use.given.filter(({ outcome }) => outcome).length)],
        ['  of them by pages', String(use.decidedByPages)],
        ['tries that got no answer', String(use.troubles)],
        ['answers, median and 99%', `${centile(taken, 50).toFixed(0)} ms, ${centile(taken, 99).toFixed(0)} ms`],
        ...kept.map(({ name, ends }): [string, string] => {
          const times = of(name)
          const away = times.reduce((sum, one) => sum + one.away, 0)
          return [name, `ended ${times.length} times, ${away.toFixed(0)} s away; ${ends} times by itself`]
        }),
        ['needs attention', `${stuck.length}, of ${refusals.length} refusals`],
        ['settled after', settled === undefined ? 'never' : `${settled.toFixed(0)} s`],
      ],
    }
  } finally {
    for (const one of kept) one.letGo()
    await gate.stop()
    await pool.end()
    await place.destroy()
    await postgres.stop()
    await staged.dispose()
    if (sound) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    else say(`What the processes wrote is in ${folder}`)
  }
}

async function broughtAbout(
  outage: Outage,
  at: () => number,
  kept: Kept[],
  say: (line: string) => void,
): Promise<void> {
  await sleep(Math.max(0, (outage.at - at()) * 1000))
  say(`${at().toFixed(0)} s: ${outage.what} ended by ${outage.signal}, for ${outage.away} s`)
  await kept.find(({ name }) => name === outage.what)!.outage(outage)
}

function progressOf({ given, troubles }: Use): string {
  const decided = given.filter(({ outcome }) => outcome).length
  return `${given.length} given out, ${decided} decided, ${troubles} tries without an answer`
}

/** Waits until nothing is left to do; gives the seconds that it took, or undefined when it takes too long. */
async function settle(pool: pg.Pool, say: (line: string) => void): Promise<number | undefined> {
  const begun = performance.now()
  for (let told = 0; performance.now() - begun < settling; await sleep(500)) {
    const { rows } = await pool
      .query<{ flows: number; events: number }>(
        // What waits behind something that needs attention waits for a person.
        `SELECT (SELECT count(*)::int FROM case_triage.flow one WHERE state = 'open' AND NOT EXISTS (
             SELECT FROM case_triage.flow other
             WHERE other.subject = one.subject AND other.id < one.id AND other.state = 'refused')) AS flows,
           (SELECT count(*)::int FROM channels.job WHERE state IN ('created', 'retry', 'active') AND name LIKE '%/%'
              AND name NOT LIKE '%/dead') AS events`,
      )
      .catch(() => ({ rows: [{ flows: Number.NaN, events: Number.NaN }] }))
    const { flows, events } = rows[0]!
    const seconds = (performance.now() - begun) / 1000
    if (flows === 0 && events === 0) return seconds
    if (seconds > told + 30) {
      told = seconds
      say(`settling: ${flows} flows and ${events} events are left`)
    }
  }
  return undefined
}
