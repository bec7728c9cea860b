import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Identity, service, startIdentity } from './identity.ts'

// Behind a proxy that ends TLS: the address that people use is https, what arrives here is plain HTTP.
const issuer = 'https://identity.example.org'
let identity: Identity

beforeAll(async () => {
  identity = await startIdentity({ IDENTITY_URL: issuer })
})

afterAll(() => identity.stop())

test('every address is that of the issuer', async () => {
  const document = await (await identity.fetch('/.well-known/openid-configuration')).json()
  expect(document).toMatchObject({ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` })
})

test('every cookie is Secure, and the one of the forms is bound to the host', async () => {
  const query = new URLSearchParams({
    client_id: service.clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: service.redirectUri,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  const started = await identity.fetch(`/auth?${query}`, { redirect: 'manual' })
  expect(started.headers.get('location')).toMatch(/^\/interaction\//)
  const form = await identity.fetch('/password')
  const cookies = [...started.headers.getSetCookie(), ...form.headers.getSetCookie()]
  expect(cookies.length).toBeGreaterThan(2)
  for (const cookie of cookies) expect(cookie).toMatch(/; secure/i)
  expect(form.headers.getSetCookie()[0]).toMatch(/^__Host-identity_csrf=/)
})
