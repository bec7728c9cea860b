import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../testing/index.ts'
import { type RunningProcess, run } from './fixture/process.ts'

const databaseUrl = await freshDatabase()
const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
await pool.query('CREATE TABLE effect (name text, key text, at serial)')
beforeEach(() => pool.query('DELETE FROM effect'))
afterAll(() => pool.end())

const script = fileURLToPath(new URL('fixture/workflows.ts', import.meta.url))

function service(
  version: 1 | 2,
  command: 'start' | 'deliver' | 'resume',
  id: string,
  env: Record<string, string> = {},
): RunningProcess {
  return run([script, String(version), command, id], { DATABASE_URL: databaseUrl, ...env })
}

async function kill(running: RunningProcess): Promise<void> {
  running.child.kill('SIGKILL')
  await running.ended()
}

async function effects(): Promise<{ name: string; key: string }[]> {
  return (await pool.query('SELECT name, key FROM effect ORDER BY at')).rows
}

test('after a kill in the middle of a step it is repeated with the same key, and the workflow completes', async () => {
  const first = service(1, 'start', 'killed', { HANG: 'open' })
  await first.says(/did open/)
  await kill(first)
  const second = service(1, 'resume', 'killed')
  await second.says(/did open/)
  await kill(second)
  const third = service(1, 'deliver', 'killed')
  expect(await third.says(/outcome (\w+)/)).toBe('done')
  const done = await effects()
  expect(new Set(done.map(({ name }) => name))).toEqual(new Set(['open', 'close-yes']))
  expect(new Set(done.filter(({ name }) => name === 'open').map(({ key }) => key))).toEqual(new Set(['killed:open']))
})

test('a workflow that waits since before a regeneration completes after it, without the steps it had passed', async () => {
  const before = service(1, 'start', 'waiting')
  await before.says(/did open/)
  await expect.poll(() => waits('waiting'), { timeout: 10_000 }).toBe(true)
  await kill(before)
  const after = service(2, 'deliver', 'waiting')
  expect(await after.says(/outcome (\w+)/)).toBe('done')
  expect((await effects()).map(({ name }) => name)).toEqual(['open', 'thank', 'close-yes'])
})

test('a new workflow has the new steps, and nobody replying in time ends the wait', async () => {
  const fresh = service(2, 'start', 'new', { SECONDS: '1' })
  expect(await fresh.says(/outcome (\w+)/)).toBe('done')
  expect((await effects()).map(({ name }) => name)).toEqual(['open', 'remind', 'thank', 'lapse'])
})

test('starting it again with the same id changes nothing', async () => {
  const again = service(2, 'start', 'new')
  expect(await again.says(/outcome (\w+)/)).toBe('done')
  expect(await effects()).toEqual([])
})

test('what may pass is tried again', async () => {
  const busy = service(1, 'start', 'busy', { FAIL: '503,429,500', SECONDS: '1' })
  expect(await busy.says(/outcome (\w+)/)).toBe('done')
  expect((await effects()).filter(({ name }) => name === 'open')).toHaveLength(4)
})

test('a refusal fails the workflow at once, and the log says which without its words', async () => {
  const refused = service(1, 'start', 'refused', { FAIL: '409' })
  expect(await refused.says(/outcome (\w+)/)).toBe('failed')
  expect(await effects()).toHaveLength(1)
  expect(refused.output()).toContain(
    'log {"workflow":"application","id":"refused","error":"ProblemResponse","status":409}',
  )
  expect(refused.output()).not.toContain('told to fail')
})

/** Whether the workflow has reached its wait, by what the engine has recorded. */
async function waits(id: string): Promise<boolean> {
  const found = await pool.query(
    "SELECT 1 FROM dbos.operation_outputs WHERE workflow_uuid = $1 AND function_name = 'DBOS.sleep'",
    [id],
  )
  return found.rows.length > 0
}
