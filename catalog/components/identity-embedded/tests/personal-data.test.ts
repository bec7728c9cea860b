import { createHash } from 'node:crypto'
import { findText } from '@composed/kit/testing'
import { requestToken, startSignIn } from '@composed/kit/testing/sign-in'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { account, type Identity, startIdentity } from './identity.ts'

let identity: Identity
let token: string

beforeAll(async () => {
  identity = await startIdentity({ ACCOUNT_RETENTION_DAYS: '30' })
  token = await serviceToken('personal-data:manage')
})

async function serviceToken(scope: string): Promise<string> {
  const response = await requestToken(identity.options, { grant_type: 'client_credentials', scope })
  return ((await response.json()) as { access_token: string }).access_token
}

afterAll(() => identity.stop())

async function call(path: string, body: object): Promise<unknown> {
  const response = await identity.fetch(`/personal-data/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `${path} ${JSON.stringify(body)}`,
    },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return response.json()
}

test('export gives the account, by address or identifier, and never the password', async () => {
  const { personId, email } = await account(identity, 'exported@example.org')
  const record = { kind: 'account', data: expect.objectContaining({ personId, email, name: 'Sample Person' }) }
  expect(await call('export', { email: 'Exported@example.org' })).toEqual({ records: [record] })
  const found = await call('export', { personId })
  expect(found).toEqual({ records: [record] })
  expect(JSON.stringify(found)).not.toContain('scrypt')
  expect(await call('export', { reference: 'HDJ2-4KQ7-9XMB' })).toEqual({ records: [] })
})

test('erasure removes the account and signs the person out', async () => {
  const { email, password, personId } = await account(identity, 'erased@example.org')
  const { page, browser } = await startSignIn(identity.options)
  await browser.submit(page, { email, password })
  expect(await call('erasure', { email })).toEqual({ erased: 1 })
  expect(await call('export', { personId })).toEqual({ records: [] })
  expect(await identity.db.query('SELECT 1 FROM oidc_record WHERE account_id = $1', [personId])).toEqual([])
  const everything = await identity.db.query(`SELECT payload::text FROM oidc_record WHERE payload::text LIKE $1`, [
    `%${email}%`,
  ])
  expect(everything).toEqual([])
})

test.each(['email', 'personId'] as const)(
  'nothing is left of a person anywhere in the database after an erasure by %s',
  async (by) => {
    const created = await identity.fetch('/accounts', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await serviceToken('accounts:manage')}`,
        'content-type': 'application/json',
        'idempotency-key': `zebedee.quillfeather@example.com ${by}`,
      },
      body: JSON.stringify({
        email: 'Zebedee.Quillfeather@example.com',
        name: 'Zebedee Quillfeather',
        password: 'a fine long password',
      }),
    })
    const { personId } = (await created.json()) as { personId: string }
    const wrong = await startSignIn(identity.options)
    await wrong.browser.submit(wrong.page, { email: 'zebedee.quillfeather@example.com', password: 'wrong' })
    const { page, browser } = await startSignIn(identity.options)
    await browser.submit(page, { email: 'zebedee.quillfeather@example.com', password: 'a fine long password' })
    await wrong.browser.submit(wrong.page, { email: 'zebedee.quillfeather@example.com', password: 'wrong' })
    const digest = createHash('sha256').update('zebedee.quillfeather@example.com').digest('hex')
    const texts = ['quillfeather', personId, digest]
    for (const text of texts) expect(await findText(identity.databaseUrl, [text]), text).not.toEqual([])
    const person = by === 'email' ? { email: 'ZEBEDEE.quillfeather@example.COM' } : { personId }
    expect(await call('erasure', person)).toEqual({ erased: 1 })
    expect(await findText(identity.databaseUrl, texts)).toEqual([])
  },
)

test('the sweep removes accounts that were disabled longer ago than the retention', async () => {
  const past = await account(identity, 'past@example.org')
  const recent = await account(identity, 'recent@example.org')
  await identity.db.query(`UPDATE account SET disabled_at = now() - interval '31 days' WHERE id = $1`, [past.personId])
  await identity.db.query(`UPDATE account SET disabled_at = now() - interval '29 days' WHERE id = $1`, [
    recent.personId,
  ])
  expect(await call('retention-sweep', {})).toEqual({ removed: 1 })
  const left = await identity.db.query<{ email: string }>('SELECT email FROM account')
  expect(left.map(({ email }) => email)).toContain('recent@example.org')
  expect(left.map(({ email }) => email)).not.toContain('past@example.org')
})
