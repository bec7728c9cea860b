import { randomUUID } from 'node:crypto'
import { ProblemResponse } from '@composed/kit'
import { contractConditions, findText, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/identity/contract.ts'
import component from '../src/index.ts'
import { account, rights, service } from './identity.ts'

// The conditions are told with tokens of a test issuer; flow.test.ts has the component take its own.
const identity = await startComponent(component, {
  env: {
    SERVICE_URL: 'http://127.0.0.1:9',
    IDENTITY_CLIENT_SECRET: service.clientSecret,
    IDENTITY_RIGHTS: JSON.stringify(rights),
    STAFF_PASSWORD: 'a password of the staff',
  },
})

afterAll(() => identity.stop())

const fresh = () => account(identity, `${randomUUID()}@example.org`)
const client = identity.client<operations>()

contractConditions(identity, {
  valid: {
    createAccount: () => ({
      body: { email: `${randomUUID()}@example.org`, name: 'Sample Person', roles: ['resident'] },
    }),
    listAccounts: () => ({ query: { role: 'resident' } }),
    getAccount: async () => ({ path: { personId: (await fresh()).personId } }),
    setRoles: async () => ({ path: { personId: (await fresh()).personId }, body: { roles: ['caseworker'] } }),
    disableAccount: async () => ({ path: { personId: (await fresh()).personId } }),
    restoreAccount: async () => ({ path: { personId: (await fresh()).personId } }),
    issueFirstPassword: async () => ({ path: { personId: (await fresh()).personId } }),
    listStaff: async () => ({}),
    getStaffMember: async () => ({
      path: { personId: (await account(identity, `${randomUUID()}@example.org`, ['caseworker'])).personId },
    }),
  },
})

test('createAccount: an address that has an account, in whatever case, is 409', async () => {
  const body = { email: 'twice@example.org', name: 'Sample Person' }
  await client.createAccount({ body })
  const again = client.createAccount({ body: { ...body, email: 'Twice@Example.org' } })
  await expect(again).rejects.toMatchObject({ status: 409, code: 'conflict' })
  await expect(again).rejects.toBeInstanceOf(ProblemResponse)
})

test('createAccount: two requests for one address at the same moment make one account', async () => {
  const body = { email: 'race@example.org', name: 'Sample Person' }
  const results = await Promise.allSettled([client.createAccount({ body }), client.createAccount({ body })])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('createAccount: with a password there is no first password, without roles there are none', async () => {
  const body = { email: 'plain@example.org', name: 'Sample Person', password: 'three random words' }
  const created = await client.createAccount({ body })
  expect(created).not.toHaveProperty('firstPassword')
  expect(created).toMatchObject({ roles: [], disabled: false })
  expect(await client.getAccount({ path: { personId: created.personId } })).toEqual(created)
})

test.each(['short', '123456789012', 'Password1234', 'weak.chooser@example.org'])(
  'createAccount: the password %s is 400',
  async (password) => {
    const body = { email: 'weak.chooser@example.org', name: 'Sample Person', password }
    await expect(client.createAccount({ body })).rejects.toMatchObject({ status: 400 })
  },
)

test('a first password is told again to whoever repeats the request, and stands readable nowhere', async () => {
  const path = { personId: (await fresh()).personId }
  const calls = [
    (key: string) =>
      client.createAccount({ body: { email: 'sealed@example.org', name: 'Sample Person' } }, { key: `create ${key}` }),
    (key: string) => client.issueFirstPassword({ path }, { key: `issue ${key}` }),
    async (key: string) => {
      await identity.db.query('UPDATE account SET trusted = $2 WHERE id = $1', [path.personId, false])
      return client.setRoles({ path, body: { roles: ['caseworker'] } }, { key: `roles ${key}` })
    },
  ]
  const key = 'one press of the button'
  for (const call of calls) {
    const first = await call(key)
    expect(first.firstPassword).toMatch(/^([a-z]{5}-){4}[a-z]{5}$/)
    expect(await call(key)).toEqual(first)
    expect(await findText(identity.databaseUrl, [first.firstPassword ?? '', key])).toEqual([])
  }
})

test('listAccounts: who may not manage accounts sees staff only', async () => {
  await account(identity, 'registered-to-list@example.org')
  await account(identity, 'resident-to-list@example.org', ['resident'])
  await account(identity, 'caseworker-to-list@example.org', ['caseworker'])
  const seen = async (...scopes: string[]) => {
    const token = await identity.token({ scopes })
    const { accounts } = await client.listAccounts({}, { token })
    return accounts.flatMap(({ email }) => (email.includes('-to-list') ? email.split('-')[0] : []))
  }
  expect(new Set(await seen('accounts:read', 'accounts:manage'))).toEqual(
    new Set(['registered', 'resident', 'caseworker']),
  )
  expect(await seen('accounts:read')).toEqual(['caseworker'])
})

test('listAccounts: only accounts with the role, in order of name', async () => {
  const { accounts } = await client.listAccounts({ query: { role: 'team-lead' } })
  expect(accounts.map(({ email }) => email)).toEqual(['team-lead@localhost.example'])
})

test('setRoles replaces the roles', async () => {
  const { personId } = await fresh()
  const path = { personId }
  await client.setRoles({ path, body: { roles: ['caseworker', 'team-lead'] } })
  expect((await client.setRoles({ path, body: { roles: ['caseworker'] } })).roles).toEqual(['caseworker'])
  expect((await client.getAccount({ path })).roles).toEqual(['caseworker'])
})

test('nobody disables their own account, changes its roles or issues it a password', async () => {
  const { personId } = await fresh()
  const token = await identity.token({ scopes: ['accounts:manage'], subject: personId })
  const path = { personId }
  const attempts = [
    () => client.disableAccount({ path }, { token }),
    () => client.setRoles({ path, body: { roles: ['resident'] } }, { token }),
    () => client.issueFirstPassword({ path }, { token }),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ status: 409, code: 'conflict' })
})

test('listStaff: who works here and who has left, and nobody else', async () => {
  const named = async (roles: string[]) => (await account(identity, `${randomUUID()}@example.org`, roles)).personId
  const [worker, gone, resident] = [await named(['caseworker']), await named(['team-lead']), await named([])]
  await client.disableAccount({ path: { personId: gone } })
  const { staff } = await client.listStaff()
  const found = (personId: string) => staff.filter((one) => one.personId === personId).map(({ disabled }) => disabled)
  expect([found(worker), found(gone), found(resident)]).toEqual([[false], [true], []])
})

test('restoreAccount: who was disabled is an active account again, with the same roles', async () => {
  const path = { personId: (await account(identity, 'back@example.org', ['caseworker'])).personId }
  await client.disableAccount({ path })
  await expect(client.getStaffMember({ path })).rejects.toMatchObject({ status: 404 })
  expect(await client.restoreAccount({ path })).toMatchObject({ disabled: false, roles: ['caseworker'] })
  expect(await client.getStaffMember({ path })).toEqual({ personId: path.personId, name: 'Sample Person' })
})

test.each([['team-leed'], ['role:team-lead'], ['__proto__'], ['constructor']])(
  'the role %s that no service here has is 400, and nobody gets it',
  async (role) => {
    const { personId } = await fresh()
    const body = { email: `${randomUUID()}@example.org`, name: 'Sample Person', roles: ['caseworker', role] }
    await expect(client.createAccount({ body })).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
    const set = client.setRoles({ path: { personId }, body: { roles: [role] } })
    await expect(set).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
    expect((await client.getAccount({ path: { personId } })).roles).toEqual([])
  },
)

test.each([
  ['resident', 'resident', 404],
  ['caseworker', 'caseworker', 200],
  ['team lead', 'team-lead', 200],
])('getStaffMember: a %s is found as one who works here, or not', async (_name, role, status) => {
  const path = { personId: (await account(identity, `${randomUUID()}@example.org`, [role])).personId }
  const found = client.getStaffMember({ path }).then(
    () => 200,
    (error) => error.status,
  )
  expect(await found).toBe(status)
})

test('listAccounts: by email address, in whatever case', async () => {
  const { personId } = await account(identity, 'by-address@example.org')
  const { accounts } = await client.listAccounts({ query: { email: 'By-Address@Example.org' } })
  expect(accounts.map((one) => one.personId)).toEqual([personId])
})

test('an identifier that is no UUID is unknown, not an error', async () => {
  await expect(client.getAccount({ path: { personId: 'somebody' } })).rejects.toMatchObject({ status: 404 })
})

test('no answer of the contract holds a password hash', async () => {
  const { personId } = await fresh()
  const answers = [await client.listAccounts(), await client.getAccount({ path: { personId } })]
  expect(JSON.stringify(answers)).not.toContain('scrypt')
})
