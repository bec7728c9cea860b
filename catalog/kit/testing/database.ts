import { execFile } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { postgresPrograms, type RunningPostgres, startPostgres } from '../src/postgres.ts'

const run = promisify(execFile)

// Nothing in a test outlives it, so nothing has to reach the disk.
const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=2GB', 'autovacuum=off']

/**
 * A fresh Postgres in a temporary folder, gone after `stop`. Copies a prepared folder, since preparing one takes most of
 * the time: the one that PREPARED_POSTGRES names, or one that it leaves in the temporary folder for the next time.
 */
export async function startDatabase(): Promise<RunningPostgres> {
  const prepared = process.env.PREPARED_POSTGRES ?? (await sharedFolder())
  if (!existsSync(prepared)) await preparePostgres(prepared)
  const folder = mkdtempSync(join(tmpdir(), 'compose-test-'))
  const data = join(folder, 'data')
  if (ours(prepared)) await run('cp', ['-a', prepared, data])
  const running = await startPostgres(data, careless)
  const stop = async () => {
    await running.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...running, stop }
}

async function sharedFolder(): Promise<string> {
  const { initdb } = await postgresPrograms()
  const { version } = JSON.parse(readFileSync(join(dirname(initdb), '../../package.json'), 'utf8')) as {
    version: string
  }
  return join(tmpdir(), `compose-postgres-${version}-${process.getuid?.() ?? 'user'}`)
}

/** The temporary folder is everybody's: trust only what is our own. */
function ours(folder: string): boolean {
  const found = lstatSync(folder)
  return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid())
}

/** A data folder for tests to copy. Made beside its place and renamed into it, so that runs at the same time see all of it or nothing. */
export async function preparePostgres(prepared: string): Promise<void> {
  const folder = mkdtempSync(`${prepared}-`)
  try {
    const running = await startPostgres(join(folder, 'data'), careless)
    await running.stop()
    renameSync(join(folder, 'data'), prepared)
  } catch (error) {
    // Another run may have been first; both are the same.
    if (!existsSync(prepared)) throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
