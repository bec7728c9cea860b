import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/doctor/finding.ts'
import { compose, composeJson, inProcessJson } from '../cli/run.ts'
import { type Asked, type Line, type Reply, scriptedEndpoint } from './endpoint.ts'

const key = 'sk-test-0123456789abcdef0123'
const asks = (check: (asked: Asked) => boolean, reply: Reply): Line => ({
  check: (asked) => expect(check(asked)).toBe(true),
  reply,
})
const answer = (reply: Reply = { text: 'ready' }) =>
  asks((asked) => !asked.stream && !asked.tools && !asked.response_format, reply)
const streaming = (reply: Reply = { text: 'ready' }) => asks((asked) => asked.stream === true && !asked.tools, reply)
const call = { calls: [{ name: 'look_up', arguments: { entry: 'bins' } }] }
const tools = (reply: Reply = call) => asks((asked) => asked.tools?.[0]?.function.name === 'look_up', reply)
/** The second turn: the model gets its own call back, with a result. */
const results = (reply: Reply = { text: 'Black bins.' }) =>
  asks(
    (asked) => asked.tools !== undefined && asked.messages.map(({ role }) => role).join() === 'user,assistant,tool',
    reply,
  )
const facts = { value: { hueOfGrass: 'green', lengthOfWeek: 7 } }
const schema = (reply: Reply = facts) => asks((asked) => !asked.tools, reply)
const both = (reply: Reply = call) =>
  asks((asked) => asked.tools !== undefined && asked.response_format !== undefined, reply)
const refused = (status: number, error: object): Reply => ({ status, body: { error } })
const hang: Reply = { raw: () => undefined }

const well = ['endpoint ok', 'key ok', 'model ok', 'answer ok']
const reached = [...well, 'streaming ok']

/** A call with something of the server's own, which it must, or must not, find again in the second turn. */
const extra = { extra_content: { google: { thought_signature: 'c2lnbmVk' } } }
const tool_calls = [
  { id: 'a', type: 'function', function: { name: 'look_up', arguments: '{"entry":"bins"}' }, ...extra },
]
const signedCall: Reply = {
  message: { role: 'assistant', content: null, tool_calls },
  deltas: [{ role: 'assistant', content: null }, { tool_calls }],
  finish: 'tool_calls',
}
const isSigned = (asked: Asked) => JSON.stringify(asked.messages[1]!.tool_calls) === JSON.stringify(tool_calls)
const turn = (wanted: boolean, reply: Reply = { text: 'Black bins.' }) =>
  asks((asked) => isSigned(asked) === wanted && asked.messages[2]!.tool_call_id === 'a', reply)
const signed = [tools(signedCall), turn(true)]
const unsigned = [
  tools(signedCall),
  turn(true, refused(400, { message: "property 'extra_content' is unsupported" })),
  turn(false),
]

