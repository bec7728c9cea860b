import { newBrowser } from '@composed/kit/testing/browser'
import { codeIn, exchange, requestToken, signIn, startSignIn } from '@composed/kit/testing/sign-in'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import * as openid from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { account, type Identity, service, startIdentity, teamLead } from './identity.ts'

let identity: Identity

beforeAll(async () => {
  identity = await startIdentity()
})

afterAll(() => identity.stop())

function verify(token: string, audience: string) {
  return jwtVerify(token, createRemoteJWKSet(new URL(`${identity.url}/jwks`)), { issuer: identity.url, audience })
}

test('discovery names the issuer, the endpoints and the key set', async () => {
  const document = await (await identity.fetch('/.well-known/openid-configuration')).json()
  expect(document).toMatchObject({
    issuer: identity.url,
    authorization_endpoint: `${identity.url}/auth`,
    token_endpoint: `${identity.url}/token`,
    jwks_uri: `${identity.url}/jwks`,
    end_session_endpoint: `${identity.url}/session/end`,
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
  })
})

test('addresses are built from the issuer, whatever Host header a request has', async () => {
  const { request } = await import('node:http')
  const body = await new Promise<string>((resolve, reject) => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
    const sent = request(`${identity.url}/.well-known/openid-configuration`, { headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    })
    sent.on('error', reject).end()
  })
  expect(body).not.toContain('evil.example')
})

test('the key set holds public keys only', async () => {
  const { keys } = (await (await identity.fetch('/jwks')).json()) as { keys: Record<string, string>[] }
  expect(keys).toHaveLength(1)
  expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })
  expect(keys[0]).not.toHaveProperty('d')
})

test('a person signs in and the tokens say who, with which roles, and what these may', async () => {
  const { accessToken, idToken } = await signIn({ ...identity.options, ...teamLead })
  const access = await verify(accessToken, 'urn:compose:place')
  expect(access.protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
  expect(access.payload).toMatchObject({
    roles: ['team-lead'],
    scope: 'accounts:manage accounts:read cases:read own:record',
    client_id: 'service',
  })
  expect(Number(access.payload.exp) - Number(access.payload.iat)).toBe(900)
  const id = await verify(idToken, 'service')
  expect(id.payload).toMatchObject({ sub: access.payload.sub, name: 'Team lead', email: teamLead.email })
  expect(id.payload.roles).toEqual(['team-lead'])
})

test('openid-client signs in with its own idea of the protocol', async () => {
  const options = { execute: [openid.allowInsecureRequests] }
  const config = await openid.discovery(
    new URL(identity.url),
    service.clientId,
    service.clientSecret,
    undefined,
    options,
  )
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const nonce = openid.randomNonce()
  const address = openid.buildAuthorizationUrl(config, {
    redirect_uri: service.redirectUri,
    scope: 'openid profile email',
    resource: 'urn:compose:place',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  const browser = newBrowser(service.redirectUri)
  const end = await browser.submit(await browser.get(address.href), teamLead)
  const tokens = await openid.authorizationCodeGrant(config, new URL(end.url), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  })
  expect(tokens.claims()).toMatchObject({ email: teamLead.email, nonce })
  expect((await verify(tokens.access_token, 'urn:compose:place')).payload.roles).toContain('team-lead')

  const out = openid.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: 'http://127.0.0.1:9/',
  })
  const leaving = newBrowser('http://127.0.0.1:9/')
  leaving.cookies.push(...browser.cookies)
  const page = await leaving.get(out.href)
  expect(page.html).toContain('Do you want to sign out?')
  expect((await leaving.submit(page, { logout: 'yes' })).url).toBe('http://127.0.0.1:9/')
  const again = await startSignIn(identity.options, leaving)
  expect(again.page.html).toContain('Sign in')
})

test.each([
  ['nobody in particular', [], 'own:record'],
  ['a resident', ['resident'], 'own:record'],
  ['a caseworker', ['caseworker'], 'accounts:read cases:read own:record'],
  ['somebody with both roles', ['caseworker', 'team-lead'], 'accounts:manage accounts:read cases:read own:record'],
  ['whose role is none any more', ['supervisor', 'constructor'], 'own:record'],
])('%s may what the roles may, and what is their own', async (who, roles, scope) => {
  const { email, password } = await account(identity, `${who.replaceAll(' ', '-')}@example.org`, roles)
  const first = await startSignIn(identity.options)
  const end = await first.browser.submit(first.page, { email, password })
  const { accessToken } = await exchange(identity.options, codeIn(end), first.verifier)
  expect(decodeJwt(accessToken).scope).toBe(scope)
  // The next token, without a word of the person.
  const next = await startSignIn(identity.options, first.browser)
  const renewed = await exchange(identity.options, codeIn(next.page), next.verifier)
  expect(decodeJwt(renewed.accessToken)).toMatchObject({ roles, scope })
})

