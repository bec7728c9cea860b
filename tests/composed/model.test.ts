import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { bin, compose, composeJson } from '../cli/run.ts'
import { dutyDesk, dutyDeskGoal, dutyDeskIntent, dutyDeskReply, dutyDeskRules } from '../model/duty-desk.ts'
import { type Asked, chunk, type Reply, type ScriptedEndpoint, scriptedEndpoint } from '../model/endpoint.ts'
import { treeOf } from '../model/tree.ts'
import { hasChromium } from '../support/browser.ts'
import { useInBrowser } from './duty-desk-in-use.ts'

// One goal through a scripted model: made once, then replayed, killed and resumed. The tests share what it came to.

let home: string
let endpoint: ScriptedEndpoint
let close: () => void
let tree: Record<string, string>
let env: Record<string, string>
const out = () => join(home, 'duty-desk')
const command = () => [dutyDeskGoal, '--out', out()]

beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'compose-model-')))
  endpoint = await scriptedEndpoint(dutyDesk, {}, (dispose) => {
    close = dispose
  })
  env = { ...endpoint.env, HOME: home, COMPOSE_RUNS: join(home, 'runs') }
})
afterAll(async () => {
  close()
  await rm(home, { recursive: true, force: true })
})

test('a goal that the built-in engine refuses ends verified: its fields, rule and scenarios are in it and ran', async () => {
  expect((await composeJson(['plan', dutyDeskGoal])).status).toBe(5)
  const ran = await composeJson([...command(), '--calls', 'record', '--recordings', join(home, 'recordings')], { env })
  endpoint.done()
  const { report, status } = ran
  expect({ status, verdict: report.verdict, sandbox: report.sandbox, problems: report.problems }).toEqual({
    status: 0,
    verdict: 'verified',
    sandbox: 'isolated',
    problems: [],
  })
  tree = await treeOf(out())
  const composition = parse(await readFile(join(out(), 'composition.yaml'), 'utf8'))
  expect(composition).toMatchObject({ model: 'scripted', title: 'Duty desk', rules: dutyDeskRules })
  const names = composition.record.map((field: { name: string }) => field.name)
  expect(names).toEqual(expect.arrayContaining(dutyDeskIntent.fields.map((field) => field.name)))
  const { predicate } = JSON.parse(await readFile(join(out(), 'receipt.json'), 'utf8'))
  const passed = predicate.passedTests.filter((name: string) => /unseen-for-three-days|seen-yesterday/.test(name))
  expect(passed).toHaveLength(2)
})

test.runIf(hasChromium)(
  'it runs: people are asked the four questions, and staff see what the rule made of the answers',
  async () => {
    const composition = parse(await readFile(join(out(), 'composition.yaml'), 'utf8'))
    const unseen = { livesAlone: 'yes', daysUnseen: '4', doorAnswered: 'no', wardenNote: 'Curtains drawn at noon.' }
    const first = await useInBrowser(out(), composition, unseen)
    expect(first.asked).toContain('Tell the duty desk about a tenant')
    for (const { title } of dutyDeskIntent.fields) expect(first.asked).toContain(title)
    expect(first.queue).toMatch(/Urgent/)
    expect(first.file).toContain('Curtains drawn at noon.')
  },
)

test('a replay comes to the same tree without an endpoint, and opens no connection', async () => {
  const seen = join(home, 'sockets')
  const preload = join(import.meta.dirname, '../model/preload/sockets.mjs')
  const again = { HOME: home, COMPOSE_RUNS: join(home, 'replays'), SOCKETS_SEEN: seen }
  const node = [process.execPath, '--import', preload, bin]
  const flags = ['--brain', 'model', '--model', 'scripted', '--recordings', join(home, 'recordings')]
  await rm(out(), { recursive: true })
  const replayed = await composeJson([...command(), ...flags, '--calls', 'replay'], { node, env: again })
  expect(replayed.report.problems).toEqual([])
  expect(await treeOf(out())).toEqual(tree)
  expect(existsSync(seen)).toBe(false)

  // The same watch sees the connection of a run that asks.
  endpoint.play(dutyDeskReply)
  await composeJson(['plan', dutyDeskGoal], { node, env: { ...env, SOCKETS_SEEN: seen } })
  expect(await readFile(seen, 'utf8')).toContain('socket')

  const other = await compose(['plan', `${dutyDeskGoal} today`, ...flags, '--calls', 'replay'], { env: again })
  expect(other.status).toBe(4)
  expect(other.stderr).toMatch(/nearest one differs[\s\S]*^\s*\+.*who visits first today/m)
})

