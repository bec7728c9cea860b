import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startPostgres } from '../catalog/kit/src/postgres.ts'
import { deployed, freePorts, type Part, partOf } from '../tests/support/deployed.ts'
import { compositionOf, filesOf } from '../tests/support/plan.ts'
import { stageFiles } from '../tests/support/staged.ts'
import { type Use, usesOf } from './processor.ts'
import { centile, type Sent, sendFor } from './sending.ts'
import { median } from './table.ts'

const atOnce = 50
const seconds = 4
const rounds = 3
const preload = ['--import', join(import.meta.dirname, 'profiled.mjs')]

/**
 * The composed service beside one that was written by hand, under the same load in turns, each on a Postgres of its own as
 * `npm start` has it.
 */
export async function load(scratch: string): Promise<void> {
  const composition = await compositionOf('case triage service')
  const staged = await stageFiles(await filesOf(composition), composition.name)
  const folder = await mkdtemp(join(scratch, 'load-'))
  const data = join(folder, 'postgres')
  const postgres = await startPostgres(data)
  const place = await deployed({ folder: staged.folder, scratch: folder }, postgres.url)
  const profiles = { service: join(folder, 'service.cpuprofile'), host: join(folder, 'host.cpuprofile') }
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 })
  pool.on('error', () => {})
  const ends: (() => Promise<unknown>)[] = [
    () => pool.end(),
    place.destroy,
    () => postgres.stop(),
    () => staged.dispose(),
  ]
  try {
    const service = await place.copy('service')
    await Promise.all([
      place.host.start({ PROFILE: profiles.host, NODE_OPTIONS: preload.join(' ') }),
      service.start({ PROFILE: profiles.service, NODE_OPTIONS: preload.join(' ') }),
    ])
    const byHand = await startByHand(folder, postgres.url, place.identityUrl)
    ends.unshift(() => byHand.end('SIGKILL'))
    const tokens = await Promise.all(
      Array.from({ length: atOnce }, (_, index) => place.people.tokenOf('resident', `resident-${index}`)),
    )
    const backlog = () => backlogOf(pool, composition.name)

    for (const one of [byHand, service]) await sendFor(2, one.url, tokens)
    await workedOff(backlog)
    const hand: Sent[] = []
    const composed: Sent[] = []
    const waits: Awaited<ReturnType<typeof workedOff>>[] = []
    for (let round = 0; round < rounds; round += 1) {
      hand.push(await sendFor(seconds, byHand.url, tokens))
      composed.push(await sendFor(seconds, service.url, tokens))
      waits.push(await workedOff(backlog))
      console.error(
        `  round ${round + 1}: ${figure(hand.at(-1)!.perSecond)} by hand, ${figure(composed.at(-1)!.perSecond)} composed`,
      )
    }
    const profiled = [place.host, service]
    const used = await usedBy({ service, 'its parts': place.host }, data, async () => {
      for (const one of profiled) one.process()!.kill('SIGUSR2')
      await sendFor(seconds, service.url, tokens)
      for (const one of profiled) one.process()!.kill('SIGUSR2')
    })
    console.log(`\nSending with ${atOnce} at once: ${rounds} rounds of ${seconds} s each, in turns`)
    const baseline = tell('by hand', hand)
    const ratio = tell('composed', composed) / baseline
    console.log(`  composed to by hand: ${ratio.toFixed(2)}`)
    for (const { left, flows, events } of waits)
      console.log(`  ${left} were left when nobody sent any more: done after ${flows} s, on record after ${events} s`)
    console.log(`\nThe processor in ${seconds} s of sending:`)
    for (const [name, spent] of Object.entries(used))
      console.log(`  ${name.padEnd(12)} ${spent.toFixed(1).padStart(5)} s`)
    tellUses('the service', await profileOf(profiles.service))
    tellUses('its parts', await profileOf(profiles.host))
  } finally {
    for (const end of ends) await end()
  }
}

