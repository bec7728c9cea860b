import { createHash, type Hash } from 'node:crypto'
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../cache.ts'
import type { FileSet } from '../schema.ts'
import type { Finished, World } from '../world.ts'

/** Runs a script of the kit in the sandbox, with one folder that it may write to. */
export type Prepare = (script: string, args: string[], writable: string) => Promise<Finished>

/** All that makes a data folder, beside Postgres itself; nothing of the composed service's own. */
const makers = ['kit/src/postgres.ts', 'kit/testing/database.ts', 'kit/testing/prepare-postgres.ts']

/**
 * A Postgres data folder that tests copy, since making one takes a second: made by the kit in the sandbox when it is first
 * wanted on this machine. Undefined when that did not work; the tests then make their own.
 * @param postgres the folder of the package that brings Postgres
 */
export async function preparedPostgres(world: World, files: FileSet, postgres: string, run: Prepare) {
  const key = keyOf(files, makers)
  key?.update(`${process.platform}\n${process.arch}\n`).update(await readFile(join(postgres, 'package.json')))
  return key && prepared(world, 'postgres', key, makers.at(-1)!, run)
}

const compiler = 'kit/testing/prepare-compiled.ts'

/**
 * What Node has compiled of the packages that a place runs with, which is half of loading them; each process of the tests
 * reads it there. Made as the data folder is, and of packages alone.
 * @param place where tests are run: Node, the sandbox, the locked packages
 */
export async function preparedCode(world: World, files: FileSet, place: string, run: Prepare) {
  const manifests = [...files.keys()].filter((path) => /^(kit|components\/[^/]+)\/package\.json$/.test(path))
  const key = keyOf(files, [compiler, ...manifests])?.update(place)
  return key && prepared(world, 'compiled', key, compiler, run)
}

/** Of the bytes of these files; undefined when one is missing, as in a catalogue of somebody's own. */
function keyOf(files: FileSet, paths: readonly string[]): Hash | undefined {
  const sources = paths.map((path) => files.get(path)?.bytes)
  const hash = createHash('sha256')
  for (const bytes of sources) {
    if (!bytes) return undefined
    hash.update(createHash('sha256').update(bytes).digest())
  }
  return hash
}

/** The folder that a script of the kit makes, once for each key. */
async function prepared(world: World, name: string, key: Hash, script: string, run: Prepare) {
  const cache = cacheFolder(world.env, name)
  if (!cache) return undefined
  const place = join(cache, key.digest('hex').slice(0, 32))
  if (await there(place)) return place
  let made: string | undefined
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 })
    made = await mkdtemp(`${place}-`)
    const { status } = await run(script, [join(made, 'data')], made)
    if (status !== 0) return undefined
    // Another run may have been first; both are the same.
    await rename(join(made, 'data'), place).catch(() => {})
    return (await there(place)) ? place : undefined
  } catch (error) {
    world.signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    world.emit({ type: 'warning', message: `Could not keep what tests need in ${cache}: ${reason}` })
    return undefined
  } finally {
    if (made) await rm(made, { recursive: true, force: true })
  }
}

const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
