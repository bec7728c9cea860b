import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, test } from 'vitest'
import { gone, type RunningProcess, run } from './fixture/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'kit-composed-'))
const kit = fileURLToPath(new URL('../', import.meta.url))
cpSync(join(kit, 'tests/fixture/composed'), folder, { recursive: true })
for (const part of ['package.json', 'start.mjs', 'src', 'pages'])
  if (existsSync(join(kit, part))) cpSync(join(kit, part), join(folder, 'kit', part), { recursive: true })
symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

// One that a failed test left would hold the data of the next.
const begun: RunningProcess[] = []
afterEach(async () => {
  for (const one of begun.splice(0)) {
    one.child.kill('SIGTERM')
    await one.ended()
  }
})

interface Started {
  started: RunningProcess
  service: string
  notes: string
}

async function start(env: Record<string, string | undefined> = {}, command?: string[]): Promise<Started> {
  const [port, notesPort] = [await freePort(), await freePort()]
  const settings = {
    PORT: String(port),
    NOTES_PORT: String(notesPort),
    DATABASE_URL: undefined,
    LOG_LEVEL: 'error',
    ...env,
  }
  const started = command ? run([], settings, command) : run([join(folder, 'kit/start.mjs')], settings)
  begun.push(started)
  return { started, service: `http://127.0.0.1:${port}`, notes: `http://127.0.0.1:${notesPort}` }
}

const pidOf = async (service: string) => ((await (await fetch(service)).json()) as { pid: number }).pid
const alive = (pid: number) =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
const postmaster = () => Number(readFileSync(join(folder, '.data/postgres/postmaster.pid'), 'utf8').split('\n')[0])

test('it starts database, components and service, tells the addresses, and Ctrl-C leaves no process', async () => {
  const { started, service, notes } = await start()
  await started.says(/service is up/)
  expect(started.output()).toContain(`service  ${service}\nnotes    ${notes}\n`)
  expect(await (await fetch(service)).json()).toMatchObject({ url: service, notes })
  expect(await (await fetch(`${notes}/settings`)).json()).toEqual({
    pid: expect.any(Number),
    url: notes,
    database: null,
    secret: 43,
    rights: null,
  })
  const pids = [await pidOf(service), await pidOf(`${notes}/settings`), postmaster()]
  started.child.kill('SIGINT')
  started.child.kill('SIGINT')
  expect(await started.ended()).toBe(130)
  expect(await gone(() => pids.some(alive))).toBe(true)
})

test('what the people of the service may is told to its components, unless the environment says another', async () => {
  const file = join(folder, 'service/rights.json')
  writeFileSync(file, '{ "of": "the folder" }')
  const rights = async (env: Record<string, string>) => {
    const { started, service, notes } = await start(env)
    await started.says(/service is up/)
    expect(await (await fetch(service)).json()).toMatchObject({ notes })
    const told = (await (await fetch(`${notes}/settings`)).json()) as { rights: string }
    started.child.kill('SIGTERM')
    await started.ended()
    return told.rights
  }
  expect(await rights({})).toBe('{ "of": "the folder" }')
  expect(await rights({ IDENTITY_RIGHTS: '{}' })).toBe('{}')
  rmSync(file)
})

test('an organisation.yaml that is wrong is one line, and status 3, before anything runs', async () => {
  const file = join(folder, 'organisation.yaml')
  writeFileSync(file, 'name: Borough of Madeupton\n')
  const { started } = await start()
  expect(await started.ended()).toBe(3)
  rmSync(file)
  expect(started.output()).toMatch(/^.*organisation\.yaml does not say whose service this is: contact: .*\n$/)
})

test('a service that dies is started again', async () => {
  const { started, service } = await start()
  await started.says(/service is up/)
  const before = await pidOf(service)
  process.kill(before, 'SIGKILL')
  await started.says(/The service ended \(SIGKILL\)[\s\S]*service is up/)
  expect(await pidOf(service)).not.toBe(before)
  started.child.kill('SIGTERM')
  expect(await started.ended()).toBe(143)
})

test('database and host of the components are started again too, the database on its data', async () => {
  const { started, service, notes } = await start()
  await started.says(/service is up/)
  const [pid, host, server] = [await pidOf(service), await pidOf(`${notes}/settings`), postmaster()]
  process.kill(server, 'SIGKILL')
  await started.says(/The database ended \(.*\); it starts again in 0\.2 s\.[\s\S]*The database runs again\./)
  await expect.poll(async () => (await fetch(`${service}/health/ready`)).status, { timeout: 20_000 }).toBe(200)
  process.kill(host, 'SIGKILL')
  await started.says(
    /The host of the components ended \(SIGKILL\); it starts again in 0\.2 s\.[\s\S]*components runs again\./,
  )
  await expect.poll(async () => (await fetch(`${notes}/health/ready`)).status, { timeout: 20_000 }).toBe(200)
  expect(await pidOf(service)).toBe(pid)
  const pids = [pid, await pidOf(`${notes}/settings`), postmaster()]
  expect(pids).not.toContain(host)
  started.child.kill('SIGHUP')
  expect(await started.ended()).toBe(129)
  expect(await gone(() => pids.some(alive))).toBe(true)
})