async function startByHand(scratch: string, databaseUrl: string, identityUrl: string): Promise<Part> {
  const [port] = await freePorts(1)
  const part = partOf({
    name: 'by-hand',
    url: `http://127.0.0.1:${port}`,
    script: join(import.meta.dirname, 'by-hand/service.ts'),
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: databaseUrl, IDENTITY_URL: identityUrl, PORT: String(port) },
    scratch,
  })
  await part.start()
  return part
}

/** Flows that are not done, and events that nobody has taken. */
async function backlogOf(pool: pg.Pool, name: string): Promise<{ flows: number; events: number }> {
  const schema = name.replaceAll('-', '_')
  const { rows } = await pool.query<{ flows: string; events: string }>(
    `SELECT (SELECT count(*) FROM ${schema}.flow) AS flows,
       (SELECT count(*) FROM channels.job WHERE state IN ('created', 'retry', 'active') AND name NOT LIKE '%/dead'
          AND name LIKE '%/%') AS events`,
  )
  return { flows: Number(rows[0]!.flows), events: Number(rows[0]!.events) }
}

async function workedOff(backlog: () => Promise<{ flows: number; events: number }>) {
  const begun = performance.now()
  const first = await backlog()
  for (let flowsDone: number | undefined; ; await sleep(100)) {
    const { flows, events } = await backlog()
    const now = (performance.now() - begun) / 1000
    if (flows === 0) flowsDone ??= now
    if (flows + events === 0) return { left: first.flows, flows: flowsDone!.toFixed(1), events: now.toFixed(1) }
  }
}

/** Seconds of processor that each took while `work` ran; Postgres is all processes of the server on this data. */
async function usedBy(
  parts: Record<string, Part>,
  data: string,
  work: () => Promise<void>,
): Promise<Record<string, number>> {
  const server = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]!
  const look = async () => {
    const found = new Map<string, { name: string; ticks: number }>()
    for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '')
      const [, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const [part] = Object.entries(parts).find(([, one]) => String(one.process()?.pid) === entry) ?? []
      const name = part ?? ([parent, entry].includes(server) ? 'Postgres' : undefined)
      // Of what proc(5) calls utime and stime, in hundredths of a second.
      if (name) found.set(entry, { name, ticks: Number(rest[9]) + Number(rest[10]) })
    }
    return found
  }
  const before = await look()
  await work()
  const used: Record<string, number> = {}
  for (const [pid, { name, ticks }] of await look())
    used[name] = (used[name] ?? 0) + (ticks - (before.get(pid)?.ticks ?? 0)) / 100
  return used
}

async function profileOf(file: string) {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return usesOf(file)
    } catch {
      await sleep(100)
    }
  }
  throw new Error(`there is no profile in ${file}`)
}

/** The middle of what the rounds gave, and all answers of all rounds together. */
function tell(name: string, rounds: Sent[]): number {
  const perSecond = median(rounds.map((one) => one.perSecond))
  const taken = rounds.flatMap((one) => one.taken).sort((a, b) => a - b)
  const [middle, late] = [centile(taken, 50), centile(taken, 99)]
  console.log(
    `  ${name.padEnd(10)} ${figure(perSecond)} a second   median ${figure(middle)} ms   99% ${figure(late)} ms`,
  )
  const refused = rounds.flatMap((one) => Object.entries(one.refused))
  for (const [status, count] of refused) console.log(`    refused with ${status}: ${count}`)
  return perSecond
}

function tellUses(name: string, uses: Use[]): void {
  const all = uses.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  console.log(`  of ${name}:`)
  for (const { use, milliseconds } of uses)
    if (milliseconds / all >= 0.005)
      console.log(`    ${use.padEnd(20)} ${((milliseconds / all) * 100).toFixed(0).padStart(4)}%`)
}

const figure = (value: number) => value.toFixed(0).padStart(5)
