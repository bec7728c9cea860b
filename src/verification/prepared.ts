import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../cache.ts'
import type { FileSet } from '../schema.ts'
import type { Finished, World } from '../world.ts'

/** All that makes a data folder, beside Postgres itself; nothing of the composed service's own. */
const makers = ['kit/src/postgres.ts', 'kit/testing/database.ts', 'kit/testing/prepare-postgres.ts']

/**
 * A Postgres data folder that tests copy, since making one takes a second: made by the kit in the sandbox when it is first
 * wanted on this machine. Undefined when that did not work; the tests then make their own.
 * @param postgres the folder of the package that brings Postgres
 * @param run runs a script of the kit in the sandbox, with one folder that it may write to
 */
export async function preparedPostgres(
  world: World,
  files: FileSet,
  postgres: string,
  run: (script: string, args: string[], writable: string) => Promise<Finished>,
): Promise<string | undefined> {
  const cache = cacheFolder(world.env, 'postgres')
  const sources = makers.map((path) => files.get(path)?.bytes)
  if (!cache || sources.includes(undefined)) return undefined
  const hash = createHash('sha256').update(`${process.platform}\n${process.arch}\n`)
  hash.update(await readFile(join(postgres, 'package.json')))
  for (const bytes of sources) hash.update(bytes!)
  const place = join(cache, hash.digest('hex').slice(0, 32))
  if (await there(place)) return place
  let made: string | undefined
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 })
    made = await mkdtemp(`${place}-`)
    const { status } = await run(makers[2]!, [join(made, 'data')], made)
    if (status !== 0) return undefined
    // Another run may have been first; both are the same.
    await rename(join(made, 'data'), place).catch(() => {})
    return (await there(place)) ? place : undefined
  } catch (error) {
    world.signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    world.emit({ type: 'warning', message: `Could not keep a Postgres for tests in ${cache}: ${reason}` })
    return undefined
  } finally {
    if (made) await rm(made, { recursive: true, force: true })
  }
}

const there = (path: string) =>
  access(join(path, 'PG_VERSION')).then(
    () => true,
    () => false,
  )
