import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { serviceToken } from '../src/index.ts'

const seen: string[] = []
let lifetime = 600
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  seen.push(body)
  const known = request.headers.authorization === `Basic ${Buffer.from('service:s%3Acret').toString('base64')}`
  response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify(
      known ? { access_token: `token-${seen.length}`, expires_in: lifetime } : { error: 'invalid_client' },
    ),
  )
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const identityUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(() => new Promise((resolve) => server.close(resolve)))

const options = { identityUrl, clientId: 'service', clientSecret: 's:cret', scope: 'cases:write cases:read' }

test('one token is fetched for all callers and kept', async () => {
  const token = serviceToken(options)
  expect(await Promise.all([token(), token(), token()])).toEqual(['token-1', 'token-1', 'token-1'])
  expect(await token()).toBe('token-1')
  expect(Object.fromEntries(new URLSearchParams(seen[0]))).toEqual({
    grant_type: 'client_credentials',
    scope: 'cases:write cases:read',
    resource: 'urn:compose:place',
  })
})

test('a token that is about to expire is not used', async () => {
  lifetime = 20
  const token = serviceToken(options)
  expect(await token()).not.toBe(await token())
})

test('a refusal is 401, nobody there is 503, and neither is kept', async () => {
  const refused = serviceToken({ ...options, clientSecret: 'wrong' })
  await expect(refused()).rejects.toMatchObject({ status: 401 })
  await expect(refused()).rejects.toMatchObject({ status: 401 })
  await expect(serviceToken({ ...options, identityUrl: 'http://127.0.0.1:1' })()).rejects.toMatchObject({
    status: 503,
    code: 'unavailable',
  })
})
