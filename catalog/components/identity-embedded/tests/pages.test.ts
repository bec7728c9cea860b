import { newBrowser } from '@composed/kit/testing/browser'
import { codeIn, exchange, signIn, startSignIn } from '@composed/kit/testing/sign-in'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimAttempt } from '../src/attempts.ts'
import { personalData } from '../src/personal-data.ts'
import { account, type Identity, startIdentity, teamLead } from './identity.ts'

let identity: Identity

beforeAll(async () => {
  identity = await startIdentity()
})

afterAll(() => identity.stop())

const here = { address: '127.0.0.1', device: undefined }
const summary = 'There is a problem'
const refusal = 'Enter a correct email address and password'

async function tryOnce(email: string, password: string) {
  const { page, browser } = await startSignIn(identity.options)
  return browser.submit(page, { email, password })
}

test('a wrong password and an unknown address get the same page', async () => {
  const wrong = await tryOnce(teamLead.email, 'not the right password')
  const unknown = await tryOnce('nobody@example.org', 'not the right password')
  expect([wrong.status, unknown.status]).toEqual([400, 400])
  for (const page of [wrong, unknown]) {
    expect(page.html).toContain(summary)
    expect(page.html).toContain('href="#email"')
    expect(page.html).toContain('<title>Error: Sign in')
    expect(page.html).not.toContain('not the right password')
  }
  const same = (html: string) =>
    html.replaceAll(/value="[^"]*"|interaction\/[\w-]+/g, '').replaceAll(/(team-lead|nobody)@example.org/g, '')
  expect(same(wrong.html)).toBe(same(unknown.html))
})

test('the address is the same in capitals and with spaces around it', async () => {
  const { email, password } = await account(identity, 'Mixed.Case@Example.ORG')
  expect(email).toBe('mixed.case@example.org')
  await signIn({ ...identity.options, email: '  MIXED.case@example.org ', password })
  await signIn({ ...identity.options, email: 'mixed\u200b.case@example.org\u2069', password })
})

test('nothing filled in: each field says what it needs', async () => {
  const page = await tryOnce('', '')
  expect(page.status).toBe(400)
  expect(page.html).toContain('Enter your email address')
  expect(page.html).toContain('Enter your password')
  expect(page.html.match(/aria-describedby="(email|password)-error"/g)).toHaveLength(2)
})

test('what a person typed is shown as text, never as markup', async () => {
  const page = await tryOnce('"><script>alert(1)</script>', 'x')
  expect(page.html).not.toContain('<script>alert')
  expect(page.html).toContain('&quot;&gt;&lt;script&gt;')
})

test.each(['known@example.org', 'unknown@example.org'])(
  'after ten failures %s has to wait, even with the right password',
  async (email) => {
    if (email.startsWith('known')) await account(identity, email)
    for (let tries = 1; tries < 10; tries++) await claimAttempt(identity.db, email, here)
    const { page, browser } = await startSignIn(identity.options)
    const tenth = await browser.submit(page, { email, password: 'wrong password' })
    expect([tenth.status, tenth.html.includes(refusal)]).toEqual([400, true])
    const locked = await browser.submit(page, { email, password: 'a password for one test' })
    expect([locked.status, locked.html.includes('Wait 15 minutes')]).toEqual([429, true])
  },
)

test('where somebody has signed in before, others who use up the tries keep nobody out', async () => {
  const { email, password } = await account(identity, 'known-browser@example.org')
  const known = await startSignIn(identity.options)
  await known.browser.submit(known.page, { email, password })
  for (let tries = 1; tries <= 12; tries++) await claimAttempt(identity.db, email, here)
  const stranger = await startSignIn(identity.options)
  expect((await stranger.browser.submit(stranger.page, { email, password })).status).toBe(429)
  // The next morning: the session is over, the browser is the same.
  const { cookies } = known.browser
  cookies.splice(0, cookies.length, ...cookies.filter(({ name }) => name === 'identity_device'))
  const again = await startSignIn(identity.options, known.browser)
  expect(codeIn(await known.browser.submit(again.page, { email, password }))).not.toBe('')
})

test('the right password before the last try starts the count anew', async () => {
  const { email, password } = await account(identity, 'patient@example.org')
  for (let tries = 1; tries < 10; tries++) await claimAttempt(identity.db, email, here)
  await signIn({ ...identity.options, email, password })
  expect((await tryOnce(email, 'wrong password')).status).toBe(400)
})

