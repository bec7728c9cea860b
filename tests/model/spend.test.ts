import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composeJson, inProcessJson, temporaryFolder } from '../cli/run.ts'
import { dutyDeskGoal, dutyDeskIntent } from './duty-desk.ts'
import { chunk, type Reply, scriptedEndpoint } from './endpoint.ts'

// What answers cost that never came to an end, and how long the next try waits.

const good: Reply = { value: dutyDeskIntent }
const halfOf = (text: string): Reply => ({
  raw(_request, response) {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const delta = { content: text }
    response.write(chunk({ choices: [{ index: 0, delta, finish_reason: null }] }), () => response.end())
  },
})
const half = halfOf('{"version": 1, "pat')
const busy = (headers: Record<string, string>): Reply => ({ status: 429, headers })
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString()

async function planned(replies: readonly Reply[], flags: readonly string[] = [], runs?: string) {
  const endpoint = await scriptedEndpoint(replies.map((reply) => ({ for: 'planner', reply })))
  const env = { ...endpoint.env, COMPOSE_RUNS: runs ?? (await temporaryFolder()) }
  const ran = await inProcessJson(['plan', dutyDeskGoal, ...flags], { env })
  endpoint.done()
  const [spend] = ran.report.spend ?? []
  return { ...ran, spend, asked: endpoint.asked.length, env, endpoint, problem: ran.report.problems[0] }
}

test('an answer that broke off is a call, and its tokens are estimated', async () => {
  const { spend, status } = await planned([half, good])
  expect(status).toBe(0)
  // The second answer was counted: 100 in, 10 out. Of the first there are 19 characters and what was asked.
  expect(spend).toMatchObject({ calls: 2, outputTokens: 10 + Math.ceil(19 / 4) })
  expect(spend!.estimatedTokens).toBe(spend!.inputTokens + spend!.outputTokens - 110)
  expect(spend!.inputTokens).toBeGreaterThan(1000)
})

test('the longer it was, the more it cost', async () => {
  const { spend } = await planned([halfOf('x'.repeat(8000)), good])
  expect(spend!.outputTokens).toBe(10 + 2000)
})

test('what an endpoint counted before it broke off is not estimated', async () => {
  const counted: Reply = {
    raw(_request, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(chunk({ choices: [], usage: { prompt_tokens: 70, completion_tokens: 7 } }))
    },
  }
  const { spend } = await planned([counted, good])
  expect(spend).toMatchObject({ calls: 2, inputTokens: 170, outputTokens: 17 })
  expect(spend).not.toHaveProperty('estimatedTokens')
})

test('an endpoint whose counts are no counts is not believed', async () => {
  const text = JSON.stringify(dutyDeskIntent)
  const { spend } = await planned([{ text, usage: { input: -50_000, output: 3 } }])
  expect(spend!.inputTokens).toBeGreaterThan(1000)
  expect(spend!.estimatedTokens).toBe(spend!.inputTokens + spend!.outputTokens)
})

test('what was turned away costs nothing', async () => {
  const { spend } = await planned([busy({ 'retry-after': '0' }), { status: 503 }, good])
  expect(spend).toMatchObject({ calls: 3, inputTokens: 100, outputTokens: 10 })
  expect(spend).not.toHaveProperty('estimatedTokens')
})

test.each([
  ['tokens', ['--max-tokens', '100'], [half], /100 tokens/],
  ['money', ['--max-usd', '0.00001', '--model', 'gpt-4.1'], [half], /\$0\.00001/],
  ['calls', ['--max-calls', '2'], [half, { status: 500 }], /2 calls/],
] as [string, string[], Reply[], RegExp][])(
  'answers that break off are held by a budget of %s',
  async (_name, flags, replies, says) => {
    const { problem, status, spend } = await planned(replies, flags)
    expect({ status, code: problem?.code }).toEqual({ status: 7, code: 'budget-reached' })
    expect(problem!.message).toMatch(says)
    expect(spend!.calls).toBe(replies.length)
  },
)

test('a run that is resumed has paid for what broke off before', async () => {
  const runs = await temporaryFolder()
  const { env, endpoint, status, spend } = await planned([half], ['--max-calls', '1'], runs)
  expect(status).toBe(7)
  endpoint.play([{ for: 'planner', reply: good }])
  const { report } = await inProcessJson(['resume', '--max-calls', '9'], { env })
  endpoint.done()
  expect(report.problems).toEqual([])
  expect(report.spend).toEqual([
    { ...spend!, calls: 2, inputTokens: spend!.inputTokens + 100, outputTokens: spend!.outputTokens + 10 },
  ])
})

test('a replay has the spend of the run that was recorded', async () => {
  const recordings = join(await temporaryFolder(), 'recordings')
  const live = await planned([half, { status: 500 }, good], ['--recordings', recordings, '--calls', 'record'])
  const replayed = await planned([], ['--recordings', recordings, '--calls', 'replay'])
  expect(replayed.status).toBe(0)
  expect(replayed.asked).toBe(0)
  expect(replayed.spend).toEqual(live.spend)
  expect(replayed.spend!.calls).toBe(3)
})

test.each([
  ['seconds', { 'retry-after': '1' }],
  ['a date', { 'retry-after': inSeconds(1) }],
  ['milliseconds', { 'retry-after-ms': '700' }],
])('Retry-After as %s is waited for', async (_name, headers) => {
  const { status, stderr } = await planned([busy(headers), good])
  expect(status).toBe(0)
  expect(stderr).toMatch(/status 429.*try 2 of 3/)
})

test.each([
  ['seconds', { 'retry-after': '3600' }, /wait 3600 seconds/],
  ['a date', { 'retry-after': inSeconds(3600) }, /wait 3(600|5\d\d) seconds/],
])('a longer Retry-After as %s is for a person to decide', async (_name, headers, says) => {
  const { problem, status, asked } = await planned([busy(headers)])
  expect({ status, asked }).toEqual({ status: 4, asked: 1 })
  expect(problem!.message).toMatch(says)
})

test('one that may not be repeated is not', async () => {
  const { status, asked } = await planned([{ status: 500, headers: { 'x-should-retry': 'false' } }])
  expect({ status, asked }).toEqual({ status: 4, asked: 1 })
})

test('Ctrl-C while a retry is waited for ends at once', async () => {
  const endpoint = await scriptedEndpoint([{ for: 'planner', reply: busy({ 'retry-after': '55' }) }])
  const began = performance.now()
  const { status } = await composeJson(['plan', dutyDeskGoal], {
    env: endpoint.env,
    during: (child) =>
      child.stderr!.on('data', (text: string) => {
        if (text.includes('it asks to wait 55 s')) child.kill('SIGINT')
      }),
  })
  expect(status).toBe(130)
  expect(performance.now() - began).toBeLessThan(50_000)
})
