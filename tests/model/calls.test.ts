import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ChatRequest, Meter, Usage } from '../../src/brain/model/chat.ts'
import { openEndpoint } from '../../src/brain/model/openai.ts'
import { Calls } from '../../src/brain/record/calls.ts'
import { type Mode, recorded } from '../../src/brain/record/recorded.ts'
import { temporaryFolder } from '../cli/run.ts'
import { type Reply, scriptedEndpoint } from './endpoint.ts'

// What is written down of a call, and when: whoever goes on after any moment pays for what was asked until then, once.

const request: ChatRequest = { model: 'scripted', messages: [{ role: 'user', content: 'x' }], tools: [], stream: true }
const good: Reply = { text: 'ready' }
const hang: Reply = { raw: () => undefined }
const soon = { 'retry-after-ms': '1' }

function counting(): Meter & { counted: Usage[] } {
  const counted: Usage[] = []
  return { counted, begin: async () => undefined, lost: async (usage) => void counted.push(usage) }
}

async function keptIn(folder: string): Promise<{ lost?: Usage[]; outcome?: unknown }> {
  const [name] = (await readdir(folder)).filter((one) => one.endsWith('.json'))
  return JSON.parse(await readFile(join(folder, name!), 'utf8'))
}

const nothing = new AbortController().signal
const open = (baseUrl: string) => () =>
  openEndpoint({ baseUrl, key: undefined, patience: 5000, retries: 2, onRetry: () => undefined })

test('each request is written down before it is sent, as one that came to nothing', async () => {
  const folder = await temporaryFolder()
  const seen: number[] = []
  const looking = (reply: Reply): Reply => ({
    async raw(_request, response) {
      seen.push((await keptIn(folder)).lost!.length)
      if ('status' in reply) response.writeHead(reply.status, soon).end('{}')
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": []}')
    },
  })
  const endpoint = await scriptedEndpoint(
    [looking({ status: 500 }), looking({ status: 503 }), good].map((reply) => ({ reply })),
  )
  const meter = counting()
  const outcome = await recorded('x', new Calls(folder), 'run', open(endpoint.url)).send(request, nothing, meter)
  endpoint.done()
  expect(outcome).toMatchObject({ reply: { content: 'ready' } })
  expect(seen).toEqual([1, 2])
  // What was turned away cost nothing in the end; what was answered is not lost.
  expect(await keptIn(folder)).toMatchObject({ lost: [{ input: 0 }, { input: 0 }], outcome })
  expect(meter.counted).toHaveLength(2)
})

test('a budget that is spent lets nothing be written or sent', async () => {
  const folder = join(await temporaryFolder(), 'calls')
  const endpoint = await scriptedEndpoint([])
  const meter = { ...counting(), begin: () => Promise.reject(new Error('spent')) }
  await expect(
    recorded('x', new Calls(folder), 'run', open(endpoint.url)).send(request, nothing, meter),
  ).rejects.toThrow('spent')
  expect(endpoint.asked).toEqual([])
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

test('a call that stands in the record of the run and in a folder of recordings is paid for once', async () => {
  const [runs, recordings] = [await temporaryFolder(), await temporaryFolder()]
  const endpoint = await scriptedEndpoint([{ reply: hang }])
  const through = (mode: Mode) => {
    const inner = recorded('x', new Calls(recordings), mode, open(endpoint.url))
    return recorded('x', new Calls(runs), 'run', async () => inner)
  }
  const stop = new AbortController()
  const first = through('auto').send(request, stop.signal, counting())
  await expect.poll(() => endpoint.asked.length).toBe(1)
  // As a process leaves it that is killed here.
  const [inRun, inRecordings] = [await keptIn(runs), await keptIn(recordings)]
  expect(inRun).toEqual(inRecordings)
  stop.abort()
  await expect(first).rejects.toThrow()
  endpoint.play([{ reply: good }])
  const resumed = counting()
  await through('auto').send(request, nothing, resumed)
  endpoint.done()
  expect(resumed.counted).toEqual(inRun.lost)
  // And a replay comes to the same.
  const replayed = counting()
  await recorded('x', new Calls(recordings), 'replay', open(endpoint.url)).send(request, nothing, replayed)
  expect(replayed.counted).toEqual(inRun.lost)
  expect(endpoint.asked).toHaveLength(1)
})
