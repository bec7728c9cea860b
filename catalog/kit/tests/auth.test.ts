import { afterAll, expect, test } from 'vitest'
import { createAuth } from '../src/auth.ts'
import { signOut, sweepSignedOut } from '../src/signed-out.ts'
import { findText, startComponent, tokenIssuer } from '../testing/index.ts'
import { notes } from './fixture/notes.ts'

const issuer = await tokenIssuer()
const component = await startComponent(notes, { issuer })
afterAll(async () => {
  await component.stop()
  await issuer.stop()
})

async function list(token?: string) {
  const headers = token ? { authorization: `Bearer ${token}` } : undefined
  const response = await component.fetch('/notes', headers ? { headers } : {})
  const { detail } = (await response.json()) as { detail?: string }
  return { status: response.status, challenge: response.headers.get('www-authenticate'), detail }
}

const reader = { scopes: ['notes:read'] }

test.each([
  ['expired', { ...reader, expiresIn: -60 }],
  ['for another audience', { ...reader, audience: 'urn:elsewhere' }],
  ['of another issuer', { ...reader, issuer: 'http://127.0.0.1:1' }],
])('a token %s is 401', async (_name, claims) => {
  expect(await list(await issuer.sign(claims))).toMatchObject({ status: 401, challenge: 'Bearer' })
})

test.each([['nonsense'], ['a.b.c'], ['eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.']])('the token %s is 401', async (token) => {
  expect((await list(token)).status).toBe(401)
})

test.each([
  ['another scope', { scopes: ['notes:write'] }],
  ['no scope', { scopes: [] }],
  ['a scope that begins alike', { scopes: ['notes:reading'] }],
  ['a subject that is called so', { scopes: [], subject: 'notes:read' }],
])('a token with %s is 403, which names what is needed', async (_name, claims) => {
  expect((await list(await issuer.sign(reader))).status).toBe(200)
  expect(await list(await issuer.sign(claims))).toMatchObject({
    status: 403,
    detail: 'This needs the scope notes:read.',
  })
})

test('keys that were changed are fetched again', async () => {
  const before = await issuer.sign(reader)
  expect((await list(before)).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 1100))
  await issuer.rotate()
  expect((await list(await issuer.sign(reader))).status).toBe(200)
  expect((await list(before)).status).toBe(401)
})

test('a token that was checked is void once it has expired', async () => {
  // Five seconds are allowed for clocks that differ.
  const token = await issuer.sign({ ...reader, expiresIn: -2 })
  expect((await list(token)).status).toBe(200)
  await expect.poll(async () => (await list(token)).status, { timeout: 8000 }).toBe(401)
})

test('without identity a token cannot be checked: 503, and known keys go on', async () => {
  const away = await tokenIssuer()
  const alone = await startComponent(notes, { issuer: away })
  const token = await away.sign(reader)
  const status = async () => (await alone.fetch('/notes', { headers: { authorization: `Bearer ${token}` } })).status
  await away.stop()
  expect(await status()).toBe(503)
  await alone.stop()
})

test('a person who was signed out anywhere in the place is out everywhere, until a later round of sign-ins', async () => {
  const elsewhere = await startComponent(
    { ...notes, id: 'notes-elsewhere' },
    { issuer, databaseUrl: component.databaseUrl },
  )
  try {
    const of = (round: number) => issuer.sign({ ...reader, subject: 'who leaves', round })
    expect((await list(await of(0))).status).toBe(200)
    await elsewhere.db.transaction((tx) => signOut(tx, 'who leaves', 1))
    expect((await list(await of(0))).status).toBe(401)
    expect((await list(await issuer.sign({ ...reader, subject: 'who leaves' }))).status).toBe(401)
    expect((await list(await of(1))).status).toBe(200)
    expect((await list(await issuer.sign({ ...reader, subject: 'who stays' }))).status).toBe(200)
    expect(await findText(component.databaseUrl, ['who leaves'])).toEqual([])
    await component.db.transaction((tx) => sweepSignedOut(tx, new Date(Date.now() + 25 * 3_600_000)))
    expect((await list(await of(0))).status).toBe(200)
  } finally {
    await elsewhere.stop()
  }
})

test('a sign-out that does not commit signs nobody out', async () => {
  const undone = component.db.transaction(async (tx) => {
    await signOut(tx, 'undecided', 1)
    throw new Error('not after all')
  })
  await expect(undone).rejects.toThrow('not after all')
  expect((await list(await issuer.sign({ ...reader, subject: 'undecided' }))).status).toBe(200)
})

test('keys are fetched where this process reaches identity, and the issuer is who people know', async () => {
  const issuer = await tokenIssuer()
  const known = 'https://identity.example'
  const auth = createAuth(
    () => known,
    () => issuer.url,
    async () => false,
  )
  expect(await auth.verify(await issuer.sign({ issuer: known, subject: 'somebody' }))).toMatchObject({
    subject: 'somebody',
  })
  await expect(auth.verify(await issuer.sign())).rejects.toMatchObject({ code: 'unauthenticated' })
  await issuer.stop()
})
