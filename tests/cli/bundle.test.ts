import { execFile } from 'node:child_process'
import { chmod, chown, cp, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bin, compose, temporaryFolder } from './run.ts'

const run = promisify(execFile)
const root = join(bin, '../..')

/** A checkout of one source file that tells what runs: itself, or the bundle that was made of it. */
async function checkout() {
  const folder = await temporaryFolder()
  const write = (path: string, text: string) => writeFile(join(folder, path), text)
  for (const one of ['src/cli', 'dist', 'scripts']) await mkdir(join(folder, one), { recursive: true })
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  await write('package.json', '{ "type": "module" }')
  await write('scripts/bundle.mjs', '')
  await write('src/cli/main.ts', "console.log('source' as string)\n")
  await write('dist/cli.js', "console.log('bundle')\n")
  const state = `import { stateOfSources } from './bin/sources.js'
    console.log(stateOfSources('.').join('\\n'))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', state], { cwd: folder })
  await write('dist/made-of', stdout)
  return {
    folder,
    write,
    ran: async () => (await compose(['x'], { node: [process.execPath, join(folder, 'bin/compose.js')] })).stdout,
  }
}

test('a checkout runs the bundle that was made of its sources, also where they were copied or touched', async () => {
  const { folder, ran } = await checkout()
  expect(await ran()).toBe('bundle\n')
  await utimes(join(folder, 'src/cli/main.ts'), 1, 1)
  expect(await ran()).toBe('bundle\n')
})

test.each<[string, (place: Awaited<ReturnType<typeof checkout>>) => Promise<unknown>]>([
  ['a source has changed', ({ write }) => write('src/cli/main.ts', "console.log('source' as 'source')\n")],
  [
    'a source of the same length and time has changed',
    async ({ folder, write }) => {
      const path = join(folder, 'src/cli/main.ts')
      const { atime, mtime } = await stat(path)
      await write('src/cli/main.ts', (await readFile(path, 'utf8')).replace('string', 'object'))
      await utimes(path, atime, mtime)
    },
  ],
  ['a source has come', ({ write }) => write('src/cli/new.ts', '')],
  ['the packages have changed', ({ write }) => write('package.json', '{ "type": "module", "dependencies": {} }')],
  ['nobody knows what the bundle is of', ({ write }) => write('dist/made-of', '{')],
  ['there is none', ({ folder }) => rm(join(folder, 'dist'), { recursive: true })],
])('a checkout runs its sources where %s', async (_what, change) => {
  const place = await checkout()
  await change(place)
  expect(await place.ran()).toBe('source\n')
})

/** What a command loads: our files by path, packages by name. */
async function loads(args: readonly string[], how: { cache: string; node: string }): Promise<string[]> {
  const list = join(await temporaryFolder(), 'loaded')
  const hook = `import { registerHooks } from 'node:module'
    import { appendFileSync } from 'node:fs'
    registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context) } })`
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`, XDG_CACHE_HOME: how.cache }
  const { status, stderr } = await compose(args, { node: [process.execPath, how.node], env })
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  const urls = (await readFile(list, 'utf8')).split('\n').filter((url) => url.startsWith('file:'))
  return [
    ...new Set(
      urls.map((url) =>
        url.replace(/^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/, '$1').replace(/^.*\/(bin|src|dist)\//, '$1/'),
      ),
    ),
  ]
}

test('a plan from the bundle loads one file beside the starting ones; only a changed catalogue is worth reading YAML', async () => {
  const [folder, cache] = [await temporaryFolder(), await temporaryFolder()]
  await run(process.execPath, [join(root, 'scripts/bundle.mjs'), join(folder, 'dist')])
  for (const part of ['bin', 'agents', 'package.json'])
    await cp(join(root, part), join(folder, part), { recursive: true })
  await symlink(join(root, 'catalog'), join(folder, 'catalog'))
  const node = join(folder, 'bin/compose.js')
  const first = await loads(['plan', 'case triage service'], { cache, node })
  const second = await loads(['plan', 'case triage service'], { cache, node })
  expect(second.length).toBeLessThan(first.length)
  expect(second.filter((path) => !/runtime|_node_module/.test(path))).toEqual([
    'bin/compose.js',
    'dist/cli.js',
    'dist/chunks/planning.js',
  ])
})

