import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { beginRun, findRun } from '../../src/journal/runs.ts'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { dutyDeskGoal, dutyDeskIntent } from './duty-desk.ts'
import { type Reply, scriptedEndpoint } from './endpoint.ts'

// A run belongs to one process at a time, and outlives each of them.

const looksUp: Reply = { calls: [{ name: 'search-catalog', arguments: { words: 'desk' } }] }
const good: Reply = { value: dutyDeskIntent }

/** A run of two calls whose process was killed by SIGKILL when it had one answer and waited for the other. */
async function killed() {
  const endpoint = await scriptedEndpoint()
  const runs = await temporaryFolder()
  const env = { ...endpoint.env, COMPOSE_RUNS: runs }
  let kill = () => {}
  endpoint.play([
    { for: 'planner', reply: looksUp },
    { for: 'planner', reply: { raw: () => kill() } },
  ])
  const dead = composeJson(['plan', dutyDeskGoal], {
    env,
    during: (child) => {
      kill = () => child.kill('SIGKILL')
    },
  })
  await expect(dead).rejects.toThrow('JSON')
  endpoint.done()
  const [run] = await readdir(runs)
  // The mark of the dead process is still there.
  expect(await readdir(join(runs, run!, '.compose'))).toEqual(['lock'])
  return { endpoint, runs, run: run!, env }
}

test('a run whose process was killed is taken over, and what it had paid for is not asked again', async () => {
  const { endpoint, env, run, runs } = await killed()
  endpoint.play([{ for: 'planner', reply: good }])
  const { report, status } = await composeJson(['resume'], { env })
  endpoint.done()
  expect({ status, problems: report.problems }).toEqual({ status: 0, problems: [] })
  // What the dead process had asked and nobody answered is a call too, and its tokens are estimated.
  const [spend] = report.spend!
  expect(spend).toMatchObject({ calls: 3, outputTokens: 20 })
  expect(spend!.inputTokens).toBeGreaterThan(1000)
  expect(spend!.estimatedTokens).toBe(spend!.inputTokens - 200)
  expect(await readdir(join(runs, run))).not.toContain('.compose')
})

test.each([
  ['calls', ['--max-calls', '2'], /2 calls/],
  ['tokens', ['--max-tokens', '20000'], /20000 tokens/],
  ['money', ['--max-usd', '0.04', '--model', 'gpt-4.1'], /\$0\.04/],
] as [string, string[], RegExp][])(
  'a run that is killed again and again while the model thinks is held by its budget of %s',
  async (_name, flags, says) => {
    const endpoint = await scriptedEndpoint()
    const env = { ...endpoint.env, COMPOSE_RUNS: await temporaryFolder() }
    const killedIn = async (args: readonly string[]) => {
      let kill = () => {}
      endpoint.play(() => ({ raw: () => kill() }))
      const dead = composeJson(args, {
        env,
        during: (child) => {
          kill = () => child.kill('SIGKILL')
        },
      })
      await expect(dead).rejects.toThrow('JSON')
      expect(endpoint.asked).toHaveLength(1)
    }
    await killedIn(['plan', dutyDeskGoal, ...flags])
    await killedIn(['resume'])
    endpoint.play([])
    const { report, status } = await composeJson(['resume'], { env })
    endpoint.done()
    expect({ status, code: report.problems[0]?.code }).toEqual({ status: 7, code: 'budget-reached' })
    expect(report.problems[0]!.message).toMatch(says)
    const [spend] = report.spend!
    expect(spend).toMatchObject({ calls: 2, outputTokens: 0 })
    expect(spend!.estimatedTokens).toBe(spend!.inputTokens)
  },
)

test('of many that go on with one run at once, one does; the others are refused, and nothing is asked twice', async () => {
  const { endpoint, env, run } = await killed()
  const many = 4
  let ended = 0
  // Answered only when all the others are gone, so that none of them has missed it.
  const whenAlone: Reply = {
    raw(_request, response) {
      const wait = setInterval(() => {
        if (ended < many - 1) return
        clearInterval(wait)
        const message = { role: 'assistant', content: JSON.stringify(dutyDeskIntent) }
        const usage = { prompt_tokens: 100, completion_tokens: 10 }
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }], usage }))
      }, 20)
    },
  }
  endpoint.play(() => whenAlone)
  const resumed = await Promise.all(
    Array.from({ length: many }, async () => {
      const ran = await composeJson(['resume', run], { env })
      ended += 1
      return ran
    }),
  )
  endpoint.done()
  const [one, ...more] = resumed.filter(({ status }) => status === 0)
  expect(more).toEqual([])
  // Two of the dead process, and two since: this endpoint is asked again without a stream.
  expect(one!.report.spend).toMatchObject([{ calls: 4 }])
  for (const { report } of resumed.filter((ran) => ran !== one)) {
    expect(report.problems[0]).toMatchObject({
      code: 'folder-busy',
      message: expect.stringMatching(/^Another compose \(.*\) is changing /),
      suggestion: expect.stringContaining('Wait until it is done.'),
    })
  }
  // It asks for a stream, gets none, and asks again without.
  expect(endpoint.asked.map(({ stream }) => stream ?? false)).toEqual([true, false])
})

test('a run is held from its first moment, and one that never began is not gone on with', async () => {
  const runs = await temporaryFolder()
  await mkdir(join(runs, '20991231-235959-ffffff', 'steps'), { recursive: true })
  const file = { version: 1, command: 'plan', input: {}, cwd: runs, made: '', started: 0 } as const
  const run = await beginRun(runs, file)
  await expect(findRun(runs, undefined)).rejects.toMatchObject({ code: 'unknown-name' })
  await expect((await findRun(runs, run.id)).hold()).rejects.toMatchObject({ code: 'folder-busy' })
  await run.release()
  expect((await findRun(runs, undefined)).id).toBe(run.id)
})
