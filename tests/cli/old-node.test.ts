import { execFileSync } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { onceUp, serves, service, whyStopped } from './pretend-service.ts'
import { bin, compose, temporaryFolder } from './run.ts'

/** A Node that is too old: one of the machine's, or else this one, told to say that it is 20. */
const old = findOldNode()

function findOldNode(): string[] {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      const version = execFileSync(join(folder, 'node'), ['--version'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const major = Number(version.slice(1).split('.')[0])
      if (major >= 20 && major < 22) return [join(folder, 'node')]
    } catch {
      // No Node in that folder.
    }
  }
  const pretend = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })"
  return [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(pretend)}`]
}

async function binWithoutNodeModules(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'bin'))
  await cp(bin, join(folder, 'bin/compose.js'))
  await cp(join(bin, '../../package.json'), join(folder, 'package.json'))
  return join(folder, 'bin/compose.js')
}

test('an old Node hands over to the newer one of npm: output and exit status are the same', async () => {
  const ok = await compose(['catalog', 'search', 'postcode'], { node: [...old, bin] })
  expect(ok.stderr).toBe('')
  expect(ok.stdout).toContain('address-lookup')
  expect(ok.status).toBe(0)
  expect((await compose(['make me a sandwich'], { node: [...old, bin] })).status).toBe(5)
})

test('an old Node alone says in one line what to do, exit 3', async () => {
  const lonely = await binWithoutNodeModules()
  const { status, stdout, stderr } = await compose(['case triage service'], { node: [...old, lonely] })
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^compose needs Node 22\.19 or newer; this is v\d+.*Run npm install.*\n$/)
  expect(status).toBe(3)
  const json = await compose(['x', '--json'], { node: [...old, lonely] })
  expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'refused', problems: [{ code: 'environment' }] })
})

test('an old Node tells the version itself', async () => {
  const { status, stdout } = await compose(['--version'], { node: [...old, await binWithoutNodeModules()] })
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(status).toBe(0)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGKILL', null],
] as const)('under an old Node, %s to the one that was started reaches the work', async (signal, status) => {
  const folder = await service(serves)
  const ran = await compose(['up', folder], { node: [...old, bin], during: onceUp(signal) })
  expect(ran.status).toBe(status)
  expect(await whyStopped(folder)).toBe('SIGTERM')
})
