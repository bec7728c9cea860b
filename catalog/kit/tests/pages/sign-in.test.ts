import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sessions } from '../../src/pages/session.ts'
import { ProblemResponse } from '../../src/problem.ts'
import { doneTo, fill } from '../desk/at.ts'
import { answer, Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

const GULL = '/staff/boats/at/AB-101'
const INSPECT = `${GULL}/boats.inspectBoat`

let service: ExampleService
beforeAll(async () => {
  service = await startService()
  await fill(service)
}, 60_000)
afterAll(() => service?.stop())

const person = () => new Person(service.url)
const cookieOf = (one: Person) => [...(one.jar.get(service.url)?.values() ?? [])][0] ?? ''
const tokenOf = (page: Seen) => page.document.querySelector<HTMLInputElement>('input[name=_csrf]')?.value
const STAFF_PAGES = ['/staff/boats', GULL, INSPECT]

describe('not signed in', () => {
  test.each(['/staff', ...STAFF_PAGES])('%s leads to sign-in', async (path) => {
    const response = await person().ask(path)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toMatch(/^\/staff\/sign-in/)
    const page = await person().see(path)
    expect(page.url.origin).toBe(service.provider.issuer)
  })

  test('the request to the provider has PKCE, state, nonce and the place as resource', async () => {
    const response = await person().ask('/staff/sign-in')
    const { searchParams } = new URL(response.headers.get('location') ?? '')
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      resource: 'urn:compose:place',
      redirect_uri: `${service.url}/staff/callback`,
    })
    expect(searchParams.get('state')).toMatch(/^[\w-]{43}\.[\w-]+\.[\w-]{43}$/)
    for (const name of ['nonce', 'code_challenge']) expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/)
  })

  test('a form cannot be sent', async () => {
    const body = new URLSearchParams({ text: 'x' })
    expect((await person().see(INSPECT, { method: 'POST', body })).status).toBe(403)
  })
})

describe('signing in', () => {
  test.each(STAFF_PAGES)('comes back to %s', async (path) => {
    const page = await person().signIn('worker', path)
    expect([page.url.pathname, page.status]).toEqual([path, 200])
  })

  test.each([
    'https://elsewhere.example/staff/boats',
    '//elsewhere.example',
    '/staff/sign-out',
    '/staff/x/../../y',
    '/staff/boats//x\\y',
  ])('never comes back to %s', async (path) => {
    const page = await person().signIn('worker', `/staff/sign-in?return=${encodeURIComponent(path)}`)
    expect([page.url.origin, page.url.pathname]).toEqual([service.url, '/staff/boats'])
  })

  test('gives a new session: the old cookie and token are worthless', async () => {
    const one = person()
    const before = await one.see('/track')
    const old = cookieOf(one)
    const page = await one.signIn('worker')
    expect(cookieOf(one)).not.toBe(old)
    expect(tokenOf(page)).not.toBe(tokenOf(before))
    const thief = person()
    thief.jar.set(service.url, new Map([[`session-${new URL(service.url).port}`, old]]))
    expect((await thief.see('/staff/boats')).url.origin).toBe(service.provider.issuer)
  })

  test('keeps the answers of an application that was begun', async () => {
    const one = person()
    await answer(one, 'phone')
    await one.signIn('worker')
    expect((await one.step('check')).place).toBe('/apply/phone')
  })

  test('that was refused, or belongs to nobody, is a page with a way out', async () => {
    const refused = await person().signIn('nobody')
    expect([refused.status, refused.heading]).toEqual([400, 'You are not signed in'])
    const forged = await person().see('/staff/callback?code=x&state=y')
    expect(forged.status).toBe(400)
    const one = person()
    await one.signIn('worker')
    expect((await one.see('/staff/callback?code=x&state=y')).url.pathname).toBe('/staff/boats')
  })

  test.each([
    ['of another issuer', { code: 'x', iss: 'https://elsewhere.example' }],
    ['without an issuer', { code: 'x' }],
    ['that is a refusal of nobody', { error: 'access_denied' }],
    ['with a token in place of a code', { access_token: 'x' }],
  ])('an answer %s is no fault of the service', async (_name, answer) => {
    const one = person()
    const choice = await one.see('/staff')
    const state = choice.url.searchParams.get('state') ?? ''
    const page = await one.see(`/staff/callback?${new URLSearchParams({ state, ...answer })}`)
    expect([page.status, page.heading]).toEqual([400, 'You are not signed in'])
  })

  test('a stolen code does not help without the session that asked for it', async () => {
    const victim = person()
    const choice = await victim.see('/staff')
    const link = [...choice.document.querySelectorAll('a')].find(({ textContent }) => textContent === 'worker')
    let response = await victim.ask(new URL(link?.getAttribute('href') ?? '', choice.url).href)
    while (!response.headers.get('location')?.includes('/staff/callback')) {
      response = await victim.ask(new URL(response.headers.get('location') ?? '', choice.url).href)
    }
    const callback = response.headers.get('location') ?? ''
    const thief = person()
    await thief.see('/staff')
    expect((await thief.see(callback)).status).toBe(400)
    expect((await victim.see(callback)).url.pathname).toBe('/staff/boats')
  })

  test('at another name of this machine moves to the public address first', async () => {
    const local = service.url.replace('127.0.0.1', 'localhost')
    const response = await new Person(local).ask('/staff/sign-in?return=/staff/boats')
    expect(response.headers.get('location')).toBe(`${service.url}/staff/sign-in?return=%2Fstaff%2Fboats`)
  })
})