describe('killed by SIGKILL and resumed', () => {
  let runs: string
  let run: string
  /** What verification of these very bytes came to, so that not every resumed run has to wait for it. */
  let kept: string

  beforeAll(async () => {
    runs = join(home, 'killed')
    const [whole] = await readdir(join(home, 'runs'))
    const steps = join(home, 'runs', whole!, 'steps')
    kept = join(steps, (await readdir(steps)).find((name) => name.startsWith('kept-verify'))!)
  })

  /** Runs until `when` says so, and kills it there; answers whether it was killed. */
  async function killed(
    args: string[],
    when: { line?: number; says?: string; call?: number; half?: boolean },
  ): Promise<boolean> {
    let kill = () => {}
    endpoint.play((asked: Asked): Reply => {
      if (endpoint.asked.length !== when.call) return dutyDeskReply(asked)
      return {
        raw(_request, response) {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          if (when.half)
            response.write(chunk({ choices: [{ index: 0, delta: { content: '{"version"' }, finish_reason: null }] }))
          kill()
        },
      }
    })
    let lines = 0
    const ran = await compose([...args, '--json'], {
      env: { ...env, COMPOSE_RUNS: runs },
      during: (child) => {
        kill = () => child.kill('SIGKILL')
        child.stderr!.on('data', (text: string) => {
          for (const _ of text.matchAll(/\n/g)) if (++lines === when.line) kill()
          if (when.says && text.includes(when.says)) kill()
        })
      },
    })
    return ran.status === null
  }

  /** How many calls are on record, and how many the rest of the run made. */
  async function goOn(): Promise<{ status: number | null; before: number; after: number }> {
    const calls = join(runs, run, 'calls')
    const before = existsSync(calls) ? (await readdir(calls)).filter((name) => name.endsWith('.json')).length : 0
    await mkdir(join(runs, run, 'steps'), { recursive: true })
    await cp(kept, join(runs, run, 'steps', kept.split('/').at(-1)!))
    endpoint.play(dutyDeskReply)
    const { status } = await compose(['resume', run], { env: { ...env, COMPOSE_RUNS: runs } })
    return { status, before, after: endpoint.asked.length }
  }

  const points = [
    ...Array.from(
      { length: 36 },
      (_, index) => [`at line ${index + 1} of what it tells`, { line: index + 1 }] as const,
    ),
    ...[1, 2, 3, 4, 5].flatMap((call) => [
      [`before call ${call} is answered`, { call }] as const,
      [`in the middle of the answer to call ${call}`, { call, half: true }] as const,
    ]),
  ]

  test.each(points)('%s: the same bytes, and no finished call is made again', async (_name, when) => {
    await rm(runs, { recursive: true, force: true })
    await rm(out(), { recursive: true, force: true })
    expect(await killed(command(), when)).toBe(true)
    run = (await readdir(runs))[0]!
    const { status, before, after } = await goOn()
    expect({ status, calls: before + after }).toEqual({ status: 0, calls: 5 })
    expect(await treeOf(out())).toEqual(tree)
    // Nothing lies about beside it, and nothing is left to resume.
    expect((await readdir(home)).filter((name) => name.includes('duty-desk'))).toEqual(['duty-desk'])
    expect(existsSync(join(runs, run, 'finished'))).toBe(true)
  })

  test.each(['"step":"scaffold"', '"step":"stage"', '"step":"verify"', '"step":"report"', '"step":"deliver"'])(
    'killed again while it is resumed, at %s',
    async (says) => {
      await rm(runs, { recursive: true, force: true })
      await rm(out(), { recursive: true, force: true })
      expect(await killed(command(), { call: 5 })).toBe(true)
      run = (await readdir(runs))[0]!
      await cp(kept, join(runs, run, 'steps', kept.split('/').at(-1)!))
      expect(await killed(['resume', run], { says })).toBe(true)
      expect((await goOn()).status).toBe(0)
      expect(await treeOf(out())).toEqual(tree)
    },
  )
})
