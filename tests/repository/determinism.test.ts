import { execFile, execFileSync } from 'node:child_process'
import { accessSync, existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageFile } from '../../src/steps/page.ts'
import { digestFileSet } from '../../src/workspace/digest.ts'
import { catalog, compositionBy, filesOf, planOf, root } from '../support/plan.ts'

const run = promisify(execFile)
const script = join(import.meta.dirname, 'print-digest.ts')
const elsewhere = await mkdtemp(join(tmpdir(), 'Pläne für später '))
afterAll(() => rm(elsewhere, { recursive: true }))

const sentences = await Promise.all(
  ['01-case-triage', '02-referrals-with-rules', '03-housing-reports'].map(async (name) =>
    (await readFile(join(root, 'examples', name, 'goal.txt'), 'utf8')).trim(),
  ),
)

interface Way {
  cwd?: string
  env?: Record<string, string>
  node?: string
  /** What stands before the command line. */
  through?: readonly string[]
}

/** The digests that a fresh process comes to; only what `how` says differs from the plainest surroundings. */
async function digestsOf({ cwd = '/', env = {}, node = process.execPath, through = [] }: Way): Promise<string[]> {
  const [command = node, ...args] = [...through, node, script, ...sentences]
  const plain = { PATH: process.env.PATH, HOME: tmpdir(), TZ: 'UTC', LANG: 'C.UTF-8' }
  const { stdout } = await run(command, args, { cwd, env: { ...plain, ...env } })
  return stdout.trim().split('\n')
}

let digests: string[]
beforeAll(async () => {
  digests = await digestsOf({})
})

/** A folder's files, and the page that comes with them. */
async function madeOf(sentence: string) {
  const plan = await planOf(sentence)
  const composition = await compositionBy(plan)
  return new Map([...(await filesOf(composition)), ...pageFile({ composition, plan, catalog })])
}

test('three goals, three file sets', () => {
  expect(new Set(digests).size).toBe(3)
  for (const digest of digests) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
})

test('twice in one process', async () => {
  for (const [index, sentence] of sentences.entries()) {
    const [first, second] = [await madeOf(sentence), await madeOf(sentence)]
    expect([...second.keys()]).toEqual([...first.keys()])
    expect([digestFileSet(first), digestFileSet(second)]).toEqual([digests[index], digests[index]])
  }
})

describe('the same bytes come out', () => {
  test.each<[string, Way]>([
    ['in another folder, for another home', { cwd: elsewhere, env: { HOME: elsewhere, TMPDIR: elsewhere } }],
    ['in another time zone', { env: { TZ: 'Pacific/Auckland' } }],
    ['in Turkish', { env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' } }],
    ['in German', { env: { LANG: 'de_DE', LC_ALL: 'de_DE', LANGUAGE: 'de' } }],
    ['under a tight umask', { through: ['/bin/sh', '-c', 'umask 077; exec "$@"', 'sh'] }],
  ])('%s', async (_name, way) => {
    expect(await digestsOf(way)).toEqual(digests)
  })

  test.runIf(nobodyCanRead())('for another user', async () => {
    expect(await digestsOf({ through: ['runuser', '-u', 'nobody', '--'] })).toEqual(digests)
  })

  const node22 = findNode22()
  test.runIf(node22)('under Node 22', async () => {
    const { stdout } = await run(node22!, ['--version'])
    expect(stdout).toMatch(/^v22\.(19|[2-9]\d)\./)
    expect(await digestsOf({ node: node22! })).toEqual(digests)
  })
})

/** The one that .ci/run installs, or one that is named. */
function findNode22(): string | undefined {
  const path = process.env.COMPOSE_NODE_22 ?? join(root, '.ci/node22/node_modules/node/bin/node')
  return existsSync(path) ? path : undefined
}

/** Whether we may become somebody else, who may read this checkout and run this Node. */
function nobodyCanRead(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    accessSync('/usr/sbin/runuser')
    execFileSync('runuser', ['-u', 'nobody', '--', process.execPath, '--check', script], { stdio: 'ignore', cwd: '/' })
    return true
  } catch {
    return false
  }
}