test.each(STAFF_PAGES)(
  'somebody without any scope of staff gets the 403 page at %s, and can sign out',
  async (path) => {
    const one = person()
    const page = await one.signIn('resident', path)
    expect([page.status, page.heading]).toEqual([403, 'You cannot use this page'])
    expect(page.document.querySelector('form[action="/staff/sign-out"]')).not.toBeNull()
  },
)

describe('sign-out', () => {
  test('ends the session here and at the provider', async () => {
    const one = person()
    const page = await one.signIn('worker')
    const cookie = cookieOf(one)
    const { path, body } = one.filled(page, {}, 'form[action="/staff/sign-out"]')
    const response = await one.ask(path, { method: 'POST', body })
    expect(response.headers.get('location')).toContain(`${service.provider.issuer}/session/end?`)
    expect(response.headers.get('location')).toContain(encodeURIComponent(`${service.url}/`))
    expect(response.headers.get('location')).not.toContain('id_token_hint')
    expect(cookieOf(one)).not.toBe(cookie)
    one.jar.set(service.url, new Map([[`session-${new URL(service.url).port}`, cookie]]))
    expect((await one.ask('/staff/boats')).headers.get('location')).toMatch(/^\/staff\/sign-in/)
  })

  test('asks the provider for the password at the next sign-in, even when the provider still knows the person', async () => {
    const one = person()
    const page = await one.signIn('worker')
    const { path, body } = one.filled(page, {}, 'form[action="/staff/sign-out"]')
    await one.ask(path, { method: 'POST', body })
    const asked = async () => (await one.ask('/staff/sign-in')).headers.get('location')
    expect(await asked()).toContain('prompt=login')
    await one.signIn('worker')
    expect(await asked()).not.toContain('prompt=')
  })

  test('needs the token of the form', async () => {
    const one = person()
    await one.signIn('worker')
    expect((await one.see('/staff/sign-out', { method: 'POST', body: new URLSearchParams() })).status).toBe(403)
    expect((await one.see('/staff/boats')).status).toBe(200)
  })
})

