import { describe, expect, test } from 'vitest'
import { type Browser, newBrowser } from '../../../catalog/kit/testing/browser.ts'
import { codeIn, exchange, requestToken, startSignIn } from '../../../catalog/kit/testing/sign-in.ts'
import { type Answer, ask } from './ask.ts'
import { cookieOf } from './identity-forms.ts'
import { judge } from './judge.ts'
import { cookiesOf, enter, itemPath, listPath, visit } from './pages.ts'
import type { Scene } from './scene.ts'
import { tryAll } from './tries.ts'
import { staffOf, subjectOf } from './world.ts'

/** Getting in as somebody else, or having somebody else get in as oneself. */
export function trySignIn(scene: Scene): void {
  const { place, world } = scene
  const { service, identity, people, clientSecret } = place
  const list = listPath(place)
  const redirectUri = `${service.url}/staff/callback`
  const [worker] = staffOf(place) as [string]
  const client = { issuer: identity.url, clientId: 'service', clientSecret, redirectUri }

  const isIn = async (cookie: string) => (await visit(service.url, list, { cookie })).status === 200
  const callback = (cookie: string, query: Record<string, string>) =>
    visit(service.url, `/staff/callback?${new URLSearchParams(query)}`, { cookie })

  /** A sign-in that was begun at the service, stopped before the provider's answer is used. */
  async function stopped(): Promise<{ browser: Browser; answer: URLSearchParams }> {
    const account = await people.accountOf(worker, 'who is stopped half-way')
    const browser = newBrowser(redirectUri)
    const page = await browser.get(`${service.url}/staff/sign-in`)
    const end = await browser.submit(page, { email: account.email, password: account.password })
    return { browser, answer: new URL(end.url).searchParams }
  }

  describe('sign-in', () => {
    test('an answer of the provider that this browser did not ask for lets nobody in', async () => {
      const [attacker, victim, spent] = await Promise.all([stopped(), stopped(), stopped()])
      const own = Object.fromEntries(victim.answer)
      const others = Object.fromEntries(attacker.answer)
      const cookie = cookieOf(victim.browser)
      const used = await callback(cookieOf(spent.browser), Object.fromEntries(spent.answer))
      expect(used.status).toBe(303)
      const tries: [name: string, cookie: string, query: Record<string, string>][] = [
        ['the answer to another browser', cookie, others],
        ['no session', '', others],
        ['another code with the own state', cookie, { ...own, code: others.code! }],
        ['the own code with another state', cookie, { ...own, state: others.state! }],
        ['no state', cookie, { code: own.code! }],
        ['an empty state', cookie, { ...own, state: '' }],
        ['a state of nobody', cookie, { ...own, state: 'undefined' }],
        ['a made-up code', cookie, { ...own, code: 'made-up' }],
        ['a code that was used', cookie, { ...own, code: spent.answer.get('code')! }],
        ['an answer that was used, in another browser', cookie, Object.fromEntries(spent.answer)],
        ['another issuer', cookie, { ...own, iss: 'https://evil.example' }],
        ['an error', cookie, { state: own.state!, error: 'access_denied' }],
        ['a token in place of a code', cookie, { state: own.state!, access_token: world.person(worker).token! }],
      ]
      const found = await tryAll('sign-in', tries, async ([name, held, query]) => {
        const answer = await callback(held, query)
        const set = cookiesOf(answer)
        const inside = (await isIn(held)) || (set !== '' && (await isIn(set)))
        const refused = answer.status === 400 ? [] : [`${answer.status} instead of 400`]
        return [...refused, ...(inside ? ['is in'] : []), ...judge(answer)].map((fault) => `${name}: ${fault}`)
      })
      expect(found).toEqual([])
    })

    test('a session is one browser’s, and over when it is', async () => {
      const visitor = await enter(place, worker, 'who signs out')
      const [name, value] = visitor.cookie
        .split('; ')
        .find((one) => one.startsWith('session'))!
        .split('=') as [string, string]
      expect(await isIn(`${name}=${value}`)).toBe(true)
      const planted = await visit(service.url, '/track', { cookie: `${name}=planted-by-somebody` })
      const given = (planted.headers['set-cookie'] ?? []).join()
      const tries: [what: string, cookie: string][] = [
        ['a cookie of somebody’s making', `${name}=planted-by-somebody`],
        ['an empty one', `${name}=`],
        ['code', `${name}=' OR '1'='1`],
        ['all but the last letter', `${name}=${value.slice(0, -2)}`],
        ['by another name', `session=${value}`],
        ['of another service', `session-1=${value}`],
        ['in other letters', `${name.toUpperCase()}=${value}`],
        ['the CSRF cookie of sign-in', `${name}=${'a'.repeat(43)}`],
      ]
      const found = await tryAll('sign-in', tries, async ([what, cookie]) =>
        (await isIn(cookie)) ? [`${what}: is in`] : [],
      )
      expect(found).toEqual([])
      expect(given).not.toContain('planted')
      expect(given).toMatch(/HttpOnly; SameSite=Lax/i)

      const { browser, page } = await signOutPage(visitor.cookie)
      expect(page.status).toBeLessThan(400)
      expect(await isIn(`${name}=${value}`), 'after sign-out').toBe(false)
      void browser
    })

    test('a cookie of a service with an https address goes over https alone', async () => {
      const url = await place.serviceBehind('https://cases.example.org')
      const found = await tryAll('sign-in', ['/track', '/apply', '/staff/sign-in'], async (at) => {
        const first = await visit(url, at, { cookie: '' })
        const next = first.headers['set-cookie']
          ? first
          : await visit(url, String(first.headers.location), { cookie: '' })
        const cookies = next.headers['set-cookie'] ?? []
        const safe = cookies.length > 0 && cookies.every((one) => /^__Host-/.test(one) && /; Secure/i.test(one))
        return safe ? [] : [`${at}: ${cookies.map((one) => one.replace(/=[^;]*/, '=')).join()}`]
      })
      expect(found).toEqual([])
    })

    test('whose access has ended is out at once, with any session', async () => {
      const visitor = await enter(place, worker, 'whose access ends')
      expect(await isIn(visitor.cookie)).toBe(true)
      const id = subjectOf(await people.tokenOf(worker, 'whose access ends'))
      const manage = world.program('accounts:manage').token
      expect(await world.call('identity', 'POST', `/accounts/${id}/disablement`, manage)).toMatchObject({ status: 200 })
      expect(
        await tryAll(
          'sign-in',
          [list, `${list}/csv`, itemPath(place, world.bystander.reference), '/staff/attention'],
          async (at) => {
            const answer = await visit(service.url, at, visitor)
            const out = answer.status === 303 && String(answer.headers.location).startsWith('/staff/sign-in?')
            return out || (at === '/staff/attention' && !answer.body.includes(world.bystander.words))
              ? []
              : [`${at}: ${answer.status}`]
          },
        ),
      ).toEqual([])
    })
  })

  /** Signs out as the button does. */
  async function signOutPage(cookie: string) {
    const opened = await visit(service.url, list, { cookie })
    const token = /name="_csrf" value="([^"]+)"/.exec(opened.body)![1]!
    const page = await visit(
      service.url,
      '/staff/sign-out',
      { cookie },
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ _csrf: token }).toString(),
      },
    )
    return { browser: cookie, page }
  }

  describe('the provider', () => {
    const right = {
      client_id: 'service',
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: redirectUri,
      state: 'a-state',
      nonce: 'a-nonce',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }
    const without = (name: keyof typeof right) =>
      Object.fromEntries(Object.entries(right).filter(([one]) => one !== name))

    test('begins no sign-in that could end elsewhere', async () => {
      const account = await people.accountOf(worker, 'who is signed in')
      const browser = newBrowser(redirectUri)
      const { page } = await startSignIn(client, browser)
      codeIn(await browser.submit(page, { email: account.email, password: account.password }))
      const cookie = cookieOf(browser)
      const probe = await visit(identity.url, `/auth?${new URLSearchParams(right)}`, { cookie })
      expect(String(probe.headers.location), 'a right request of somebody who is signed in').toContain('code=')
      const tries: [name: string, query: Record<string, string>][] = [
        ['no PKCE', { ...without('code_challenge'), code_challenge_method: '' }],
        ['plain PKCE', { ...right, code_challenge_method: 'plain' }],
        ['PKCE without its way', without('code_challenge_method')],
        ['a client of nobody', { ...right, client_id: 'somebody' }],
        ['an address elsewhere', { ...right, redirect_uri: 'https://evil.example/staff/callback' }],
        ['an address below ours', { ...right, redirect_uri: `${redirectUri}/../../elsewhere` }],
        ['an address with a query', { ...right, redirect_uri: `${redirectUri}?to=https://evil.example` }],
        ['an address with somebody before it', { ...right, redirect_uri: redirectUri.replace('127', 'evil@127') }],
        ['an address with a fragment', { ...right, redirect_uri: `${redirectUri}#evil` }],
        ['an address of another port', { ...right, redirect_uri: 'http://127.0.0.1:1/staff/callback' }],
        ['an address with another name', { ...right, redirect_uri: redirectUri.replace('127.0.0.1', 'localhost') }],
        ['an address that is code', { ...right, redirect_uri: 'javascript:alert(1)' }],
        ['a token at once', { ...right, response_type: 'token' }],
        ['an ID token at once', { ...right, response_type: 'id_token' }],
        ['both', { ...right, response_type: 'code id_token token' }],
        ['another resource', { ...right, resource: 'urn:elsewhere' }],
        [
          'a request that nobody signed',
          { ...right, request: 'eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.' },
        ],
        ['a request from elsewhere', { ...right, request_uri: `${service.url}/` }],
      ]
      const found = await tryAll('sign-in', tries, async ([name, query]) => {
        const answer = await visit(identity.url, `/auth?${new URLSearchParams(query)}`, { cookie })
        const location = String(answer.headers.location ?? '')
        const stray =
          location &&
          new URL(location, identity.url).origin !== new URL(service.url).origin &&
          !location.startsWith('/interaction')
            ? [`leads to ${location}`]
            : []
        const given = /[?&#](code|access_token|id_token)=/.test(location) ? [`gives ${location}`] : []
        return [...stray, ...given, ...judge(answer)].map((fault) => `${name}: ${fault}`)
      })
      expect(found).toEqual([])
    })

    test('gives no token for a code that is not the caller’s, or for nothing', async () => {
      const account = await people.accountOf(worker, 'whose codes are tried')
      const fresh = async () => {
        const { page, browser, verifier } = await startSignIn(client)
        return {
          code: codeIn(await browser.submit(page, { email: account.email, password: account.password })),
          verifier,
        }
      }
      const used = await fresh()
      await exchange(client, used.code, used.verifier)
      const base = { grant_type: 'authorization_code', redirect_uri: redirectUri }
      type Parameters = Record<string, string>
      const tries: [name: string, make: () => Promise<Parameters>, as?: Partial<typeof client>][] = [
        ['a code that was used', async () => ({ ...base, code: used.code, code_verifier: used.verifier })],
        ['no verifier', async () => ({ ...base, code: (await fresh()).code })],
        ['another verifier', async () => ({ ...base, code: (await fresh()).code, code_verifier: 'a'.repeat(43) })],
        ['a short verifier', async () => ({ ...base, code: (await fresh()).code, code_verifier: '' })],
        ['another address', async () => ({ ...base, ...asCode(await fresh()), redirect_uri: 'https://evil.example/' })],
        ['no address', async () => ({ grant_type: base.grant_type, ...asCode(await fresh()) })],
        [
          'another secret',
          async () => ({ ...base, ...asCode(await fresh()) }),
          { clientSecret: 'not the secret at all' },
        ],
        ['no secret', async () => ({ ...base, ...asCode(await fresh()) }), { clientSecret: '' }],
        ['another client', async () => ({ ...base, ...asCode(await fresh()) }), { clientId: 'somebody' }],
        ['a made-up code', async () => ({ ...base, code: 'made-up', code_verifier: 'a'.repeat(43) })],
        ['a password', async () => ({ grant_type: 'password', username: account.email, password: account.password })],
        ['a refresh token', async () => ({ grant_type: 'refresh_token', refresh_token: 'made-up' })],
        ['an implicit grant', async () => ({ grant_type: 'implicit' })],
        [
          'a device',
          async () => ({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'made-up' }),
        ],
        [
          'an exchange',
          async () => ({
            grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
            subject_token: world.person(worker).token!,
          }),
        ],
        [
          'a right that the client has not',
          async () => ({ grant_type: 'client_credentials', scope: 'everything:manage' }),
        ],
        ['a role', async () => ({ grant_type: 'client_credentials', scope: `role:${worker}` })],
        ['a right of people alone', async () => ({ grant_type: 'client_credentials', scope: 'own:record' })],
        ['a right to end things', async () => ({ grant_type: 'client_credentials', scope: 'attention:end' })],
        [
          'another place',
          async () => ({ grant_type: 'client_credentials', scope: 'cases:read', resource: 'urn:elsewhere' }),
        ],
        ['a grant of its own class', async () => ({ grant_type: '__proto__' })],
      ]
      const found = await tryAll('sign-in', tries, async ([name, make, as]) => {
        const response = await requestToken({ ...client, ...as }, await make())
        const body = await response.text()
        const refused = response.status === 400 || response.status === 401 ? [] : [`${response.status}`]
        return [...refused, ...(/access_token|id_token/.test(body) ? ['gives a token'] : [])].map(
          (fault) => `${name}: ${fault}`,
        )
      })
      expect(found).toEqual([])
    })

    test('ends a session only for somebody who was asked, and leads nowhere else', async () => {
      const tries = [
        'https://evil.example/',
        '//evil.example/',
        `${service.url}//evil.example`,
        'javascript:alert(1)',
        `${service.url}${list}`,
      ]
      const found = await tryAll('sign-in', tries, async (target) => {
        const query = new URLSearchParams({ post_logout_redirect_uri: target, client_id: 'service' })
        const answer: Answer = await ask(identity.url, `/session/end?${query}`, { headers: { accept: 'text/html' } })
        const refused =
          answer.status === 400 && answer.headers.location === undefined
            ? []
            : [`${answer.status} ${answer.headers.location}`]
        return [...refused, ...judge(answer)].map((fault) => `${target}: ${fault}`)
      })
      expect(found).toEqual([])
    })
  })

  const asCode = ({ code, verifier }: { code: string; verifier: string }) => ({ code, code_verifier: verifier })
}
