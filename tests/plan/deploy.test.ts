import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { compositionOf, filesOf } from '../support/plan.ts'

// What `npm run containers` proves with real containers, as far as the file itself says it.

const files = await filesOf(await compositionOf('case triage service'))
const text = (path: string) => files.get(path)!.bytes.toString('utf8')
const { services } = parse(text('deploy/compose.yaml')) as {
  services: Record<string, { environment: Record<string, string> }>
}
const processes = Object.entries(services).filter(([name]) => name !== 'postgres')

test('no process looks for another on its own loopback', () => {
  for (const [name, { environment }] of processes) {
    // The first three are for browsers, and for the tokens that name one of them.
    const { IDENTITY_URL, PUBLIC_URL: _own, SERVICE_URL: _service, ...reached } = environment
    expect(IDENTITY_URL, name).toBe('${IDENTITY_URL:-http://127.0.0.1:3004}')
    expect(reached.IDENTITY_INTERNAL_URL, name).toBe('http://identity:3004')
    expect(Object.values(reached).join('\n'), name).not.toContain('127.0.0.1')
  }
})

test('components have limits for the one caller they have, and those that people reach know of proxies', () => {
  const limits = processes.map(([name, { environment }]) => [
    name,
    environment.RATE_LIMIT_PER_MINUTE,
    environment.TRUST_PROXY,
  ])
  expect(limits).toEqual([
    ['address-lookup', '60000', undefined],
    ['audit', '60000', undefined],
    ['case-management', '60000', undefined],
    ['identity', '30000', '${TRUST_PROXY:-0}'],
    ['notifications', '60000', undefined],
    ['case-triage', undefined, '${TRUST_PROXY:-0}'],
  ])
})

test('an image takes along neither the data nor the packages of the folder', () => {
  expect(text('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.data/', 'node_modules/']))
})

test('npm starts the supervisor itself, without a shell that would outlive it', () => {
  expect(JSON.parse(text('package.json')).scripts.start).toBe('exec node kit/start.mjs')
})
