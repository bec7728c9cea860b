import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeApplication } from '../../src/pages/application.ts'
import { freshCookie, sessions } from '../../src/pages/session.ts'
import { answer, Person } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
beforeAll(async () => {
  service = await startService()
}, 60_000)
afterAll(() => service?.stop())

const db = () => service.running.db
const cookieOf = (one: Person) => [...(one.jar.get(service.url)?.values() ?? [])][0] ?? ''

describe('headers', () => {
  const policy = () =>
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self' ${service.provider.issuer}; frame-ancestors 'none'; base-uri 'none'`

  test.each([
    '/',
    '/apply',
    '/apply/0123456789abcdef/fullName',
    '/track',
    '/accessibility',
    '/privacy',
    '/cookies',
    '/nothing',
    '/staff/boats',
  ])('%s', async (path) => {
    const { headers } = await new Person(service.url).ask(path)
    expect(headers.get('content-security-policy')).toBe(policy())
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('pages hold no inline script, style or handler, and nothing from elsewhere', async () => {
    const page = await new Person(service.url).see('/apply')
    expect(page.html).not.toMatch(/<script(?![^>]*src="\/assets\/)|<style|style="|\son\w+="/)
    expect(page.html.match(/(?:src|href)="(?!\/|#)[^"]*"/g)).toBeNull()
  })

  test('the session cookie', async () => {
    const response = await new Person(service.url).ask('/track')
    const port = new URL(service.url).port
    expect(response.headers.getSetCookie()[0]).toMatch(
      new RegExp(`^session-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`),
    )
    expect((await new Person(service.url).ask('/')).headers.getSetCookie()).toEqual([])
  })

  test('https makes the cookie Secure and binds it to the host', async () => {
    const { running } = service
    const config = { SERVICE_URL: 'https://service.example' }
    const { default: fastify } = await import('fastify')
    const { mountPages } = await import('../../src/pages/index.ts')
    const { examplePages } = await import('./service.ts')
    const app = fastify()
    const auth = { verify: () => Promise.reject(new Error('not used')) }
    await mountPages(
      app,
      { db: running.db, config, log: app.log, url: 'unused', identityUrl: 'unused', inProgress: () => 0, auth },
      examplePages(service.world, 'https://id.example'),
      { menu: () => [], workOf: () => [], mount: () => {} },
    )
    const { headers } = await app.inject('/track')
    await app.close()
    expect(headers['set-cookie']).toMatch(/^__Host-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })
})

describe('assets', () => {
  test.each(['govuk-frontend.min.css', 'service.css', 'govuk-frontend.min.js', 'service.js', 'favicon.svg'])(
    '%s',
    async (name) => {
      const plain = await fetch(`${service.url}/assets/${name}`, { headers: { 'accept-encoding': 'identity' } })
      const zipped = await fetch(`${service.url}/assets/${name}`)
      const body = await plain.text()
      expect([plain.status, await zipped.text()]).toEqual([200, body])
      expect(zipped.headers.get('content-encoding')).toBe('gzip')
      expect(plain.headers.get('cache-control')).toBe('public, max-age=3600')
      expect(body).not.toMatch(/@font-face|GDS Transport/)
      const etag = plain.headers.get('etag') ?? ''
      expect((await fetch(`${service.url}/assets/${name}`, { headers: { 'if-none-match': etag } })).status).toBe(304)
    },
  )

  test.each([
    'fonts/light-94a07e06a1-v2.woff2',
    'images/govuk-crest.svg',
    'images/favicon.svg',
    '../package.json',
    '..%2flayout.njk',
  ])('%s is not served', async (name) => {
    expect((await new Person(service.url).ask(`/assets/${name}`)).status).toBe(404)
  })
})

describe('errors', () => {
  test('an unknown address is a page for people and a problem document for programs', async () => {
    const page = await new Person(service.url).see('/nothing')
    expect([page.status, page.heading]).toEqual([404, 'Page not found'])
    const program = await fetch(`${service.url}/nothing`, { headers: { accept: 'application/json' } })
    expect([program.status, program.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ])
  })

  test.each([
    ['a body of another kind', { 'content-type': 'application/json' }, '{"a":', 400],
    [
      'a body that is too long',
      { 'content-type': 'application/x-www-form-urlencoded' },
      `a=${'x'.repeat(1024 * 1024)}`,
      413,
    ],
  ])('%s is a page too', async (_name, headers, body, status) => {
    const page = await new Person(service.url).see('/track', { method: 'POST', headers, body })
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
  })

  test('fields sent twice or as something odd are taken once', async () => {
    const one = new Person(service.url)
    const { path, body } = one.filled(await one.see('/apply'))
    body.append('fullName', 'First')
    body.append('fullName', 'Second')
    body.append('__proto__', 'x')
    expect((await one.see(path, { method: 'POST', body })).place).toBe('/apply/email')
  })
})

describe('sessions', () => {
  const sessionCount = async () => (await db().query<{ count: number }>('SELECT count(*) FROM session'))[0]?.count

  test('looking around begins none, however often; the first answer does', async () => {
    const before = await sessionCount()
    const paths = [
      '/',
      '/apply/0123456789abcdef/fullName',
      '/track',
      '/staff/sign-in',
      '/staff/boats',
      '/cookies',
      '/nothing',
    ]
    const looking = Array.from({ length: 10 }, () =>
      paths.map((path) => fetch(service.url + path, { redirect: 'manual' })),
    )
    await Promise.all(looking.flat())
    expect(await sessionCount()).toBe(before)
    const one = new Person(service.url)
    const page = await one.see('/apply')
    const cookie = cookieOf(one)
    expect(await sessionCount()).toBe(before)
    expect((await one.send(page, { fullName: 'Test Person' })).place).toBe('/apply/email')
    expect([await sessionCount(), cookieOf(one)]).toEqual([(before ?? 0) + 1, cookie])
  })

  test('a form of one browser is of no use in another, before there is a session', async () => {
    const [one, other] = [new Person(service.url), new Person(service.url)]
    const { path, body } = one.filled(await one.see('/apply'), { fullName: 'Test Person' })
    await other.see('/apply')
    const sent = await other.see(path, { method: 'POST', body })
    expect([sent.status, sent.heading]).toEqual([403, 'This page has expired'])
  })

  test('a cookie that was given long ago begins no session any more', async () => {
    const store = sessions(db())
    const old = Buffer.alloc(32, 7)
    old.writeUInt32BE(Math.floor(Date.now() / 1000) - 7201)
    expect(await store.change(old.toString('base64url'), () => {})).toBeUndefined()
  })

  test('two first answers at once are both kept', async () => {
    const store = sessions(db())
    const cookie = freshCookie()
    await Promise.all([
      store.change(cookie, (data) => {
        data.notice = 'one'
      }),
      store.change(cookie, (data) => {
        data.signedOut = true
      }),
    ])
    expect(await store.read(cookie)).toMatchObject({ notice: 'one', signedOut: true })
    await store.end(cookie)
  })

  test('the table holds neither cookie nor answers', async () => {
    const one = new Person(service.url)
    await answer(one)
    const rows = await db().query<{ id: Buffer; data: Buffer }>('SELECT id, data FROM session')
    const all = rows.map(({ id, data }) => id.toString('latin1') + data.toString('latin1')).join()
    expect(rows.length).toBeGreaterThan(0)
    for (const secret of [cookieOf(one), 'Test Person', 'test@example.com', 'csrf']) expect(all).not.toContain(secret)
  })

  test('one that was idle for 2 hours is gone, and swept', async () => {
    const one = new Person(service.url)
    await answer(one, 'phone')
    await db().query(`UPDATE session SET used_at = now() - interval '119 minutes'`)
    expect((await one.step('check')).place).toBe('/apply/phone')
    await db().query(`UPDATE session SET used_at = now() - interval '121 minutes'`)
    const page = await one.step('check')
    expect(page.place).toBe('/apply/fullName')
    await sessions(db()).sweep()
    expect(await sessionCount()).toBe(0)
  })

  test('use keeps it alive', async () => {
    const one = new Person(service.url)
    await answer(one, 'phone')
    await db().query(`UPDATE session SET used_at = now() - interval '100 minutes'`)
    await one.step('phone')
    const [row] = await db().query<{ fresh: boolean }>(
      `SELECT bool_or(used_at > now() - interval '1 minute') AS fresh FROM session`,
    )
    expect(row?.fresh).toBe(true)
  })

  test('two changes at once are both kept', async () => {
    const store = sessions(db())
    const { cookie } = await store.create()
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        store.change(cookie, (data) => {
          changeApplication(data, 'a', (application) => {
            application.labels = { ...application.labels, [index]: 'x' }
          })
        }),
      ),
    )
    expect(Object.keys((await store.read(cookie))?.applications?.a?.labels ?? {})).toHaveLength(10)
  })

  test('a made-up cookie is no session', async () => {
    const store = sessions(db())
    expect(await store.read('made-up')).toBeUndefined()
    expect(await store.change('made-up', () => {})).toBeUndefined()
    const { cookie } = await store.renew('made-up', () => {})
    expect(await store.read(cookie)).toMatchObject({ csrf: expect.any(String) })
  })

  test('data of one session cannot be put into another', async () => {
    const store = sessions(db())
    const one = await store.create({ notice: 'A' })
    const two = await store.create({ notice: 'B' })
    const { sealedId } = await import('../../src/seal.ts')
    await db().query('UPDATE session SET data = (SELECT data FROM session WHERE id = $1) WHERE id = $2', [
      sealedId(one.cookie),
      sealedId(two.cookie),
    ])
    await expect(store.read(two.cookie)).rejects.toThrow()
    await store.end(two.cookie)
  })
})
