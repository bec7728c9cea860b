import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, type onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { sha256 } from '../../src/digest.ts'
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
  env = { ...endpoint.env, COMPOSE_RUNS: join(home, 'runs') }
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
  const { predicate, subject } = JSON.parse(await readFile(join(out(), 'receipt.json'), 'utf8'))
  const page = await readFile(join(out(), 'docs/service.html'))
  expect(subject).toContainEqual({ name: 'docs/service.html', digest: { sha256: sha256(page) } })
  expect(page.toString()).toMatch(/A language model wrote rules, questions or texts.*: scripted</)
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
  const again = { COMPOSE_RUNS: join(home, 'replays'), SOCKETS_SEEN: seen }
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
  /** What verification of these very bytes came to, so that not every resumed run has to wait for it. */
  let kept: string

  beforeAll(async () => {
    const [whole] = await readdir(join(home, 'runs'))
    const steps = join(home, 'runs', whole!, 'steps')
    kept = join(steps, (await readdir(steps)).find((name) => name.startsWith('kept-verify'))!)
  })

  interface When {
    line?: number
    says?: string
    call?: number
    half?: boolean
  }

  /** A run in a place of its own, so that several can be killed at the same time. */
  async function runIn(place: string, whenFinished: typeof onTestFinished) {
    await mkdir(place)
    const endpoint = await scriptedEndpoint([], {}, whenFinished)
    const out = join(place, 'duty-desk')
    const runs = join(place, 'runs')
    const own = { ...endpoint.env, COMPOSE_RUNS: runs }
    const run = async () => (await readdir(runs))[0]!

    /** Takes the kept verification for that of this run. */
    async function takeKept(): Promise<void> {
      const steps = join(runs, await run(), 'steps')
      await mkdir(steps, { recursive: true })
      await cp(kept, join(steps, kept.split('/').at(-1)!))
    }

    return {
      /** Runs until `when` says so, and kills it there; answers whether it was killed. */
      async killed(args: string[], when: When): Promise<boolean> {
        let kill = () => {}
        endpoint.play((asked: Asked): Reply => {
          if (endpoint.asked.length !== when.call) return dutyDeskReply(asked)
          return {
            raw(_request, response) {
              response.writeHead(200, { 'content-type': 'text/event-stream' })
              if (when.half)
                response.write(
                  chunk({ choices: [{ index: 0, delta: { content: '{"version"' }, finish_reason: null }] }),
                )
              kill()
            },
          }
        })
        let lines = 0
        const ran = await compose([...args, '--json'], {
          env: own,
          during: (child) => {
            kill = () => child.kill('SIGKILL')
            child.stderr!.on('data', (text: string) => {
              for (const _ of text.matchAll(/\n/g)) if (++lines === when.line) kill()
              if (when.says && text.includes(when.says)) kill()
            })
          },
        })
        return ran.status === null
      },

      command: [dutyDeskGoal, '--out', out],
      run,
      takeKept,

      /** The rest of the run: its status, the finished calls on record and those it made, and what there is at the end. */
      async goOn() {
        const calls = join(runs, await run(), 'calls')
        const names = existsSync(calls) ? (await readdir(calls)).filter((name) => name.endsWith('.json')) : []
        // One that was under way is on record too, as one that came to nothing.
        const asked = await Promise.all(
          names.map(async (name) => JSON.parse(await readFile(join(calls, name), 'utf8'))),
        )
        const before = asked.filter(({ outcome }) => outcome !== undefined).length
        await takeKept()
        endpoint.play(dutyDeskReply)
        const { status } = await compose(['resume', await run()], { env: own })
        return {
          status,
          calls: before + endpoint.asked.length,
          tree: await treeOf(out),
          // Nothing lies about beside it, and nothing is left to resume.
          beside: (await readdir(place)).sort(),
          finished: existsSync(join(runs, await run(), 'finished')),
        }
      },
    }
  }

  const whole = () => ({ status: 0, calls: 5, tree, beside: ['duty-desk', 'runs'], finished: true })

  const points: (readonly [name: string, when: When])[] = [
    ...Array.from(
      { length: 36 },
      (_, index) => [`at line ${index + 1} of what it tells`, { line: index + 1 }] as const,
    ),
    ...[1, 2, 3, 4, 5].flatMap((call) => [
      [`before call ${call} is answered`, { call }] as const,
      [`in the middle of the answer to call ${call}`, { call, half: true }] as const,
    ]),
  ]

  test.concurrent.for(points)(
    '%s: the same bytes, and no finished call is made again',
    async ([name, when], { expect, onTestFinished }) => {
      const one = await runIn(join(home, name.replaceAll(' ', '-')), onTestFinished)
      expect(await one.killed(one.command, when)).toBe(true)
      expect(await one.goOn()).toEqual(whole())
    },
  )

  test.concurrent.for(['scaffold', 'stage', 'verify', 'report', 'deliver'])(
    'killed again while it is resumed, at step %s',
    async (step, { expect, onTestFinished }) => {
      const one = await runIn(join(home, `again-${step}`), onTestFinished)
      expect(await one.killed(one.command, { call: 5 })).toBe(true)
      await one.takeKept()
      expect(await one.killed(['resume', await one.run()], { says: `"step":"${step}"` })).toBe(true)
      expect(await one.goOn()).toEqual(whole())
    },
  )
})
