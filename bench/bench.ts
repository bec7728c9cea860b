// npm run bench: what compose and a composed service cost, as ratios to a named baseline measured in the same run. Some
// minutes; npm run bench -- load growth measures those parts alone.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadAgents } from '../src/brain/agents.ts'
import { ask } from '../src/brain/brain.ts'
import { builtinBrain } from '../src/brain/builtin.ts'
import { loadCatalog } from '../src/catalog/load.ts'
import { readGoal } from '../src/goal/read.ts'
import { Report } from '../src/schema.ts'
import { interpret } from '../src/steps/interpret.ts'
import { resolve } from '../src/steps/resolve.ts'
import { stage } from '../src/steps/stage.ts'
import { verify } from '../src/steps/verify.ts'
import { realWorld } from '../src/world.ts'
import { compositionOf, filesOf } from '../tests/support/plan.ts'
import { growth } from './growth.ts'
import { installedBin } from './installed.ts'
import { largeCatalogue } from './large-catalogue.ts'
import { load } from './load.ts'
import { median, type Row, table } from './table.ts'
import { turns } from './turns.ts'

// Loading extra certificates costs each Node process some 50 ms, and nothing here needs them.
delete process.env.NODE_EXTRA_CA_CERTS

const root = join(import.meta.dirname, '..')
const bin = join(root, 'bin/compose.js')
const goal = 'case triage service'
const rounds = 15
const limit = 120_000
const unkept = 'compose plan, installed, nothing kept'
const run = promisify(execFile)
const scratch = await mkdtemp(join(tmpdir(), 'compose-bench-'))

const all = [starting, planning, reading, asking, composing, verifying, load, growth]
const names = process.argv.slice(2)
const unknown = names.find((name) => !all.some((part) => part.name === name))
if (unknown) throw new Error(`There is no part ${unknown}: ${all.map((part) => part.name).join(', ')}.`)

try {
  for (const part of all.filter(({ name }) => names.length === 0 || names.includes(name))) {
    await part(scratch).catch((error: Error) => {
      console.log(`\n${part.name}: no figures. ${error.message.split('\n')[0]}`)
      process.exitCode = 1
    })
  }
} finally {
  await rm(scratch, { recursive: true, force: true })
}

/** Child processes, one after the other and in turn, so that a busy moment of the machine falls on all alike. */
async function starting(): Promise<void> {
  const large = await largeCatalogue(root, join(scratch, 'large'), 200)
  const installed = await installedBin(scratch)
  const cache = join(scratch, 'kept')
  const lines: Record<string, string[]> = {
    'node -e 0 (baseline)': ['-e', '0'],
    'compose --version': [bin, '--version'],
    'compose --help': [bin, '--help'],
    'compose plan': [bin, 'plan', goal],
    'compose plan, 200 parts more': [bin, 'plan', goal, '--catalog', large],
    'compose plan, installed': [installed, 'plan', goal],
    'compose plan, installed, 200 parts more': [installed, 'plan', goal, '--catalog', large],
    [unkept]: [installed, 'plan', goal],
  }
  const taken = new Map<string, number[]>(Object.keys(lines).map((name) => [name, []]))
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, args] of Object.entries(lines)) {
      const env = { ...process.env, XDG_CACHE_HOME: name === unkept ? join(scratch, `fresh-${round}`) : cache }
      const start = performance.now()
      await run(process.execPath, args, { cwd: scratch, env })
      if (round >= 0) taken.get(name)!.push(performance.now() - start)
    }
  }
  const rows = [...taken].map(([name, all]): Row => [name, median(all)])
  table(`Starting: median of ${rounds} processes each, after one to warm up`, rows, rows[0]![1])
}

