import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../catalog/kit/src/postgres.ts'
import { newBrowser } from '../catalog/kit/testing/browser.ts'
import { type Deployed, deployed } from '../tests/support/deployed.ts'
import { compositionOf, filesOf } from '../tests/support/plan.ts'
import { stageFiles } from '../tests/support/staged.ts'
import { fill, referenceOf } from './many-cases.ts'
import { median } from './table.ts'

const few = 100
const many = 20_000
const rounds = 41

/** What a page of staff takes with few cases and with many: two places with all they need, looked at in turns. */
export async function growth(scratch: string): Promise<void> {
  const composition = await compositionOf('case triage service')
  const staged = await stageFiles(await filesOf(composition), composition.name)
  const folder = await mkdtemp(join(scratch, 'growth-'))
  const postgres = await startPostgres(join(folder, 'postgres'))
  const places: Deployed[] = []
  try {
    const clerks = []
    for (const cases of [few, many]) {
      const databaseUrl = await databaseFor(postgres.url, `cases_${cases}`)
      const place = await deployed({ folder: staged.folder, scratch: folder }, databaseUrl, { LOG_LEVEL: 'warn' })
      places.push(place)
      const service = await place.copy(`service-${cases}`)
      await Promise.all([place.host.start(), service.start()])
      await fill(databaseUrl, cases)
      clerks.push(await signIn(place))
    }
    const cases = Array.from({ length: rounds }, (_, index) => referenceOf(index * 2))
    const pages: [name: string, path: (round: number) => string][] = [
      ['a case', (round) => `/staff/cases/at/${cases[round]}`],
      ['the cases', () => '/staff/cases'],
      ['the cases, those in progress', () => '/staff/cases?status=in-progress'],
      ['the cases, one priority', () => '/staff/cases?priority=low'],
      ['the cases, nobody’s', () => '/staff/cases?view=nobodys'],
      ['the cases, what is searched for', (round) => `/staff/cases?q=${cases[round]}`],
      ['needs attention', () => '/staff/attention'],
      ['how one case stands', () => '/track'],
    ]
    console.log(`\nPages of staff with ${few} cases and with ${many}: median of ${rounds} each, in turns`)
    for (const [name, path] of pages) {
      const taken: number[][] = [[], []]
      for (let round = -3; round < rounds; round += 1)
        for (const [index, get] of clerks.entries()) {
          const start = performance.now()
          await get(path(Math.max(round, 0)))
          if (round >= 0) taken[index]!.push(performance.now() - start)
        }
      const [small, large] = taken.map(median) as [number, number]
      console.log(
        `  ${name.padEnd(30)} ${small.toFixed(1).padStart(7)} ms ${large.toFixed(1).padStart(7)} ms  ${(large / small).toFixed(2).padStart(5)}`,
      )
    }
  } finally {
    await Promise.all(places.map((place) => place.destroy()))
    await postgres.stop()
    await staged.dispose()
  }
}

async function databaseFor(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return url.replace('/compose?', `/${name}?`)
}

/** A team lead in a browser: gives what loads a page, and throws when it is not the page that was asked for. */
async function signIn(place: Deployed): Promise<(path: string) => Promise<void>> {
  const browser = newBrowser()
  const form = await browser.get(`${place.serviceUrl}/staff`)
  await browser.submit(form, { email: place.staff.email, password: place.staff.password })
  return async (path) => {
    const { status, url } = await browser.get(place.serviceUrl + path)
    if (status !== 200 || url !== place.serviceUrl + path) throw new Error(`${path} gave ${status} at ${url}`)
  }
}