test('a disabled account cannot sign in and its session ends', async () => {
  const { email, password, personId } = await account(identity, 'leaver@example.org', ['caseworker'])
  const first = await startSignIn(identity.options)
  await first.browser.submit(first.page, { email, password })
  const signedIn = await startSignIn(identity.options, first.browser)
  const { accessToken } = await signIn({ ...identity.options, ...teamLead })
  const disabled = await identity.fetch(`/accounts/${personId}/disablement`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'idempotency-key': 'disable the leaver' },
  })
  expect(disabled.status).toBe(200)
  const late = exchange(identity.options, codeIn(signedIn.page), signedIn.verifier)
  await expect(late).rejects.toThrow('No token: 400 invalid_grant')
  expect((await startSignIn(identity.options, first.browser)).page.html).toContain(
    '<h1 class="govuk-heading-l">Sign in',
  )
  expect((await tryOnce(email, password)).html).toContain(refusal)
})

const asLead = async (path: string, body?: object, method = 'POST') => {
  const { accessToken } = await signIn({ ...identity.options, ...teamLead })
  const response = await identity.fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'idempotency-key': crypto.randomUUID(),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test.each<[string, (personId: string) => Promise<unknown>]>([
  ['disabled', (personId) => asLead(`/accounts/${personId}/disablement`)],
  ['given other roles', (personId) => asLead(`/accounts/${personId}/roles`, { roles: ['resident'] }, 'PUT')],
  ['given a first password', (personId) => asLead(`/accounts/${personId}/first-password`)],
  ['erased', (personId) => identity.db.transaction(async (tx) => personalData(1).erase({ personId }, tx))],
])('the access token of an account that is %s counts for nothing from then on', async (how, change) => {
  const { email, password, personId } = await account(identity, `at-once-${how.replaceAll(' ', '-')}@example.org`, [
    'caseworker',
  ])
  const { accessToken } = await signIn({ ...identity.options, email, password })
  const status = async (token: string) =>
    (await identity.fetch('/accounts', { headers: { authorization: `Bearer ${token}` } })).status
  expect(await status(accessToken)).toBe(200)
  await change(personId)
  expect(await status(accessToken)).toBe(401)
  if (how !== 'disabled') return
  await asLead(`/accounts/${personId}/restoration`)
  expect(await status(accessToken)).toBe(401)
  expect(await status((await signIn({ ...identity.options, email, password })).accessToken)).toBe(200)
})

test('whoever registered the address of a colleague does not get the rights that are later given to it', async () => {
  const thief = await account(identity, 'colleague@example.org')
  await identity.db.query('UPDATE account SET trusted = false WHERE id = $1', [thief.personId])
  const { accessToken } = await signIn({ ...identity.options, ...thief })
  const taken = await asLead(`/accounts/${thief.personId}/roles`, { roles: ['caseworker'] }, 'PUT')
  expect(taken).toMatchObject({ status: 200, body: { roles: ['caseworker'], firstPassword: expect.any(String) } })
  const headers = { authorization: `Bearer ${accessToken}` }
  expect((await identity.fetch('/accounts', { headers })).status).toBe(401)
  expect((await tryOnce(thief.email, thief.password)).html).toContain(refusal)
  const first = await tryOnce(thief.email, String(taken.body.firstPassword))
  expect(first.html).toContain('Choose one that only you know')
  const again = await asLead(`/accounts/${thief.personId}/roles`, { roles: ['team-lead'] }, 'PUT')
  expect(again.body).not.toHaveProperty('firstPassword')
})

test('a session whose account was erased asks for sign-in again', async () => {
  const { email, password, personId } = await account(identity, 'gone@example.org')
  const first = await startSignIn(identity.options)
  await first.browser.submit(first.page, { email, password })
  await identity.db.query('DELETE FROM account WHERE id = $1', [personId])
  expect((await startSignIn(identity.options, first.browser)).page.html).toContain(
    '<h1 class="govuk-heading-l">Sign in',
  )
})

test('a form without its CSRF token is refused', async () => {
  const { page, browser } = await startSignIn(identity.options)
  for (const csrf of [undefined, '', 'x'.repeat(43)]) {
    const refused = await browser.post(page.url, { ...teamLead, ...(csrf === undefined ? {} : { csrf }) })
    expect(refused.status).toBe(403)
    expect(refused.html).toContain('this form could not be used')
  }
})

test("another browser's token, or one for another form, is refused", async () => {
  const one = await startSignIn(identity.options)
  const other = await startSignIn(identity.options)
  const token = /name="csrf" value="([^"]*)"/.exec(other.page.html)?.[1] ?? ''
  expect((await one.browser.post(one.page.url, { ...teamLead, csrf: token })).status).toBe(403)
  expect((await other.browser.post(`${other.page.url}/password`, { csrf: token })).status).toBe(403)
})