describe('an expired token', () => {
  test('ends the sign-in when the provider said that it would', async () => {
    const one = person()
    await one.signIn('brief')
    const { staff } = (await sessions(service.running.db).read(cookieOf(one)))!
    // What the provider says is left shrinks while the answer is read.
    expect(staff!.expires - staff!.since).toBeGreaterThan(240)
    expect(staff!.expires - staff!.since).toBeLessThanOrEqual(300)
  })

  const expire = (one: Person) =>
    sessions(service.running.db).change(cookieOf(one), ({ staff }) => {
      if (staff) staff.expires = staff.since - 1
    })
  const textOf = (page: Seen) => page.document.querySelector<HTMLTextAreaElement>('#remark')?.value
  const bannerOf = (page: Seen) =>
    tidy(page.document.querySelector('.govuk-notification-banner__content')?.textContent ?? '')
  const typed = { weather: 'calm', remark: 'Long considered.' }
  beforeEach(() => fill(service))

  test('is renewed without a word, and the form that met it is saved once, as it was sent', async () => {
    const one = person()
    const form = await one.signIn('worker', INSPECT)
    await expire(one)
    const saved = await one.send(form, typed)
    expect([saved.url.pathname, bannerOf(saved)]).toEqual([GULL, 'Inspect the boat: done'])
    expect(bannerOf(await one.see(INSPECT))).toBe('')
    await one.send(form, typed)
    expect(await doneTo(service)).toEqual([{ hull: 'AB-101', actor: 'worker', what: 'weather remark' }])
  })

  test('is renewed once: going back to the answer of that sign-in leads on', async () => {
    const one = person()
    await one.signIn('worker')
    await expire(one)
    let response = await one.ask('/staff/sign-in')
    while (!response.headers.get('location')?.includes('/staff/callback'))
      response = await one.ask(response.headers.get('location') ?? '')
    const callback = response.headers.get('location') ?? ''
    expect((await one.see(callback)).url.pathname).toBe('/staff/boats')
    expect((await one.see(callback)).url.pathname).toBe('/staff/boats')
  })

  test('is renewed with the same cookie and the same token: forms of other tabs go on working', async () => {
    const one = person()
    const [first, second] = [await one.signIn('worker', INSPECT), await one.see(`${GULL}/boats.sinkBoat`)]
    const cookie = cookieOf(one)
    await expire(one)
    await one.see('/staff/boats')
    expect(cookieOf(one)).toBe(cookie)
    const refused = await one.send(second, { fate: 'burnt' })
    expect([refused.status, refused.mistakes]).toEqual([400, ['Enter why']])
    await expire(one)
    expect((await one.send(first, typed)).url.pathname).toBe(GULL)
  })

  test('two forms that meet it at once are both saved', async () => {
    const one = person()
    const form = await one.signIn('worker', INSPECT)
    const other = await one.see(`${GULL}/moorings.bookStay`)
    await expire(one)
    const ask = async (page: Seen, entered: Record<string, string>) => {
      const { path, body } = one.filled(page, entered)
      return (await one.ask(path, { method: 'POST', body })).headers.get('location')!
    }
    const [back, otherBack] = [await ask(form, typed), await ask(other, { berth: 'a1', nights: '2' })]
    const saved = [await one.see(back), await one.see(otherBack)]
    expect(saved.map(bannerOf)).toEqual(['Inspect the boat: done', 'Give it a berth: done'])
    expect(await doneTo(service)).toHaveLength(1)
    expect(await service.moorings.running.db.query('SELECT berth FROM stay')).toEqual([{ berth: 'a1' }])
  })

  test('somebody else who signs in then neither saves nor sees what was typed', async () => {
    const one = person()
    const form = await one.signIn('worker', INSPECT)
    await expire(one)
    one.jar.delete(service.provider.issuer)
    const { path, body } = one.filled(form, typed)
    const response = await one.ask(path, { method: 'POST', body })
    const page = await one.signIn('lead', response.headers.get('location')!)
    expect([page.url.pathname, textOf(page), bannerOf(page)]).toEqual([INSPECT, '', ''])
    expect(await doneTo(service)).toEqual([])
  })

  test('after a session that ended nothing is saved unasked: the form comes back with what was typed, and says so', async () => {
    const one = person()
    const form = await one.signIn('worker', INSPECT)
    await sessions(service.running.db).end(cookieOf(one))
    one.headers = { 'sec-fetch-site': 'same-origin' }
    const again = await one.send(form, typed)
    expect([again.url.pathname, textOf(again)]).toEqual([INSPECT, typed.remark])
    expect(bannerOf(again)).toBe(
      'Not saved yet. What you typed is still here: check it, then select “Save inspection”.',
    )
    expect(await doneTo(service)).toEqual([])
    expect((await one.send(again, typed)).url.pathname).toBe(GULL)
    expect(await doneTo(service)).toHaveLength(1)
  })

  test('a colleague who was being added is not lost either', async () => {
    const one = person()
    const form = await one.signIn('lead', '/staff/accounts/add')
    await expire(one)
    const again = await one.send(form, { name: 'New Person', email: 'kept@example.com', role: 'caseworker' })
    expect([again.url.pathname, bannerOf(again).startsWith('Not saved yet.')]).toEqual(['/staff/accounts/add', true])
    expect(again.document.querySelector<HTMLInputElement>('#email')?.value).toBe('kept@example.com')
  })

  test('is also one that a component refuses; refused right after sign-in it is a fault of the service', async () => {
    const one = person()
    await one.signIn('worker')
    service.world.failing.part = new ProblemResponse(401, 'unauthenticated', 'expired')
    expect((await one.see('/staff/boats')).status).toBe(503)
    await sessions(service.running.db).change(cookieOf(one), ({ staff }) => {
      if (staff) staff.since -= 100
    })
    expect((await one.ask('/staff/boats')).headers.get('location')).toMatch(/^\/staff\/sign-in/)
    service.world.failing = {}
  })
})

test('a right that a part alone refuses is the 403 page', async () => {
  const one = person()
  const form = await one.signIn('worker', INSPECT)
  service.world.failing.part = new ProblemResponse(403, 'forbidden', 'no')
  expect((await one.see('/staff/boats')).status).toBe(403)
  expect((await one.send(form, { weather: 'calm', remark: 'x' })).status).toBe(403)
  service.world.failing = {}
})

test('a provider that is down is the service problem page', async () => {
  const away = await startService((pages) => {
    pages.signIn.issuer = 'http://127.0.0.1:9'
  })
  const page = await new Person(away.url).see('/staff')
  await away.stop()
  expect([page.status, page.heading]).toEqual([503, 'Sorry, there is a problem with the service'])
})
