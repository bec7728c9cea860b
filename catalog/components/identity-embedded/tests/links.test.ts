import { setTimeout as sleep } from 'node:timers/promises'
import { findText } from '@composed/kit/testing'
import { newBrowser, type Page } from '@composed/kit/testing/browser'
import { signIn, startSignIn } from '@composed/kit/testing/sign-in'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeLink } from '../src/links.ts'
import { personalData } from '../src/personal-data.ts'
import { account, type Identity, startIdentity } from './identity.ts'
import { openPostOffice, type PostOffice } from './post-office.ts'

let identity: Identity
let office: PostOffice

beforeAll(async () => {
  office = await openPostOffice()
  identity = await startIdentity(office.env)
  await office.serve(identity)
})

afterAll(async () => {
  await identity.stop()
  await office.stop()
})

async function ask(path: '/register' | '/forgotten', email: string): Promise<Page> {
  const browser = newBrowser()
  return browser.submit(await browser.get(identity.url + path), { email })
}

async function follow(email: string, form: Record<string, string>): Promise<Page> {
  const browser = newBrowser()
  return browser.submit(await browser.get(await office.linkTo(email)), form)
}

const tokenOf = (email: string, password: string) => signIn({ ...identity.options, email, password })
const count = (email: string) => office.sent.filter(({ to }) => to.email === email).length

/** Nothing comes within a while that is far longer than what does come takes. */
async function nothingMoreTo(email: string, than: number): Promise<void> {
  await sleep(400)
  expect(count(email)).toBe(than)
}

test('who registers proves the address by a link, and has no role', async () => {
  const email = 'newcomer@example.org'
  expect((await ask('/register', 'Newcomer@Example.org')).html).toContain('Check your email')
  expect(await identity.db.query('SELECT 1 FROM account WHERE email = $1', [email])).toEqual([])
  const form = { name: 'New Comer', 'new-password': 'three random words' }
  expect((await follow('Newcomer@Example.org', { ...form, name: '' })).html).toContain('Enter your full name')
  expect((await follow('Newcomer@Example.org', form)).html).toContain('You can sign in')
  const { accessToken } = await tokenOf(email, 'three random words')
  expect(decodeJwt(accessToken)).toMatchObject({ roles: [], scope: 'own:record' })
})

test.each(['/register', '/forgotten'] as const)('%s answers alike for every address', async (path) => {
  const left = await account(identity, `left${path.slice(1)}@example.org`)
  await identity.db.query('UPDATE account SET disabled_at = now() WHERE id = $1', [left.personId])
  const { email } = await account(identity, `known${path.slice(1)}@example.org`)
  const pages = await Promise.all(
    [email, left.email, `unknown${path.slice(1)}@example.org`].map((one) => ask(path, one)),
  )
  expect(new Set(pages.map(({ status, html }) => `${status} ${html}`)).size).toBe(1)
  await office.linkTo(email)
  await nothingMoreTo(left.email, 0)
})

test('a forgotten password is replaced by a link that works once; every session ends', async () => {
  const { email, password } = await account(identity, 'forgetful@example.org')
  const { accessToken } = await tokenOf(email, password)
  await ask('/forgotten', email)
  const link = await office.linkTo(email)
  expect((await newBrowser().get(link)).html).toContain('Choose a new password')
  expect((await follow(email, { 'new-password': 'Password1234' })).html).toContain(
    'must not be one that many people use',
  )
  expect((await follow(email, { 'new-password': 'a lantern in the attic' })).html).toContain('Your password is set')
  await tokenOf(email, 'a lantern in the attic')
  await expect(tokenOf(email, password)).rejects.toThrow('Sign-in stopped')
  const headers = { authorization: `Bearer ${accessToken}` }
  expect((await identity.fetch('/accounts', { headers })).status).toBe(401)
  expect(await newBrowser().get(link)).toMatchObject({ status: 400 })
})

test('two who send the form of one link at the same moment set one password', async () => {
  const { email } = await account(identity, 'twice-at-once@example.org')
  await ask('/forgotten', email)
  await office.linkTo(email)
  const both = await Promise.all(
    ['a first lantern', 'a second lantern'].map((one) => follow(email, { 'new-password': one })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
})

test('a link that another has taken is not taken again, also not by who began before', async () => {
  const { email } = await account(identity, 'began-before@example.org')
  await ask('/forgotten', email)
  const secret = (await office.linkTo(email)).split('/').at(-1)!
  await identity.db.transaction(async (tx) => {
    await tx.query('SELECT now()')
    expect(await takeLink(identity.db, secret)).toBe(email)
    expect(await takeLink(tx, secret)).toBeUndefined()
  })
})

test('an address that nobody has gets no link for a forgotten password', async () => {
  await ask('/forgotten', 'nobody-at-all@example.org')
  await nothingMoreTo('nobody-at-all@example.org', 0)
})

test('an address is sent three links in an hour, whoever asks, in whatever letters', async () => {
  const letters = ['Flooded@example.org', 'flooded@example.org']
  for (let asked = 0; asked < 5; asked++) await ask('/register', letters[asked % 2] ?? '')
  await office.linkTo('Flooded@example.org')
  await sleep(400)
  expect(letters.reduce((sum, one) => sum + count(one), 0)).toBe(3)
})

test('a link that is an hour old is spent', async () => {
  const { email } = await account(identity, 'too-late@example.org')
  await ask('/forgotten', email)
  const link = await office.linkTo(email)
  await identity.db.query("UPDATE link SET until = now() - interval '1 second' WHERE email = $1", [email])
  expect(await newBrowser().get(link)).toMatchObject({ status: 400 })
})

test('an address that asked for a link and has no account is erased, too', async () => {
  await ask('/register', 'Asked-Only@example.org')
  await office.linkTo('Asked-Only@example.org')
  expect(await findText(identity.databaseUrl, ['asked-only'])).not.toEqual([])
  await identity.db.transaction((tx) => personalData(1).erase({ email: 'asked-only@example.org' }, tx))
  expect(await findText(identity.databaseUrl, ['asked-only'])).toEqual([])
})

test('what opens a link does not stand in the database', async () => {
  const { email } = await account(identity, 'read-along@example.org')
  await ask('/forgotten', email)
  const secret = (await office.linkTo(email)).split('/').at(-1) ?? ''
  expect(await findText(identity.databaseUrl, [secret])).toEqual([])
})

test('without a notifications component the pages say whom to ask, and send nothing', async () => {
  const alone = await startIdentity()
  try {
    expect((await newBrowser().get(`${alone.url}/register`)).html).toContain('Ask them for one.')
    expect((await newBrowser().get(`${alone.url}/forgotten`)).html).toContain(
      'Ask whoever looks after accounts where you work',
    )
    const { page, browser } = await startSignIn(alone.options)
    expect(page.html).toContain('href="/forgotten"')
    expect((await browser.post(`${alone.url}/register`, { email: 'a@example.org' })).html).toContain(
      'Ask them for one.',
    )
  } finally {
    await alone.stop()
  }
})
