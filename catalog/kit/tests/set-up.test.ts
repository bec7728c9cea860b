import { afterAll, expect, test } from 'vitest'
import { setUp } from '../src/flows/index.ts'
import { ProblemResponse } from '../src/index.ts'
import { startComponent } from '../testing/index.ts'
import { flowing } from './fixture/flows.ts'

const component = await startComponent(flowing, {})
afterAll(() => component.stop())
const told: [object, string][] = []
const log = { error: (about: object, words: string) => told.push([about, words]), warn: () => {} } as never

/** One start of the service; gives the keys with which something was done. */
async function start(given: string, done: (key: string) => unknown = () => {}, id = 'hours'): Promise<string[]> {
  const keys: string[] = []
  const run = async (key: string) => {
    keys.push(key)
    await done(key)
  }
  const stop = await setUp({ db: component.db, log }, [{ id, given, run }])
  await stop()
  return keys
}

test('done once, again when it says something else, and again when it says what it said before', async () => {
  const keys = [await start('nine-to-five'), await start('nine-to-five'), await start('mornings')]
  expect(keys.map(({ length }) => length)).toEqual([1, 0, 1])
  const back = await start('nine-to-five')
  expect(back).toHaveLength(1)
  // Under the key of the first time, a part would give the answer of then and do nothing.
  expect(new Set([...keys.flat(), ...back]).size).toBe(3)
  expect(await start('nine-to-five')).toEqual([])
})

test('what was refused is told, and tried at the next start under the same key', async () => {
  const refused = () => {
    const errors = [{ pointer: '/body/opens', detail: 'names no day' }]
    throw new ProblemResponse(400, 'invalid-request', 'It cannot be so.', { errors })
  }
  const first = await start('no hours', refused, 'refused')
  const said = ['It cannot be so.', '/body/opens names no day']
  expect(told).toEqual([
    [expect.objectContaining({ step: 'refused', said }), expect.stringContaining('tried again at the next start')],
  ])
  expect(await start('no hours', undefined, 'refused')).toEqual(first)
})
