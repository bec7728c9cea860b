import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ownFolder, type Variable, variable } from '../../src/environment.ts'
import { runsFolder } from '../../src/journal/runs.ts'
import { toCollector } from '../../src/telemetry/collector.ts'
import { dutyDesk, dutyDeskGoal } from '../model/duty-desk.ts'
import { scriptedEndpoint } from '../model/endpoint.ts'
import { inProcess, temporaryFolder } from './run.ts'

test.each<[Variable, string, string | undefined]>([
  ['OPENAI_BASE_URL', ' http://127.0.0.1:1/v1\n', 'http://127.0.0.1:1/v1'],
  ['OPENAI_API_KEY', 'sk-1\r\n', 'sk-1'],
  ['COMPOSE_MODEL', '\u00a0qwen3:8b\ufeff', 'qwen3:8b'],
  ['COMPOSE_BRAIN', '  ', undefined],
])('%s=%j says %j', (name, given, said) => expect(variable({ [name]: given }, name)).toBe(said))

test('a line break inside is refused by the name of the variable, never by its value', () => {
  expect(() => variable({ OPENAI_API_KEY: 'sk-1\nsk-2' }, 'OPENAI_API_KEY')).toThrow(
    expect.objectContaining({ code: 'environment', message: expect.not.stringContaining('sk-') }),
  )
})

test.each([
  ['an absolute one', { XDG_CACHE_HOME: '/c\n', HOME: '/h' }, '/c'],
  ['a relative one, which the specification ignores', { XDG_CACHE_HOME: 'c', HOME: '/h' }, '/h/.cache'],
  ['none', { XDG_CACHE_HOME: '', HOME: '/h' }, '/h/.cache'],
  ['a relative home', { HOME: 'h' }, undefined],
  ['nothing at all', {}, undefined],
])('the cache of a person with %s', (_name, env, folder) => expect(ownFolder(env, 'XDG_CACHE_HOME')).toBe(folder))

test('runs are kept by the same rules', () => {
  expect(runsFolder({ XDG_STATE_HOME: '../state', HOME: '/h' })).toBe('/h/.local/state/compose/runs')
  expect(runsFolder({ COMPOSE_RUNS: '/r \n', HOME: '/h' })).toBe('/r')
  expect(runsFolder({ XDG_STATE_HOME: 'state' })).toBe(undefined)
})

test('a command with relative XDG folders leaves nothing where it runs', async () => {
  const [cwd, HOME] = [await temporaryFolder(), await temporaryFolder()]
  const env = { XDG_STATE_HOME: 'state', XDG_CACHE_HOME: 'cache', COMPOSE_RUNS: '', HOME }
  expect((await inProcess(['plan', 'case triage service'], { cwd, env })).status).toBe(0)
  expect(await readdir(cwd)).toEqual([])
  expect(existsSync(join(HOME, '.cache/compose/catalogue'))).toBe(true)
  // No model answered, so there is nothing to go on with.
  expect(existsSync(join(HOME, '.local'))).toBe(false)
})

test('a model is reached and asked as if nothing had been pasted along', async () => {
  const endpoint = await scriptedEndpoint(dutyDesk.slice(0, 3))
  const messy = Object.entries(endpoint.env).map(([name, value]) => [name, ` ${value}\n`])
  const { status, stderr } = await inProcess(['plan', dutyDeskGoal], { env: Object.fromEntries(messy) })
  expect({ status, problem: /\[\S+\]$/m.exec(stderr)?.[0] }).toEqual({ status: 0, problem: undefined })
  endpoint.done()
  expect(new Set(endpoint.asked.map(({ model }) => model))).toEqual(new Set(['scripted']))
})

test.each([
  ['a line break', 'sk-1\nsk-2'],
  ['a blank', 'sk 1'],
  ['a typographic dash', 'sk–1'],
])('a key with %s inside is refused before anything is sent, and not shown', async (_name, key) => {
  const env = {
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: key,
    COMPOSE_MODEL: 'm',
    COMPOSE_BRAIN: 'model',
  }
  const { status, stderr } = await inProcess(['plan', 'case triage service'], { env })
  expect(stderr).toMatch(/OPENAI_API_KEY holds .*\[environment\]/)
  expect(stderr).not.toContain('sk')
  expect(status).toBe(3)
})

test('a collector’s address too, and one that is only blanks is none', () => {
  expect(toCollector({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318\n' })).toBeTypeOf('function')
  expect(() => toCollector({ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' })).toThrow('needs the address')
})