/** What the endpoint does; what it lacks; the rows that come of it; words of their details and advice. */
const rows: [
  name: string,
  lines: Line[],
  lacks: Parameters<typeof scriptedEndpoint>[1],
  found: string[],
  says: RegExp,
][] = [
  [
    'everything works',
    [answer(), streaming(), tools(), results(), schema(), both()],
    {},
    [...reached, 'tools ok', 'tool results ok', 'schema ok', 'tools with schema ok', 'token counts ok'],
    /"ready" after .*these tries took 600 in and 60 out/,
  ],
  [
    'no tools',
    [answer(), streaming(), schema()],
    { tools: false },
    [...reached, 'tools warn', 'schema ok', 'token counts ok'],
    /not offered; compose then describes its tools in words/,
  ],
  [
    'no schema',
    [answer(), streaming(), tools(), results()],
    { schema: false },
    [...reached, 'tools ok', 'tool results ok', 'schema warn', 'token counts ok'],
    /not offered; compose then puts the schema into the question/,
  ],
  [
    'no streaming',
    [answer(), tools(), results(), schema(), both()],
    { streaming: false },
    [...well, 'streaming warn', 'tools ok', 'tool results ok', 'schema ok', 'tools with schema ok', 'token counts ok'],
    /not offered; compose then waits for whole answers/,
  ],
  [
    'tools accepted, but not used',
    [answer(), streaming(), tools({ text: 'I  would look\nthat up \u001b[31m.' }), schema()],
    {},
    [...reached, 'tools warn', 'schema ok', 'token counts ok'],
    /answered in text: "I would look that up/,
  ],
  [
    'tools called wrongly',
    [
      answer(),
      streaming(),
      tools({ calls: [{ name: 'look_up', arguments: { bins: 1 } }] }),
      results(),
      schema(),
      both(),
    ],
    {},
    [...reached, 'tools warn', 'tool results ok', 'schema ok', 'tools with schema ok', 'token counts ok'],
    /called wrongly: "look_up \{/,
  ],
  [
    'a schema that nobody keeps to',
    [answer(), streaming(), tools(), results(), schema({ text: 'Green, and seven.' }), both()],
    {},
    [...reached, 'tools ok', 'tool results ok', 'schema warn', 'tools with schema ok', 'token counts ok'],
    /not kept to: "Green, and seven\."/,
  ],
  [
    'a schema that drives out the tools',
    [answer(), streaming(), tools(), results(), schema(), both(facts)],
    {},
    [...reached, 'tools ok', 'tool results ok', 'schema ok', 'tools with schema warn', 'token counts ok'],
    /uses no tool while a schema is asked for/,
  ],
  [
    'one of tools and schema at a time',
    [
      answer(),
      streaming(),
      tools(),
      results(),
      schema(),
      both(refused(400, { message: 'response_format cannot be used with tools' })),
    ],
    {},
    [...reached, 'tools ok', 'tool results ok', 'schema ok', 'tools with schema warn', 'token counts ok'],
    /not both in one request: without schema/,
  ],
  [
    'tokens that nobody counts',
    [answer(), streaming(), tools({ text: 'no', usage: null }), schema({ text: '{}', usage: null })],
    {},
    [...reached, 'tools warn', 'schema warn', 'token counts warn'],
    /reckons a token for four characters/,
  ],
  [
    'a server that breaks over tools',
    [answer(), streaming(), tools({ status: 500 }), schema()],
    {},
    [...reached, 'tools fail', 'schema ok', 'token counts ok'],
    /compose asks in the same way and would stop here/,
  ],
  [
    'a wrong key',
    [answer(refused(401, { message: `Incorrect API key provided: ${key}` }))],
    {},
    ['endpoint ok', 'key fail'],
    /does not accept the key \(status 401\).*Set OPENAI_API_KEY to a key of this endpoint/,
  ],
  ...(
    [
      ['OpenAI', 404, { message: 'The model `scripted` does not exist', code: 'model_not_found' }],
      ['Ollama', 404, { message: 'model "scripted" not found, try pulling it first' }],
      ['Azure', 404, { message: 'The API deployment for this resource does not exist.', code: 'DeploymentNotFound' }],
      ['a gateway', 400, { message: 'scripted is not a valid model ID' }],
      ['a project', 403, { message: `Project ${key} does not have access to model scripted`, code: 'model_not_found' }],
    ] as const
  ).map(([who, status, error]): (typeof rows)[number] => [
    `an unknown model, in the words of ${who}`,
    [answer(refused(status, error))],
    {},
    ['endpoint ok', 'key ok', 'model fail'],
    /no such model \(.*Name a model that this endpoint has/,
  ]),
  [
    'another address of the server',
    [answer(refused(404, { message: 'Not Found' }))],
    {},
    ['endpoint fail'],
    /no chat completions at this address.*mostly ends in \/v1/,
  ],
  [
    'a web page',
    [
      answer({
        raw: (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hi'),
      }),
    ],
    {},
    ['endpoint fail'],
    /not with Chat Completions/,
  ],
  [
    'too many requests',
    [answer({ status: 429, headers: { 'retry-after': '20' } })],
    {},
    ['endpoint ok', 'answer fail'],
    /asks to wait 20 seconds.*the credit of the account/,
  ],
  [
    'an account without credit',
    [answer({ status: 429, body: { error: { message: 'You exceeded your quota.', code: 'insufficient_quota' } } })],
    {},
    ['endpoint ok', 'key ok', 'answer fail'],
    /the account has no credit left.*; Add credit/,
  ],
  [
    'an answer that is cut off',
    [answer({ text: 'ready', finish: 'length' })],
    {},
    ['endpoint ok', 'key ok', 'model ok', 'answer fail'],
    /"ready", cut off at its length.*Allow longer answers/,
  ],
  [
    'an error in place of an answer',
    [answer({ status: 200, body: { error: { message: 'Upstream fell', code: 502 } } })],
    {},
    ['endpoint ok', 'answer fail'],
    /its answer is an error \(Upstream fell\).*Try again later/,
  ],
  ...(
    [
      ['refuses its own calls without what it added', signed, 'tool results ok', / /],
      [
        'does not know what it added itself',
        unsigned,
        'tool results ok',
        /taken, without what the endpoint itself adds/,
      ],
      [
        'takes back no calls at all',
        [signed[0]!, results(refused(500, { message: 'template error' }))],
        'tool results fail',
        /template error.*would stop here/,
      ],
    ] as const
  ).map(([name, turns, row, says]): (typeof rows)[number] => [
    `an endpoint that ${name}`,
    [answer(), streaming(), ...turns, schema(), both()],
    {},
    [...reached, 'tools ok', row, 'schema ok', 'tools with schema ok', 'token counts ok'],
    says,
  ]),
  [
    'results that are refused',
    [answer(), streaming(), tools(), results(refused(400, { message: 'Unexpected role: tool' })), schema()],
    {},
    [...reached, 'tools ok', 'tool results warn', 'schema ok', 'token counts ok'],
    /compose then describes its tools in words, and tells in words what they found/,
  ],
  [
    'an empty answer',
    [answer({ text: ' ' })],
    {},
    ['endpoint ok', 'key ok', 'model ok', 'answer fail'],
    /a model that chats/,
  ],
  ['a hang', [answer(hang)], {}, ['endpoint fail'], /no answer within 3 seconds.*longer with --call-timeout/],
  [
    'a hang later on',
    [
      answer(),
      streaming({
        raw: (_request, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':'),
      }),
      tools(),
      results(),
      schema(),
      both(),
    ],
    {},
    [...well, 'streaming fail', 'tools ok', 'tool results ok', 'schema ok', 'tools with schema ok', 'token counts ok'],
    /no answer within 3 seconds/,
  ],
]

test.concurrent.for(rows)('%s', async ([name, lines, lacks, found, says], { onTestFinished }) => {
  const endpoint = await scriptedEndpoint(lines, lacks, onTestFinished)
  const patience = name.startsWith('a hang') ? ['--call-timeout', '3'] : []
  const ran = await inProcessJson(['doctor', '--model', ...patience], { env: endpoint.env })
  endpoint.done()
  const findings = ran.report.result as Finding[]
  const ofModel = findings.slice(findings.findIndex(({ id }) => id === 'brain') + 1)
  expect(ofModel.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(found)
  expect(ofModel.map(({ detail, advice }) => [detail, advice].filter(Boolean).join('; ')).join(' | ')).toMatch(says)
  for (const { verdict, advice } of ofModel) expect(advice !== undefined).toBe(verdict !== 'ok')
  const failed = ofModel.filter(({ verdict }) => verdict === 'fail')
  expect(ran.report.problems.map(({ message }) => message)).toEqual(failed.map(({ id, detail }) => `${id}: ${detail}`))
  expect(ran.status).toBe(failed.length > 0 ? 3 : 0)
  expect(ran.stdout + ran.stderr).not.toContain(key)
})

test('for a person it is the same table, without what a model could do to a terminal', async () => {
  const endpoint = await scriptedEndpoint([
    answer({ text: 'ready\u001b[2J' }),
    streaming(),
    tools({ text: 'no' }),
    schema(),
  ])
  const ran = await compose(['doctor', '--model', 'scripted'], { env: { ...endpoint.env, COMPOSE_MODEL: 'another' } })
  endpoint.done()
  expect(ran.stdout).toMatch(/^ok +answer +"ready \[2J" after/m)
  expect(ran.stdout).toMatch(/^warn +tools +accepted, but the model answered in text: "no"\n +compose works, but/m)
  expect(ran.stdout).not.toContain('\u001b')
  expect(ran.stderr).toMatch(/doctor +scripted 100 tokens in, 10 out/)
  expect(endpoint.asked.every(({ model }) => model === 'scripted')).toBe(true)
  expect(ran.status).toBe(0)
})

test('nobody listens', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  const { port } = await new Promise<{ port: number }>((resolve) =>
    server.once('listening', () => resolve(server.address() as { port: number })),
  )
  await new Promise((resolve) => server.close(resolve))
  const env = { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, COMPOSE_MODEL: 'any' }
  const { report, status } = await inProcessJson(['doctor', '--model'], { env })
  expect(report.problems).toMatchObject([
    {
      message: `endpoint: 127.0.0.1:${port}/v1: it cannot be reached (ECONNREFUSED).`,
      suggestion: expect.stringContaining('does the server run'),
    },
  ])
  expect(status).toBe(3)
})

test('it stops at once when it is interrupted', async () => {
  const endpoint = await scriptedEndpoint([answer({ raw: () => void setTimeout(() => child?.kill('SIGINT'), 50) })])
  let child: import('node:child_process').ChildProcess | undefined
  const began = performance.now()
  const { status } = await compose(['doctor', '--model'], { env: endpoint.env, during: (started) => (child = started) })
  expect(status).toBe(130)
  expect(performance.now() - began).toBeLessThan(15_000)
})

test.each([
  [{}, ['--model'], 'endpoint', /needs an endpoint/],
  [{ OPENAI_API_KEY: key }, ['--model'], 'endpoint', /needs the name of a model/],
  [
    { OPENAI_BASE_URL: 'http://me:hidden@127.0.0.1/v1', COMPOSE_MODEL: 'a' },
    ['--model'],
    'endpoint',
    /holds a user name/,
  ],
  [{ COMPOSE_BRAIN: 'model' }, [], 'brain', /needs an endpoint/],
  [{ COMPOSE_BRAIN: 'model', OPENAI_API_KEY: key }, [], 'brain', /needs the name of a model/],
  [{ COMPOSE_BRAIN: 'parrot' }, [], 'brain', /parrot, which there is not/],
] as [Record<string, string>, string[], string, RegExp][])(
  '%o %o: what is missing is said',
  async (env, flags, id, says) => {
    const { report, status } = await inProcessJson(['doctor', ...flags], { env })
    expect(report.problems.map(({ message }) => message)).toEqual([expect.stringMatching(says)])
    expect(report.problems[0]!.message.startsWith(id)).toBe(true)
    expect(status).toBe(3)
  },
)

test('without --model nothing is sent, and the brain that is chosen has what it needs', async () => {
  const endpoint = await scriptedEndpoint()
  const { report, status } = await composeJson(['doctor'], { env: endpoint.env })
  expect(endpoint.asked).toEqual([])
  expect((report.result as Finding[]).at(-1)).toMatchObject({
    id: 'brain',
    verdict: 'ok',
    detail: `model: scripted at ${new URL(endpoint.url).host} (--model tries it)`,
  })
  expect(status).toBe(0)
  const named = await composeJson(['doctor', 'scripted'], { env: endpoint.env })
  expect(named.report.problems[0]).toMatchObject({ code: 'bad-option', suggestion: expect.stringContaining('--model') })
  expect(named.status).toBe(2)
})
