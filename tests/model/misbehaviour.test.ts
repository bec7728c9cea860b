import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inProcessJson, temporaryFolder } from '../cli/run.ts'
import { dutyDeskGoal, dutyDeskIntent, dutyDeskRules, dutyDeskScenarios } from './duty-desk.ts'
import { chunk, type Line, type Reply, scriptedEndpoint } from './endpoint.ts'

const good: Reply = { value: dutyDeskIntent }
const planner = (...replies: Reply[]): Line[] => replies.map((reply) => ({ for: 'planner', reply }))
const intent = (change: object): Reply => ({ value: { ...dutyDeskIntent, ...change } })
const toTester: Line[] = [...planner(good)]
const toCoder: Line[] = [...planner(good), { for: 'tester', reply: { value: dutyDeskScenarios } }]
const tester = (...values: object[]): Line[] => [
  ...toTester,
  ...values.map((value): Line => ({ for: 'tester', reply: { value } })),
]
const coder = (...values: object[]): Line[] => [
  ...toCoder,
  ...values.map((value): Line => ({ for: 'coder', reply: { value } })),
]
const scenario = (change: object) => ({ scenarios: [{ ...dutyDeskScenarios.scenarios[0], ...change }] })
const table = (change: object) => ({ rules: { priority: { ...dutyDeskRules.priority, ...change } } })
const code = (body: string) => ({ functions: { priority: `import type { Submission } from '../record.ts'\n${body}` } })
const streamed = (write: (response: import('node:http').ServerResponse) => void): Reply => ({
  raw(_request, response) {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    write(response)
  },
})
const delta = (content: string) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
const half = streamed((response) => response.write(delta('{"version": 1, "pat'), () => response.end()))
const still = streamed((response) => void response.write(delta('{"version": 1,')))
const dropped: Reply = { raw: (request) => void request.socket.destroy() }
const hang: Reply = { raw: () => undefined }
const html: Reply = {
  raw: (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
}
const torn = streamed((response) => response.end('data: {"choices": [{"ind\n\n'))
const endless = streamed((response) => {
  const more = () => {
    for (let times = 0; times < 200; times += 1) if (!response.write(delta('word '.repeat(200)))) break
    if (!response.destroyed) setTimeout(more, 1)
  }
  more()
})
const silent = streamed((response) => response.flushHeaders())
const bodiless: Reply = {
  raw: (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices": ['),
}
const endlessCall = streamed((response) => {
  const part = { tool_calls: [{ index: 0, id: 'a', function: { name: 'x', arguments: 'word '.repeat(20_000) } }] }
  for (let times = 0; times < 5; times += 1)
    response.write(chunk({ choices: [{ index: 0, delta: part, finish_reason: null }] }))
})
const tooLong: Reply = {
  status: 400,
  body: { error: { message: "This model's maximum context length is 8192 tokens.", code: 'context_length_exceeded' } },
}
const again = (reply: Reply, times: number) => Array.from({ length: times }, () => reply)

/** What the endpoint does; the command it happens to; exit status, code of the problem, and words of the explanation. */
const rows: [name: string, lines: Line[], status: number, code: string | undefined, says: RegExp][] = [
  [
    'malformed JSON that can be mended',
    planner({ text: JSON.stringify(dutyDeskIntent).replaceAll('"', "'").replace(/}$/, ',}') }),
    0,
    undefined,
    /^/,
  ],
  [
    'JSON that lacks its end',
    planner(...again({ text: JSON.stringify(dutyDeskIntent).replace(/}$/, ',') }, 2)),
    4,
    'brain-failed',
    /it is not finished/,
  ],
  ['malformed JSON to the end', planner({ text: '{{{' }, { text: '{"]' }), 4, 'brain-failed', /no usable answer/],
  [
    'prose around JSON',
    planner({ text: `Certainly! ${JSON.stringify(dutyDeskIntent)} I hope this helps.` }),
    0,
    undefined,
    /^/,
  ],
  [
    'prose alone',
    planner({ text: 'I would use triage.' }, { text: 'As I said, triage.' }),
    4,
    'brain-failed',
    /expected object/,
  ],
  ['half a stream, each time', planner(half, half, half), 4, 'provider-failed', /broke off/],
  ['half a stream, once', planner(half, good), 0, undefined, /^/],
  ['a stream that stands still', planner(still, still, still), 4, 'provider-failed', /stood still/],
  ['a stream of which nothing comes', planner(silent, silent, silent), 4, 'provider-failed', /stood still/],
  // The first is read as a server without streams; the others are asked for without one.
  [
    'a document that stands still',
    planner(...again(bodiless, 4)),
    4,
    'provider-failed',
    /stood still|no answer within/,
  ],
  ['a tool call that never ends', planner(...again(endlessCall, 3)), 4, 'provider-failed', /did not end/],
  [
    'a thousand tool calls at once',
    planner({ calls: again({ name: 'search-catalog', arguments: { words: 'desk' } } as never, 1000) as never[] }, good),
    0,
    undefined,
    /^/,
  ],
  ['a line of the stream that is no JSON', planner(torn, torn, torn), 4, 'provider-failed', /not JSON/],
  ['an answer that never ends', planner(endless, endless, endless), 4, 'provider-failed', /did not end/],
  ['a refusal', planner({ refusal: 'I cannot help with that.' }), 4, 'brain-failed', /declined: I cannot help/],
  ['a filtered answer', planner({ text: '', finish: 'content_filter' }), 4, 'brain-failed', /filtered/],
  ['an empty answer', planner({ text: '' }, { text: ' \n' }), 4, 'brain-failed', /no usable answer/],
  [
    'an answer cut off by its length',
    planner(...again({ text: JSON.stringify(dutyDeskIntent).slice(0, 400), finish: 'length' }, 2)),
    4,
    'brain-failed',
    /no usable answer in 2 tries.*cut off at the length that the endpoint allows/,
  ],
  [
    'an unknown pattern',
    planner(...again(intent({ pattern: 'duty-desk' }), 2)),
    4,
    'brain-failed',
    /"duty-desk" is not in the catalogue/,
  ],
  [
    'an unknown component',
    planner(...again(intent({ capabilities: [{ id: 'crystal-ball', because: 'worries' }] }), 2)),
    4,
    'brain-failed',
    /"crystal-ball" is not in the catalogue/,
  ],
  [
    'words that the goal does not say',
    planner(...again(intent({ patternBecause: 'the mayor decides' }), 2)),
    4,
    'brain-failed',
    /does not stand in the goal/,
  ],
  [
    'an unknown type',
    planner(...again(intent({ fields: [{ name: 'x', type: 'Password', title: 'X?', because: 'lone tenants' }] }), 2)),
    4,
    'brain-failed',
    /nobody can be asked for a Password/,
  ],
  ['wrong types', planner(...again(intent({ rules: 'none', noun: 7 }), 2)), 4, 'brain-failed', /expected array/],
  [
    'members nobody asked for',
    planner(...again(intent({ testsPassed: true, verdict: 'verified' }), 2)),
    4,
    'brain-failed',
    /testsPassed/,
  ],
  [
    'endless tool calls',
    planner(...again({ calls: [{ name: 'search-catalog', arguments: { words: 'desk' } }] }, 12)),
    4,
    'brain-failed',
    /within 12 calls/,
  ],
  [
    'a tool that there is not',
    planner({ calls: [{ name: 'run_shell', arguments: { command: 'id' } }] }, good),
    0,
    undefined,
    /^/,
  ],
  ['a tool of another agent', planner({ calls: [{ name: 'run-rule', arguments: {} }] }, good), 0, undefined, /^/],
  [
    'a call whose arguments are an object, without id and type',
    planner(
      {
        message: {},
        deltas: [{ tool_calls: [{ function: { name: 'search-catalog', arguments: { words: 'desk' } } }] }],
        finish: 'stop',
      },
      good,
    ),
    0,
    undefined,
    /^/,
  ],
  [
    'an account without credit',
    planner({ status: 429, body: { error: { message: 'Check your plan.', code: 'insufficient_quota' } } }),
    4,
    'provider-failed',
    /no credit left \(429 Check your plan\.\)/,
  ],
  [
    'an error in the stream, each time',
    planner(
      ...again(
        streamed((response) => response.end(`data: ${JSON.stringify({ error: { message: 'out of memory' } })}\n\n`)),
        3,
      ),
    ),
    4,
    'provider-failed',
    /its answer is an error \(out of memory\)/,
  ],
  ['429, then well', planner({ status: 429, headers: { 'retry-after': '1' } }, good), 0, undefined, /^/],
  [
    '429 that asks for an hour',
    planner({ status: 429, headers: { 'retry-after': '3600' } }),
    4,
    'provider-failed',
    /wait 3600 seconds/,
  ],
  ['500, each time', planner(...again({ status: 500 }, 3)), 4, 'provider-failed', /status 500/],
  ['a hang', planner(...again(hang, 3)), 4, 'provider-failed', /no answer within 1 seconds/],
  ['a dropped connection', planner(...again(dropped, 3)), 4, 'provider-failed', /cannot be reached/],
  ['a web page instead of an answer', planner(...again(html, 4)), 4, 'provider-failed', /no choice|not JSON|broke off/],
  [
    'a request that is too long for the model',
    planner(tooLong),
    4,
    'provider-failed',
    /longer than the model can read/,
  ],
  [
    'a key that is not accepted',
    planner({ status: 401, body: { error: { message: 'Incorrect API key: sk-test-0123456789abcdef0123' } } }),
    4,
    'provider-failed',
    /does not accept the key/,
  ],
  [
    'a model that is not there',
    planner({ status: 404, body: { error: { message: 'The model `scripted` does not exist' } } }),
    4,
    'provider-failed',
    /no such model/,
  ],
  [
    'a name that breaks out of the folder',
    planner(...again(intent({ name: '../../etc/cron.d' }), 2)),
    4,
    'brain-failed',
    /name: /,
  ],
  [
    'a title that adds to the workflow of CI',
    planner(...again(intent({ title: "Desk\ndefaults: {run: {shell: 'sh -c id {0}'}}" }), 2)),
    4,
    'brain-failed',
    /title: /,
  ],
  [
    'names that every object has',
    planner(
      ...again(
        intent({
          rules: [
            {
              decides: 'constructor',
              when: [{ phrase: 'x', field: 'x', is: true, title: 'X?', type: 'YesNo' }],
              outcome: 'name',
              because: 'lone tenants',
            },
          ],
          constraints: [{ kind: 'constructor', value: 'name', because: 'lone tenants' }],
        }),
        2,
      ),
    ),
    4,
    'brain-failed',
    /constructor "name" is not known\n.*decides no "constructor"/,
  ],
  [
    'an operation of staff that every object has',
    tester(...(again(scenario({ do: [{ act: 'case-management.constructor', with: {} }] }) as never, 2) as never[])),
    4,
    'brain-failed',
    /staff cannot case-management\.constructor/,
  ],
  [
    'another deadline than the goal has',
    tester(
      ...(again(
        scenario({
          expect: [
            { see: 'call', of: 'case-management.openCase', member: 'respondWithin', is: { amount: 1, unit: 'hours' } },
          ],
        }) as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /respondWithin of case-management\.openCase, which only what is tried anyway/,
  ],
  [
    'a name that breaks out of a shell',
    planner(...again(intent({ name: 'x; rm -rf ~' }), 2)),
    4,
    'brain-failed',
    /name: /,
  ],
  [
    'a field whose name is code',
    planner(
      ...again(
        intent({ fields: [{ name: 'x=process.exit()', type: 'YesNo', title: 'X?', because: 'lone tenants' }] }),
        2,
      ),
    ),
    4,
    'brain-failed',
    /fields\.0\.name/,
  ],
  [
    'an invented operation of staff',
    tester(...(again(scenario({ do: [{ act: 'case-management.teleport', with: {} }] }) as never, 2) as never[])),
    4,
    'brain-failed',
    /staff cannot case-management\.teleport/,
  ],
  [
    'a scenario that contradicts another',
    tester(
      ...(again(
        scenario({
          answers: { immediateDanger: true },
          expect: [{ see: 'item', member: 'priority', is: 'low' }],
        }) as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /another scenario expects urgent/,
  ],
  [
    'an outcome that there is not',
    coder(...(again(table({ rows: [{ when: {}, is: 'immediately' }] }) as never, 2) as never[])),
    4,
    'brain-failed',
    /"immediately" is not one of/,
  ],
  [
    'a rule that reads what nobody is asked',
    coder(
      ...(again(
        table({
          rows: [
            { when: { income: true }, is: 'low' },
            { when: {}, is: 'low' },
          ],
        }) as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /"income" is not one of/,
  ],
  [
    'code that imports',
    coder(
      ...(again(
        code(
          "import { exec } from 'node:child_process'\nexport function priority(record: Submission): 'low' { exec('id'); return 'low' }",
        ) as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /the only import is/,
  ],
  [
    'code that reaches the process',
    coder(
      ...(again(
        code("export function priority(record: Submission): 'low' { return globalThis['process'].exit(0) }") as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /"globalThis" is not declared here/,
  ],
  [
    'code that builds code',
    coder(
      ...(again(
        code(
          "export function priority(record: Submission): 'low' { return (() => 0).constructor('return 1')() }",
        ) as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /\.constructor is not used/,
  ],
  [
    'code that takes for ever over one text',
    coder(
      ...(again(
        code(
          "export function priority(record: Submission): 'low' { return record.situation.match('(a+)+$') ? 'low' : 'low' }",
        ) as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /\.match is not used/,
  ],
  [
    'code that calls more and more',
    coder(
      ...(again(
        code(
          "export function priority(record: Submission): 'low' { const f = (g: any): any => g(g) + g(g); f(f); return 'low' }",
        ) as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /only functions of its own and methods are called/,
  ],
  [
    'code that does not end',
    coder(
      ...(again(
        code("export function priority(record: Submission): 'low' { while (true) {} }") as never,
        2,
      ) as never[]),
    ),
    4,
    'brain-failed',
    /while is not used/,
  ],
]

test.concurrent.for(rows)('%s', async ([_name, lines, status, code, says], { onTestFinished }) => {
  const endpoint = await scriptedEndpoint(lines, {}, onTestFinished)
  const home = await temporaryFolder(onTestFinished)
  const command = lines.length > 1 && lines.some((line) => line.for !== 'planner') ? [] : ['plan']
  const ran = await inProcessJson([...command, dutyDeskGoal, '--call-timeout', '1', '--timeout', '120'], {
    cwd: home,
    env: { ...endpoint.env, HOME: home, COMPOSE_RUNS: join(home, 'runs') },
  })
  endpoint.done()
  const [problem] = ran.report.problems
  expect({ status: ran.status, code: problem?.code }).toEqual({ status, code })
  expect(problem?.message ?? '').toMatch(says)
  if (code) {
    // Typed, explained, and with the command that goes on.
    expect(problem?.suggestion).toMatch(/compose resume \d{8}-/)
    expect(ran.report.verdict).toBe('failed')
  }
  expect(ran.stdout + ran.stderr).not.toMatch(/sk-test|\n\s+at /)
  // Nothing was written but the record of the run.
  expect((await readdir(home)).filter((name) => name !== '.cache')).toEqual(['runs'])
})

test('a server that lacks tools, schemas and streams is asked in words', async () => {
  const asks = '```tool\n{"tool": "search-catalog", "arguments": {"words": "desk"}}\n```'
  const endpoint = await scriptedEndpoint(
    [
      {
        for: 'planner',
        check: (asked) => expect(asked.messages[0]!.content).toMatch(/Before you answer you may look things up/),
        reply: { text: asks },
      },
      {
        for: 'planner',
        check: (asked) => expect(asked.messages.at(-1)!.content).toContain('source="search-catalog"'),
        reply: { text: '```json\n{"version": 1}\n```' },
      },
      {
        for: 'planner',
        check: (asked) => expect(asked.messages[0]!.content).toMatch(/of this JSON Schema/),
        reply: { text: `\`\`\`json\n${JSON.stringify(dutyDeskIntent)}\n\`\`\`` },
      },
    ],
    { tools: false, schema: false, streaming: false },
  )
  const { report, status, stderr } = await inProcessJson(['plan', dutyDeskGoal], { env: endpoint.env })
  endpoint.done()
  expect({ status, problems: report.problems }).toEqual({ status: 0, problems: [] })
  for (const ability of ['schema', 'tools', 'streaming']) expect(stderr).toContain(`"no ${ability}"`)
})

test.each([
  ['calls', ['--max-calls', '1'], /1 calls/],
  ['tokens', ['--max-tokens', '100'], /100 tokens/],
  ['money', ['--max-usd', '0.00001', '--model', 'gpt-4.1'], /\$0\.00001/],
])('a budget of %s ends in exit 7, and a higher one goes on without asking again', async (_name, flags, says) => {
  const endpoint = await scriptedEndpoint(
    planner({ calls: [{ name: 'search-catalog', arguments: { words: 'desk' } }] }),
  )
  const home = await temporaryFolder()
  const env = { ...endpoint.env, COMPOSE_RUNS: join(home, 'runs') }
  const stopped = await inProcessJson(['plan', dutyDeskGoal, ...flags], { env })
  endpoint.done()
  expect(stopped.status).toBe(7)
  expect(stopped.report.problems[0]!.message).toMatch(says)
  expect(stopped.report.spend).toMatchObject([{ agent: 'planner', calls: 1, inputTokens: 100, outputTokens: 10 }])
  endpoint.play(planner(good))
  const resumed = await inProcessJson(['resume', '--max-calls', '50', '--max-tokens', '5000', '--max-usd', '1'], {
    env,
  })
  endpoint.done()
  expect({ status: resumed.status, problems: resumed.report.problems }).toEqual({ status: 0, problems: [] })
  expect(resumed.report.spend).toMatchObject([{ calls: 2 }])
})