test('a plan from the sources loads nothing of what makes, checks or asks', async () => {
  const cache = await temporaryFolder()
  const sources = join(await withoutBundle(), 'bin/compose.js')
  await loads(['plan', 'case triage service'], { cache, node: sources })
  const loaded = await loads(['plan', 'case triage service'], { cache, node: sources })
  expect(loaded.filter((path) => !/^(bin|src)\//.test(path)).sort()).toEqual([
    'commander',
    'minisearch',
    'stemmer',
    'zod',
  ])
  expect(
    loaded.filter((path) => /^src\/(compose|verification|steps\/(scaffold|verify)|mcp|evaluation)/.test(path)),
  ).toEqual([])
})

test('what talks in a terminal is loaded by nobody who has none', async () => {
  const node = join(await withoutBundle(), 'bin/compose.js')
  const cache = await temporaryFolder()
  for (const args of [['case triage service', '--dry-run'], ['catalog', 'list'], ['--help']]) {
    const loaded = await loads(args, { cache, node })
    expect(
      loaded.filter((path) => /^(ink|react.*|yoga-layout|string-width|wrap-ansi)$|^src\/cli\/talk\//.test(path)),
    ).toEqual(['src/cli/talk/wanted.ts'])
  }
})

test('only compose mcp loads anything of MCP, and only with --http anything that serves it', async () => {
  const cache = await temporaryFolder()
  const node = join(await withoutBundle(), 'bin/compose.js')
  const protocol = /^(src\/mcp\/|@modelcontextprotocol|@hono|hono$|express)/
  for (const args of [['--version'], ['--help'], ['catalog', 'list'], ['plan', 'case triage service']]) {
    const loaded = await loads(args, { cache, node })
    expect(loaded.filter((path) => protocol.test(path))).toEqual([])
  }
  // Its stdin has ended, and so does it.
  const served = (await loads(['mcp'], { cache, node })).filter((path) => protocol.test(path))
  expect(served).toContain('@modelcontextprotocol/sdk')
  expect(served.filter((path) => /^src\/mcp\/http\/|hono|express/.test(path))).toEqual([])
})

/** Our checkout without dist/. */
async function withoutBundle(): Promise<string> {
  const folder = await temporaryFolder()
  for (const part of ['bin', 'src', 'agents', 'package.json'])
    await cp(join(root, part), join(folder, part), { recursive: true })
  for (const part of ['catalog', 'node_modules']) await symlink(join(root, part), join(folder, part))
  return folder
}

const compiledIn = async (cache: string) => readdir(join(cache, 'compose/compiled')).catch(() => [])

test('what Node compiles is kept in the user’s own cache folder', async () => {
  const cache = await temporaryFolder()
  await compose(['--help'], { env: { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' } })
  expect(await compiledIn(cache)).toHaveLength(1)
})

const strange: [string, (folder: string, elsewhere: string) => Promise<unknown>][] = [
  ['that others may write to', (folder) => mkdir(folder).then(() => chmod(folder, 0o777))],
  ['that is a link', (folder, elsewhere) => symlink(elsewhere, folder)],
]
// Only the superuser can give a folder away.
if (process.geteuid?.() === 0)
  strange.push(['of another user', (folder) => mkdir(folder).then(() => chown(folder, 12345, 12345))])

test.runIf(process.geteuid).each(strange)('nothing that runs is taken from a folder %s', async (_what, make) => {
  const [cache, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  await mkdir(join(cache, 'compose'), { mode: 0o700 })
  await make(join(cache, 'compose/compiled'), elsewhere)
  const { status, stderr } = await compose(['--help'], { env: { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' } })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect([await compiledIn(cache), await readdir(elsewhere)]).toEqual([[], []])
})