test('a form that another site sends is refused', async () => {
  const { page, browser } = await startSignIn(identity.options)
  const csrf = /name="csrf" value="([^"]*)"/.exec(page.html)?.[1] ?? ''
  const cookie = browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const foreign: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]
  for (const sign of foreign) {
    const headers = { cookie, ...sign }
    const body = new URLSearchParams({ ...teamLead, csrf })
    expect((await fetch(page.url, { method: 'POST', headers, body, redirect: 'manual' })).status).toBe(403)
  }
})

test('a sign-in of another browser, or none at all, gets a page that says to start again', async () => {
  const { page } = await startSignIn(identity.options)
  for (const url of [page.url, `${identity.url}/interaction/none`, `${page.url}/password`]) {
    const refused = await newBrowser().get(url)
    expect(refused.status).toBe(400)
    expect(refused.html).toContain('Your sign-in has expired')
  }
})

test('a password that somebody else gave out has to be replaced at the first sign-in', async () => {
  const { accessToken } = await signIn({ ...identity.options, ...teamLead })
  const created = await identity.fetch('/accounts', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      'idempotency-key': 'new caseworker',
    },
    body: JSON.stringify({ email: 'starter@example.org', name: 'Sample Caseworker', roles: ['caseworker'] }),
  })
  const { firstPassword } = (await created.json()) as { firstPassword: string }
  expect(firstPassword).toMatch(/^([a-z]{5}-){4}[a-z]{5}$/)
  const { page, browser, verifier } = await startSignIn(identity.options)
  const change = await browser.submit(page, { email: 'starter@example.org', password: firstPassword })
  expect(change.html).toContain('Choose one that only you know')
  const mine = { email: 'starter@example.org', password: firstPassword, 'new-password': 'my own three words' }
  const end = await browser.submit(change, mine)
  await exchange(identity.options, codeIn(end), verifier)
  expect((await tryOnce('starter@example.org', firstPassword)).html).toContain(refusal)
  await signIn({ ...identity.options, email: 'starter@example.org', password: 'my own three words' })
})

test('a signed-in person changes the password; every session of theirs ends', async () => {
  const { email, password } = await account(identity, 'changer@example.org')
  const { page, browser } = await startSignIn(identity.options)
  await browser.submit(page, { email, password })
  const form = await browser.get(`${identity.url}/password`)
  expect(form.html).toContain(`value="${email}"`)
  const same = await browser.submit(form, { email, password, 'new-password': password })
  expect(same.html).toContain('Choose a password that is not the one you have now')
  const weak = await browser.submit(form, { email, password, 'new-password': '123456789012' })
  expect(weak.html).toContain('Your new password must not be a sequence of letters or numbers')
  const wrong = await browser.submit(form, { email, password: 'wrong', 'new-password': 'a new password of mine' })
  expect([wrong.status, wrong.html.includes(refusal)]).toEqual([400, true])
  const changed = await browser.submit(form, { email, password, 'new-password': 'a new password of mine' })
  expect(changed.html).toContain('Your password has changed')
  expect((await startSignIn(identity.options, browser)).page.html).toContain('<h1 class="govuk-heading-l">Sign in')
  await signIn({ ...identity.options, email, password: 'a new password of mine' })
})

test('one network address cannot send the forms without end', async () => {
  const strict = await startIdentity({ SIGN_INS_PER_MINUTE: '3' })
  try {
    const { page, browser } = await startSignIn(strict.options)
    const statuses: number[] = []
    for (const _ of [1, 2, 3, 4]) statuses.push((await browser.submit(page, { email: '', password: '' })).status)
    expect(statuses).toEqual([400, 400, 400, 429])
    const limited = await browser.submit(page, { email: '', password: '' })
    expect(limited.html).toContain('Too many tries')
  } finally {
    await strict.stop()
  }
})

test('cookies are HttpOnly, SameSite and say whose they are; pages are not stored', async () => {
  const { page, browser } = await startSignIn(identity.options)
  const first = await fetch(page.redirects[0]?.replace(/\/interaction.*/, '/password') ?? '')
  const cookies = first.headers.getSetCookie()
  expect(cookies).toHaveLength(1)
  for (const cookie of cookies) expect(cookie).toMatch(/^identity_\w+=.*; Path=\/; HttpOnly; SameSite=Lax$/)
  expect(browser.cookies.map(({ name }) => name).every((name) => name.startsWith('identity_'))).toBe(true)
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('referrer-policy')).toBe('same-origin')
})