// npm itself does nothing on a SIGINT of its own: Ctrl-C reaches the whole group.
test.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('%s to npm leaves nothing that holds a port', async (signal) => {
  writeFileSync(join(folder, 'package.json'), '{ "scripts": { "start": "exec node kit/start.mjs" } }')
  const { started, service, notes } = await start({}, ['npm', 'start', '--prefix', folder])
  await started.says(/service is up/)
  const pids = [await pidOf(service), await pidOf(`${notes}/settings`), postmaster()]
  started.child.kill(signal)
  await started.ended()
  expect(await gone(() => pids.some(alive))).toBe(true)
})

test('a part that cannot start ends it all, and it says which and why', async () => {
  const { started } = await start({ BROKEN_SETTING: 'yes' })
  expect(await started.ended()).toBe(1)
  expect(started.output()).toContain(
    'The components did not start: BROKEN_SETTING is set\nIt did not start: the host of the components ended before it was ready: status 1\n',
  )
})

test('PUBLIC_URL is the address that the service is told', async () => {
  const { started, service } = await start({ PUBLIC_URL: 'https://service.example' })
  await started.says(/service is up/)
  expect(await (await fetch(service)).json()).toMatchObject({ url: 'https://service.example' })
  started.child.kill('SIGTERM')
  await started.ended()
  const wrong = await start({ PUBLIC_URL: 'service.example' })
  expect(await wrong.started.ended()).toBe(3)
  expect(wrong.started.output()).toBe('PUBLIC_URL must be an http or https address without a path.\n')
})

test('when it is killed itself, nothing is left behind either', async () => {
  const { started, service } = await start()
  await started.says(/service is up/)
  const pids = [await pidOf(service), postmaster()]
  started.child.kill('SIGKILL')
  await started.ended()
  expect(await gone(() => pids.some(alive))).toBe(true)
})

test('a port in use is one line that names it, and status 3', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  const { started } = await start({ NOTES_PORT: String(port) })
  expect(await started.ended()).toBe(3)
  expect(started.output()).toBe(`Port ${port} is in use: stop what uses it, or set NOTES_PORT to another port.\n`)
  await new Promise((resolve) => taken.close(resolve))
})

test.each([
  [
    'postgres://compose@127.0.0.1:1/compose',
    /^The database of DATABASE_URL cannot be used \(.*ECONNREFUSED.*\): check the address/,
  ],
  ['garbage', /^The database of DATABASE_URL cannot be used \(.*\): check the address/],
])('a database that is not there (%s) is one line, and status 3', async (url, says) => {
  const { started } = await start({ DATABASE_URL: url })
  expect(await started.ended()).toBe(3)
  expect(started.output()).toMatch(says)
  expect(started.output().trim().split('\n')).toHaveLength(1)
})

test('a second start in the same folder is one line, and status 3', async () => {
  const first = await start()
  await first.started.says(/service is up/)
  const { started } = await start()
  expect(await started.ended()).toBe(3)
  expect(started.output()).toMatch(/^Process \d+ already runs Postgres on .*: stop it first\n$/)
  first.started.child.kill('SIGTERM')
  await first.started.ended()
})

test('components are on the ports after PORT, so that two services fit on one machine', async () => {
  for (let tries = 0; ; tries += 1) {
    const port = await freePort()
    const { started, notes } = await start({ PORT: String(port), NOTES_PORT: undefined })
    expect(notes).not.toBe('')
    // The port after a free one may be taken.
    const said = await started.says(/service is up|Port \d+ is in use/)
    if (/in use/.test(said) && tries < 5) continue
    expect(started.output()).toContain(`notes    http://127.0.0.1:${port + 1}\n`)
    started.child.kill('SIGTERM')
    await started.ended()
    return
  }
})

test('a shared component needs its address', async () => {
  writeFileSync(
    join(folder, 'composition.yaml'),
    'components:\n  notes: { component: notes-embedded, binding: shared }\n',
  )
  const without = await start()
  expect(await without.started.ended()).toBe(3)
  expect(without.started.output()).toBe('notes is shared with other services: set NOTES_URL to its address.\n')
  const given = await start({ NOTES_URL: 'http://127.0.0.1:9' })
  await given.started.says(/service is up/)
  expect(await (await fetch(given.service)).json()).toMatchObject({ notes: 'http://127.0.0.1:9' })
  given.started.child.kill('SIGTERM')
  await given.started.ended()
  // There is nothing to host here, so no host that ends and is started again.
  expect(given.started.output()).not.toMatch(/host|again/)
})
