import { startComponent } from '@composed/kit/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addAccount, disableAccount, findAccountByEmail, listAccounts } from '../src/accounts.ts'
import { ensureFirstStaff } from '../src/first-staff.ts'
import component from '../src/index.ts'
import { hashPassword, passwordCosts, passwordMatches } from '../src/passwords.ts'
import { type People, rightsIn } from '../src/people.ts'
import { checkPassword } from '../src/sign-in.ts'
import { rights, service } from './identity.ts'

let db: Awaited<ReturnType<typeof startComponent>>['db']
let hash: string
let stop: () => Promise<void>

beforeAll(async () => {
  const env = {
    IDENTITY_CLIENT_SECRET: service.clientSecret,
    IDENTITY_RIGHTS: JSON.stringify(rights),
    STAFF_PASSWORD: 'a password of the staff',
  }
  const started = await startComponent(component, { env })
  db = started.db
  stop = started.stop
  hash = await hashPassword('three random words')
})

beforeEach(() => db.query('DELETE FROM account'))
afterAll(() => stop())

const nothing = { email: undefined, password: undefined, passwordHash: undefined }

async function start(production: boolean, staff = {}, people: People = rights.people): Promise<string[]> {
  const printed: string[] = []
  await ensureFirstStaff(
    db,
    {
      production,
      passwordCost: passwordCosts.light,
      staff: { ...nothing, ...staff },
      rights: rightsIn([{ id: 'service', people }]),
    },
    (line) => printed.push(line),
  )
  return printed
}

const one = (title: string, ...may: string[]) => ({ title, may })
const here = { address: '127.0.0.1', device: undefined }

test('the first start prints one password that works; the second prints nothing', async () => {
  const [line, ...more] = await start(false)
  const password = /^First sign-in: team-lead@localhost\.example with password ([a-z-]{29}) \(shown once\)$/.exec(
    line ?? '',
  )?.[1]
  expect(more).toEqual([])
  const given = { email: 'team-lead@localhost.example', password: password ?? '' }
  expect(await checkPassword(db, given, false, here)).toMatchObject({
    answer: 'yes',
    account: { name: 'Team lead', roles: ['team-lead'] },
  })
  expect(await start(false)).toEqual([])
  expect(await listAccounts(db)).toHaveLength(1)
})

test.each<[string, People, string[], string]>([
  [
    'there is one who may everything',
    { clerk: one('A clerk', 'a:read'), boss: one('The boss', 'a:read', 'a:lead') },
    ['boss'],
    'The boss',
  ],
  [
    'nobody may everything',
    { guest: one('A guest'), clerk: one('A clerk', 'a:read'), boss: one('The boss', 'a:lead') },
    ['clerk', 'boss'],
    'A clerk',
  ],
])('the first account may everything: %s', async (_name, people, roles, name) => {
  const [line] = await start(false, {}, people)
  expect(line).toContain(`${roles[0]}@localhost.example`)
  expect(await listAccounts(db)).toMatchObject([{ roles, name }])
})

test('where nobody of the staff is, no account is made and none is wanted', async () => {
  expect(await start(true, {}, { guest: one('A guest') })).toEqual([])
  expect(await start(false, {}, {})).toEqual([])
  expect(await listAccounts(db)).toEqual([])
})

test('with a password from the environment nothing is printed', async () => {
  expect(await start(false, { email: 'lead@example.org', password: 'three random words' })).toEqual([])
  expect(
    await checkPassword(db, { email: 'lead@example.org', password: 'three random words' }, true, here),
  ).toMatchObject({
    answer: 'yes',
  })
})

test('production without a staff account says what to set, and prints no password', async () => {
  await expect(start(true)).rejects.toThrow('set STAFF_EMAIL and STAFF_PASSWORD_HASH')
  await expect(start(true, { email: 'lead@example.org' })).rejects.toThrow('STAFF_PASSWORD_HASH')
  expect(await start(true, { email: 'lead@example.org', passwordHash: hash })).toEqual([])
  expect(await start(true)).toEqual([])
})

test('in production a printed password is refused until the operator replaces it', async () => {
  const [line] = await start(false, { email: 'lead@example.org' })
  const password = /password (\S+)/.exec(line ?? '')?.[1] ?? ''
  const given = { email: 'lead@example.org', password }
  expect((await checkPassword(db, given, true, here)).answer).toBe('printed')
  await start(true, { email: 'Lead@example.org', passwordHash: hash })
  expect((await checkPassword(db, given, true, here)).answer).toBe('wrong')
  expect((await checkPassword(db, { ...given, password: 'three random words' }, true, here)).answer).toBe('yes')
})

test('a password that somebody chose is not replaced by the environment', async () => {
  await start(false, { email: 'lead@example.org', password: 'chosen by the team lead' })
  await start(true, { email: 'lead@example.org', passwordHash: hash })
  const account = await findAccountByEmail(db, 'lead@example.org')
  expect(await passwordMatches('chosen by the team lead', account?.passwordHash)).toBe(true)
})

test("an address that is a resident's is refused, not raised to staff", async () => {
  await addAccount(db, {
    email: 'resident@example.org',
    name: 'Sample Resident',
    roles: ['resident'],
    passwordHash: hash,
    passwordOrigin: 'chosen',
  })
  await expect(start(false, { email: 'resident@example.org' })).rejects.toThrow('STAFF_EMAIL belongs to an account')
  const [{ roles } = { roles: [] }] = await listAccounts(db)
  expect(roles).toEqual(['resident'])
})

test('when every staff account is disabled, another first one can be made', async () => {
  await start(false, { email: 'gone@example.org', password: 'three random words' })
  const [gone] = await listAccounts(db)
  await disableAccount(db, gone?.personId ?? '')
  await start(false, { email: 'next@example.org', password: 'three random words' })
  expect((await listAccounts(db)).map(({ email, disabled }) => [email, disabled]).sort()).toEqual([
    ['gone@example.org', true],
    ['next@example.org', false],
  ])
})
