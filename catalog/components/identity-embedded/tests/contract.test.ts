import { randomUUID } from 'node:crypto'
import { ProblemResponse } from '@composed/kit'
import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/identity/contract.ts'
import component from '../src/index.ts'
import { account, service } from './identity.ts'

// The conditions are told with tokens of a test issuer; flow.test.ts has the component take its own.
const identity = await startComponent(component, {
  env: {
    SERVICE_URL: 'http://127.0.0.1:9',
    IDENTITY_CLIENT_SECRET: service.clientSecret,
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

test('createAccount: with a password there is no first password, without roles the role is resident', async () => {
  const body = { email: 'plain@example.org', name: 'Sample Person', password: 'three random words' }
  const created = await client.createAccount({ body })
  expect(created).not.toHaveProperty('firstPassword')
  expect(created).toMatchObject({ roles: ['resident'], disabled: false })
  expect(await client.getAccount({ path: { personId: created.personId } })).toEqual(created)
})

test('createAccount: a password that is too short is 400', async () => {
  const body = { email: 'short@example.org', name: 'Sample Person', password: 'short' }
  await expect(client.createAccount({ body })).rejects.toMatchObject({ status: 400 })
})

test('listAccounts: a caseworker sees staff only, a team lead everybody', async () => {
  await account(identity, 'resident-to-list@example.org')
  await account(identity, 'caseworker-to-list@example.org', ['caseworker'])
  const seen = async (role: string) => {
    const token = await identity.token({ roles: [role] })
    return (await client.listAccounts({}, { token })).accounts.map(({ email }) => email)
  }
  expect(await seen('team-lead')).toEqual(
    expect.arrayContaining(['resident-to-list@example.org', 'caseworker-to-list@example.org']),
  )
  expect(await seen('caseworker')).toContain('caseworker-to-list@example.org')
  expect(await seen('caseworker')).not.toContain('resident-to-list@example.org')
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

test('disableAccount: nobody disables their own account', async () => {
  const { personId } = await fresh()
  const token = await identity.token({ roles: ['team-lead'], subject: personId })
  const attempt = client.disableAccount({ path: { personId } }, { token })
  await expect(attempt).rejects.toMatchObject({ status: 409, code: 'conflict' })
})

test('an identifier that is no UUID is unknown, not an error', async () => {
  await expect(client.getAccount({ path: { personId: 'somebody' } })).rejects.toMatchObject({ status: 404 })
})

test('no answer of the contract holds a password hash', async () => {
  const { personId } = await fresh()
  const answers = [await client.listAccounts(), await client.getAccount({ path: { personId } })]
  expect(JSON.stringify(answers)).not.toContain('scrypt')
})
