import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import OpenAI from 'openai'
import { loadAgents } from '../src/brain/agents.ts'
import { Budget } from '../src/brain/model/budget.ts'
import { openEndpoint } from '../src/brain/model/openai.ts'
import { modelBrain } from '../src/brain/model.ts'
import { Calls } from '../src/brain/record/calls.ts'
import { recorded } from '../src/brain/record/recorded.ts'
import { redactor } from '../src/brain/record/redact.ts'
import { loadCatalog } from '../src/catalog/load.ts'
import { toolsOf } from '../src/toolbox.ts'
import { realWorld } from '../src/world.ts'
import { planOf } from '../tests/support/plan.ts'
import { median, table } from './table.ts'

/** What our loop adds to a turn: the same endpoint, asked bare by its client and asked through the planner's whole door. */
export async function turns(root: string, scratch: string, rounds: number): Promise<void> {
  const goal = { version: 1 as const, sentence: 'case triage service', use: {}, without: [] }
  const [{ intent }, agents, catalog] = await Promise.all([
    planOf(goal.sentence),
    loadAgents(join(root, 'agents')),
    loadCatalog(join(root, 'catalog')),
  ])
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const chunk = (delta: object, finish_reason: string | null) =>
        response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`)
      chunk({ content: JSON.stringify(intent) }, null)
      chunk({}, 'stop')
      response.end('data: [DONE]\n\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const { signal } = new AbortController()
  const tools = toolsOf(catalog)
  const open = () => openEndpoint({ baseUrl, key: 'none', patience: 10_000, retries: 0, onRetry: () => {} })
  const brain = modelBrain({
    model: 'scripted',
    endpoint: recorded('bench', new Calls(join(scratch, 'calls')), 'record', open),
    tools,
    budget: new Budget({ usd: 1, tokens: 1e9, calls: 1e6 }, new Map()),
    redact: redactor(['sk-0123456789']),
    world: realWorld(() => {}, signal),
  })
  const input = {
    goal,
    vocabulary: catalog.vocabulary,
    patterns: Object.fromEntries([...catalog.patterns].map(([id, { file }]) => [id, file])),
    capabilities: {},
    questions: {},
  }
  const client = new OpenAI({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 })
  const body = JSON.stringify(input)
  const bare = async () => {
    const stream = await client.chat.completions.create({
      model: 'scripted',
      messages: [{ role: 'user', content: body }],
      stream: true,
    })
    for await (const _ of stream);
  }
  const ours = () => brain.answer({ role: 'planner', agent: agents.get('planner')!, input, observations: [], signal })
  const taken: Record<'bare' | 'ours', number[]> = { bare: [], ours: [] }
  for (let round = -3; round < rounds; round += 1) {
    for (const [name, call] of [
      ['bare', bare],
      ['ours', ours],
    ] as const) {
      const start = performance.now()
      await call()
      if (round >= 0) taken[name].push(performance.now() - start)
    }
  }
  server.close()
  server.closeAllConnections()
  const [alone, through] = [median(taken.bare), median(taken.ours)]
  table(
    `A turn of a model: median of ${rounds} in turn, baseline the bare call of the client`,
    [
      ['bare call', alone],
      ['through our loop', through],
    ],
    alone,
  )
  console.log(
    `  our loop adds ${(through - alone).toFixed(1)} ms a turn: prompt, redaction, record, budget, reading the answer`,
  )
}
