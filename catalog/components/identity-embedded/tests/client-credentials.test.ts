import { serviceToken } from '@composed/kit'
import { requestToken } from '@composed/kit/testing/sign-in'
import { decodeJwt } from 'jose'
import * as openid from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Identity, service, startIdentity } from './identity.ts'

let identity: Identity

beforeAll(async () => {
  identity = await startIdentity()
})

afterAll(() => identity.stop())

function ask(scope: string, clientSecret = service.clientSecret, more = {}) {
  return requestToken({ ...identity.options, clientSecret }, { grant_type: 'client_credentials', scope, ...more })
}

test('the service gets a token of its own: scopes, no roles, itself as the subject', async () => {
  const response = await ask('cases:open cases:read')
  expect(response.status).toBe(200)
  const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number }
  expect(expires_in).toBe(3600)
  const claims = decodeJwt(access_token)
  expect(claims).toMatchObject({
    sub: 'service',
    client_id: 'service',
    aud: 'urn:compose:place',
    scope: 'cases:open cases:read',
  })
  expect(claims).not.toHaveProperty('roles')
})

test("the kit's own way to a service token works, with and without naming the resource", async () => {
  const token = serviceToken({ identityUrl: identity.url, ...service, scope: 'accounts:read' })
  const listed = await identity.fetch('/accounts', { headers: { authorization: `Bearer ${await token()}` } })
  expect(listed.status).toBe(200)
  const named = await ask('cases:read', undefined, { resource: 'urn:compose:place' })
  expect(named.status).toBe(200)
})

test('a client may also send its secret in the body, as openid-client does', async () => {
  const options = { execute: [openid.allowInsecureRequests] }
  const config = await openid.discovery(
    new URL(identity.url),
    service.clientId,
    service.clientSecret,
    openid.ClientSecretPost(),
    options,
  )
  const { access_token } = await openid.clientCredentialsGrant(config, { scope: 'audit:write' })
  expect(decodeJwt(access_token).scope).toBe('audit:write')
})

test.each([
  ['another secret', 'not-the-secret-of-the-tests'],
  ['a shorter secret', 'the-secret'],
])('%s is refused', async (_name, secret) => {
  const response = await ask('cases:read', secret)
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ error: 'invalid_client' })
})

test('an unknown client is refused', async () => {
  const response = await requestToken({ ...identity.options, clientId: 'nobody' }, { grant_type: 'client_credentials' })
  expect(response.status).toBe(401)
})

test.each(['payments:write', 'cases:read payments:write', 'openid', 'own:record'])(
  'scope %s is not listed, so refused',
  async (scope) => {
    const response = await ask(scope)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_scope' })
  },
)

test('another resource than the place is refused', async () => {
  const response = await ask('cases:read', undefined, { resource: 'https://elsewhere.example/' })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: 'invalid_target' })
})

test('clients can be listed in IDENTITY_CLIENTS, each with its own scopes', async () => {
  const clients = [{ id: 'reports', secret: 'a-secret-for-the-reports', scopes: ['cases:read'] }]
  const other = await startIdentity({ IDENTITY_CLIENTS: JSON.stringify(clients) })
  try {
    const reports = { issuer: other.url, clientId: 'reports', clientSecret: 'a-secret-for-the-reports' }
    const read = await requestToken(reports, { grant_type: 'client_credentials', scope: 'cases:read' })
    expect(read.status).toBe(200)
    const write = await requestToken(reports, { grant_type: 'client_credentials', scope: 'cases:open' })
    expect(write.status).toBe(400)
    const before = await requestToken({ ...reports, ...service }, { grant_type: 'client_credentials' })
    expect(before.status).toBe(401)
  } finally {
    await other.stop()
  }
})