test('who signs in to one service of a place has there what that service says, and elsewhere what the other says', async () => {
  const other = 'http://127.0.0.1:8/staff/callback'
  const people = (may: string[]) => ({ people: { 'team-lead': { title: 'Team lead', may } } })
  const clients = [
    { id: 'service', secret: service.clientSecret, redirectUris: [service.redirectUri], ...people(['cases:read']) },
    { id: 'bookings', secret: 'the-secret-of-the-bookings', redirectUris: [other], ...people(['bookings:read']) },
  ]
  const place = await startIdentity({ IDENTITY_CLIENTS: JSON.stringify(clients) })
  try {
    const cases = await signIn({ ...place.options, ...teamLead })
    expect(decodeJwt(cases.accessToken).scope).toBe('cases:read own:record')
    const bookings = { clientId: 'bookings', clientSecret: 'the-secret-of-the-bookings', redirectUri: other }
    const { accessToken } = await signIn({ ...place.options, ...bookings, ...teamLead })
    expect(decodeJwt(accessToken)).toMatchObject({ client_id: 'bookings', scope: 'bookings:read own:record' })
  } finally {
    await place.stop()
  }
})

test('a signed-in person goes straight back to the service', async () => {
  const first = await startSignIn(identity.options)
  await first.browser.submit(first.page, teamLead)
  const second = await startSignIn(identity.options, first.browser)
  const tokens = await exchange(identity.options, codeIn(second.page), second.verifier)
  expect(decodeJwt(tokens.idToken).email).toBe(teamLead.email)
})

test('scopes that somebody writes into the address of the sign-in do not reach the token', async () => {
  const { email, password } = await account(identity, 'ambitious@example.org')
  const scope = 'openid cases:read accounts:manage'
  const { page, browser, verifier } = await startSignIn(identity.options, undefined, { scope })
  const end = await browser.submit(page, { email, password })
  const { accessToken } = await exchange(identity.options, codeIn(end), verifier)
  expect(decodeJwt(accessToken).scope).toBe('own:record')
})

test('no page, script or style comes from elsewhere, and forms may end at the service on another port', async () => {
  const { page, browser } = await startSignIn(identity.options)
  const policy = page.headers.get('content-security-policy') ?? ''
  const allowed = /form-action ([^;]*)/.exec(policy)?.[1]?.split(' ') ?? []
  const end = await browser.submit(page, teamLead)
  const origins = end.redirects.map((address) => new URL(address).origin)
  expect(new Set(origins)).toEqual(new Set([identity.url, 'http://127.0.0.1:9']))
  for (const origin of origins) expect(allowed).toContain(origin === identity.url ? `'self'` : origin)
  expect(policy).toContain(`default-src 'none'`)
  expect(policy).toContain(`frame-ancestors 'none'`)
  expect(policy).not.toContain('unsafe')
})

test('a code is good once: the second exchange fails', async () => {
  const { page, browser, verifier } = await startSignIn(identity.options)
  const code = codeIn(await browser.submit(page, teamLead))
  await exchange(identity.options, code, verifier)
  await expect(exchange(identity.options, code, verifier)).rejects.toThrow('No token: 400 invalid_grant')
})

test('of many exchanges of one code at the same moment, one succeeds', async () => {
  const { page, browser, verifier } = await startSignIn(identity.options)
  const code = codeIn(await browser.submit(page, teamLead))
  const tries = Array.from({ length: 6 }, () => exchange(identity.options, code, verifier))
  const settled = await Promise.allSettled(tries)
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a code with another verifier, or from another client, is refused', async () => {
  const { page, browser } = await startSignIn(identity.options)
  const code = codeIn(await browser.submit(page, teamLead))
  const other = 'another-verifier-that-is-long-enough-to-be-one-0'
  await expect(exchange(identity.options, code, other)).rejects.toThrow('No token: 400 invalid_grant')
})

test('a redirect address that is not registered gets an error page and no redirect', async () => {
  const options = { ...identity.options, redirectUri: 'http://evil.example/callback' }
  const { page } = await startSignIn(options, newBrowser())
  expect(page.status).toBe(400)
  expect(page.redirects).toEqual([])
  expect(page.html).toContain('Sorry, sign-in did not work')
  expect(page.html).not.toContain('evil.example')
})

test('the exchange names the same redirect address as the sign-in', async () => {
  const { page, browser, verifier } = await startSignIn(identity.options)
  const code = codeIn(await browser.submit(page, teamLead))
  const other = { ...identity.options, redirectUri: 'http://127.0.0.1:9/elsewhere' }
  await expect(exchange(other, code, verifier)).rejects.toThrow('No token: 400 invalid_grant')
})

test('an exchange that names no redirect address is refused, though the client has but one', async () => {
  const { page, browser, verifier } = await startSignIn(identity.options)
  const code = codeIn(await browser.submit(page, teamLead))
  const response = await requestToken(identity.options, {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
  })
  expect(response.status).toBe(400)
  expect(await response.text()).not.toContain('access_token')
})

test('sign-in without PKCE is refused', async () => {
  const address = new URL(`${identity.url}/auth`)
  address.search = new URLSearchParams({
    client_id: 'service',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: service.redirectUri,
  }).toString()
  const page = await newBrowser(service.redirectUri).get(address.href)
  expect(new URL(page.url).searchParams.get('error')).toBe('invalid_request')
})

test.each(['password', 'refresh_token', 'implicit'])('the %s grant leads to no token', async (grant_type) => {
  const response = await requestToken(identity.options, { grant_type, refresh_token: 'x', ...teamLead })
  expect(response.status).toBe(400)
  expect(await response.json()).not.toHaveProperty('access_token')
})