/** In this process: the first time is what a command pays, the median what a server pays. */
async function planning(): Promise<void> {
  const agents = await loadAgents(join(root, 'agents'))
  const { signal } = new AbortController()
  const taken: Record<'load catalogue' | 'interpret' | 'resolve', number[]> = {
    'load catalogue': [],
    interpret: [],
    resolve: [],
  }
  const timed = async <T>(name: keyof typeof taken, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now()
    const result = await work()
    taken[name].push(performance.now() - start)
    return result
  }
  for (let round = 0; round < rounds; round += 1) {
    const catalog = await timed('load catalogue', () => loadCatalog(join(root, 'catalog')))
    const asked = { version: 1 as const, sentence: goal, use: {}, without: [] }
    const intent = await timed('interpret', () =>
      interpret(asked, catalog, (question, check) => ask(builtinBrain, agents, 'planner', question, signal, check)),
    )
    await timed('resolve', () => resolve(intent, catalog))
  }
  const rows = Object.entries(taken).map(([name, all]): Row => [name, median(all)])
  table(`Planning: median of ${rounds} in one process, baseline the sum`, rows, sum(rows))
}

/** The built-in reader alone, for goals of the greatest length: one of clauses that are read, and what begins much and ends nothing. */
async function reading(): Promise<void> {
  const catalog = await loadCatalog(join(root, 'catalog'))
  const patterns = Object.fromEntries([...catalog.patterns].map(([id, { file }]) => [id, file]))
  const words = Object.fromEntries([...catalog.capabilities].map(([id, { file }]) => [id, file.spec.words]))
  const kinds = [
    'answer within 2 days, ',
    'urgent if they are ill, ',
    'text people and ',
    'if a, urgent ',
    '1 ',
    ' a',
    '; ',
  ]
  const taken = kinds.map((piece): Row => {
    const sentence = `case triage, ${piece.repeat(4000)}`.slice(0, 4000)
    const once = () => {
      const start = performance.now()
      readGoal({ version: 1, sentence, use: {}, without: [] }, catalog.vocabulary, words, patterns)
      return performance.now() - start
    }
    return [JSON.stringify(piece), median(Array.from({ length: rounds }, once))]
  })
  table('Reading 4,000 characters: baseline the first', taken, taken[0]![1])
}

/** In this process, over real HTTP on loopback. */
function asking(): Promise<void> {
  return turns(root, scratch, 40)
}

/** The real command: for a first goal, for a second that nobody has composed before, and once more for the same bytes. */
async function composing(): Promise<void> {
  // A folder of its own for proofs and runs, so that the machine's past says nothing.
  const env = { ...process.env, XDG_CACHE_HOME: join(scratch, 'cache'), COMPOSE_RUNS: join(scratch, 'runs') }
  const options = { cwd: scratch, env, timeout: limit, maxBuffer: 2 ** 26 }
  const kinds = [
    ['the first on this machine', goal],
    ['another goal after it', 'triage referrals, high priority if there is a risk of harm, text people'],
    ['the same goal again', goal],
  ] as const
  for (const [kind, sentence] of kinds) {
    const start = performance.now()
    // A run that is not verified ends with another status; its report says why.
    const { stdout } = await run(process.execPath, [bin, sentence, '--json'], options).catch(
      (error: { stdout: string }) => error,
    )
    const wall = performance.now() - start
    const report = Report.parse(JSON.parse(stdout || '{}'))
    if (report.verdict !== 'verified') throw new Error(`${report.verdict}: ${report.problems[0]?.message}`)
    const steps = Object.entries(report.durations ?? {})
    table(`A whole run, ${kind}: baseline its wall clock`, [...steps, ['start and end', wall - sum(steps)]], wall)
    console.log(`  ${report.verdict}, ${report.tests?.passed ?? 0} tests, sandbox ${report.sandbox}`)
  }
}

/** verify's own parts; types and tests run at the same time, so the parts add up to more than the whole. */
async function verifying(): Promise<void> {
  const world = realWorld(() => {}, new AbortController().signal)
  const composition = await compositionOf(goal)
  const files = await filesOf(composition)
  const staged = await stage(files, composition.name, world)
  try {
    const start = performance.now()
    const { milliseconds, verdict, failures } = await verify(staged, composition, files, { world, timeout: limit })
    const whole = performance.now() - start
    if (verdict !== 'verified') throw new Error(`${verdict}: ${failures[0]?.test}`)
    table('verify by its parts, baseline its wall clock', Object.entries(milliseconds), whole)
  } finally {
    await staged.dispose()
  }
}

function sum(rows: readonly Row[]): number {
  return rows.reduce((total, [, one]) => total + one, 0)
}
