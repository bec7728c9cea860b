import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freshDatabase } from '@composed/kit/testing'
import { codeIn, exchange, signIn, startSignIn } from '@composed/kit/testing/sign-in'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterEach, expect, test } from 'vitest'
import { rights, service } from './identity.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
// Processes of their own, on a machine that may be busy.
const patient = { timeout: 60_000 }
const running = new Set<ChildProcess>()

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

interface Process {
  child: ChildProcess
  issuer: string
  output(): string
}

/** Runs src/main.ts as a process of its own, until it listens. */
async function start(databaseUrl: string, port: string, env: Record<string, string> = {}): Promise<Process> {
  const { child, output } = launch(databaseUrl, port, env)
  for (;;) {
    const address = /Server listening at (http:[^"]+)"/.exec(output())?.[1]
    if (address) return { child, issuer: address, output }
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function launch(databaseUrl: string, port: string, env: Record<string, string>) {
  const child = spawn(process.execPath, ['--no-warnings', main], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      PORT: port,
      SERVICE_URL: 'http://127.0.0.1:9',
      IDENTITY_CLIENT_SECRET: service.clientSecret,
      IDENTITY_RIGHTS: JSON.stringify(rights),
      ...env,
    },
  })
  running.add(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk
    })
  }
  return { child, output: () => text }
}

async function kill({ child }: Process): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test(
  'tokens, sessions and codes outlive a kill -9; the first password is printed once; no secret is logged',
  patient,
  async () => {
    const databaseUrl = await freshDatabase()
    const before = await start(databaseUrl, '0')
    const [, email = '', password = ''] =
      /^First sign-in: (\S+) with password (\S+) \(shown once\)$/m.exec(before.output()) ?? []
    const options = { ...service, issuer: before.issuer }
    const { accessToken } = await signIn({ ...options, email, password })
    const first = await startSignIn(options)
    const code = codeIn(await first.browser.submit(first.page, { email, password }))
    await kill(before)

    // As after a regeneration: the same people may something else.
    const may = [...rights.people['team-lead'].may, 'audit:write']
    const changed = { ...rights, people: { ...rights.people, 'team-lead': { title: 'Head', may } } }
    const env = { IDENTITY_RIGHTS: JSON.stringify(changed) }
    const after = await start(databaseUrl, new URL(before.issuer).port, env)
    expect(after.issuer).toBe(before.issuer)
    const keys = createRemoteJWKSet(new URL(`${after.issuer}/jwks`))
    const { payload } = await jwtVerify(accessToken, keys, { issuer: after.issuer, audience: 'urn:compose:place' })
    expect(payload).toMatchObject({
      roles: ['team-lead'],
      scope: 'accounts:manage accounts:read cases:read own:record',
    })
    const listed = await fetch(`${after.issuer}/accounts`, { headers: { authorization: `Bearer ${accessToken}` } })
    expect(listed.status).toBe(200)
    const next = await exchange(options, code, first.verifier)
    expect(decodeJwt(next.accessToken).scope).toBe('accounts:manage accounts:read audit:write cases:read own:record')
    const second = await startSignIn(options, first.browser)
    expect(second.page.redirects.some((address) => address.includes('/interaction/'))).toBe(false)
    await exchange(options, codeIn(second.page), second.verifier)

    expect(after.output()).not.toContain('First sign-in')
    for (const output of [before.output(), after.output()]) {
      const logged = output.replace(/^First sign-in.*$/m, '')
      for (const secret of [service.clientSecret, password, accessToken, code, email])
        expect(logged).not.toContain(secret)
      expect(output).not.toContain('oidc-provider')
    }
  },
)

test('in production the account with the printed password is told so at sign-in', patient, async () => {
  const databaseUrl = await freshDatabase()
  const before = await start(databaseUrl, '0')
  const [, email = '', password = ''] = /First sign-in: (\S+) with password (\S+)/.exec(before.output()) ?? []
  await kill(before)
  const { issuer } = await start(databaseUrl, '0', { NODE_ENV: 'production' })
  const { page, browser } = await startSignIn({ ...service, issuer })
  const refused = await browser.submit(page, { email, password })
  expect(refused.status).toBe(403)
  expect(refused.html).toContain('printed in a log and is not accepted here')
})

test.each<[string, Record<string, string>, string]>([
  ['no rights', { IDENTITY_RIGHTS: '' }, 'IDENTITY_RIGHTS is not set: give what service/rights.json'],
  ['no client secret', { IDENTITY_CLIENT_SECRET: '' }, 'IDENTITY_CLIENT_SECRET'],
  ['production without a staff account', { NODE_ENV: 'production' }, 'STAFF_PASSWORD_HASH'],
  [
    'a plain staff password in production',
    { NODE_ENV: 'production', STAFF_PASSWORD: 'three random words' },
    'STAFF_PASSWORD_HASH',
  ],
])('%s: it does not start and says what to set', patient, async (_name, env, named) => {
  const { child, output } = launch(await freshDatabase(), '0', env)
  await once(child, 'exit')
  expect(child.exitCode).not.toBe(0)
  expect(output()).toContain(named)
  expect(output()).not.toContain('First sign-in')
})
