import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { ChatReply, Message } from '../../src/brain/model/chat.ts'
import { unmetered } from '../../src/brain/model/chat.ts'
import { openEndpoint } from '../../src/brain/model/openai.ts'
import { Calls } from '../../src/brain/record/calls.ts'
import { redacted, redactor } from '../../src/brain/record/redact.ts'
import { ComposeError } from '../../src/errors.ts'
import { temporaryFolder } from '../cli/run.ts'
import { root } from '../support/plan.ts'
import { dutyDeskGoal, dutyDeskIntent } from './duty-desk.ts'
import { type Asked, chunk, type Reply, scriptedEndpoint } from './endpoint.ts'
import { planInProcess } from './in-process.ts'
import {
  called,
  calling,
  conversation,
  piecesOf,
  type Quirk,
  refusal,
  type Say,
  texted,
  wellBehaved,
} from './quirks.ts'

// Servers that speak Chat Completions each in their own way. What the model says is always the same: whatever words a server
// has for it, the plan must be that of the server that keeps to the protocol, or none, with the true reason.

type Ways = ('streamed' | 'whole')[]
const both: Ways = ['streamed', 'whole']

async function planned(
  quirk: Quirk,
  way: Ways[number],
  whenFinished: Parameters<typeof scriptedEndpoint>[2],
  agents?: string,
) {
  const endpoint = await scriptedEndpoint([], way === 'whole' ? { streaming: false } : {}, whenFinished)
  const talk = conversation(quirk)
  endpoint.play((asked) => talk.respond(asked))
  const ran = await planInProcess(dutyDeskGoal, endpoint.env, {
    agents,
    calls: await temporaryFolder(whenFinished as never),
  })
  endpoint.done()
  return { ...ran, ...talk }
}

/** What the tools told the model, in order, however it was told. */
const lookedUp = (accepted: readonly Asked[]) =>
  accepted.at(-1)!.messages.flatMap(({ content, role }) => (role === 'tool' ? [content] : []))

let right: Awaited<ReturnType<typeof planned>>
beforeAll(async () => {
  const dispose: (() => unknown)[] = []
  right = await planned({ says: wellBehaved }, 'streamed', (one) => void dispose.push(one))
  for (const one of dispose) await one()
  expect(right.status).toBe(0)
  expect(lookedUp(right.accepted)).toHaveLength(3)
})

const signature = `EjQKMg${'aZ9+/'.repeat(60)}sk${'q'.repeat(20)}0771234567890==`
const words = (call: { arguments: object }) => JSON.stringify(call.arguments)
const whole = (call: { name: string; arguments: object }, index: number) => ({
  id: `call_${index}`,
  type: 'function',
  function: { name: call.name, arguments: words(call) },
})

/** Each call must have an id of its own, and each result one of these. */
function mustPair(asked: Asked): Reply | undefined {
  const ids: unknown[] = []
  for (const { role, tool_call_id, tool_calls = [] } of asked.messages) {
    if (role === 'assistant') ids.push(...tool_calls.map((call) => (call as { id?: unknown }).id))
    if (role === 'tool' && (!tool_call_id || ids.shift() !== tool_call_id)) return refusal('a result without its call')
    for (const call of tool_calls as { type: unknown; function: { arguments: unknown } }[])
      if (call.type !== 'function' || typeof call.function.arguments !== 'string') return refusal('a call of no type')
  }
  return undefined
}

/** Texts before, behind and around the answer. */
const saying = (say: (text: string) => ReturnType<typeof texted>) => (it: Say) =>
  it.calls.length > 0 ? wellBehaved(it) : say(it.text)

const unharmed: [name: string, quirk: Quirk, ways?: Ways][] = [
  ['arguments that are an object', { says: calling((call, index) => ({ ...whole(call, index), function: call })) }],
  [
    'arguments that are an object, in a list of one',
    {
      says: ({ calls, text }) =>
        calls.length === 1
          ? {
              ...called([whole(calls[0]!, 0)]),
              message: { content: '', tool_calls: { ...whole(calls[0]!, 0), function: calls[0] } },
            }
          : wellBehaved({ calls, text }),
      refuses: mustPair,
    },
    ['whole'],
  ],
  ['no ids', { says: calling(({ ...call }, index) => ({ ...whole(call, index), id: undefined })), refuses: mustPair }],
  ['empty ids', { says: calling((call, index) => ({ ...whole(call, index), id: '' })), refuses: mustPair }],
  [
    'the same id for all',
    { says: calling((call, index) => ({ ...whole(call, index), id: 'call' })), refuses: mustPair },
  ],
  ['no types', { says: calling((call, index) => ({ ...whole(call, index), type: undefined })), refuses: mustPair }],
  [
    'one index for all calls',
    { says: calling(whole, (call, index) => [{ index: 0, ...whole(call, index) }]), refuses: mustPair },
    ['streamed'],
  ],
  [
    'one index for all calls, in pieces and without ids',
    {
      says: calling(whole, (call) => [
        { index: 0, type: 'function', function: { name: call.name, arguments: '' } },
        ...piecesOf(words(call)).map((piece) => ({ index: 0, function: { arguments: piece } })),
      ]),
      refuses: mustPair,
    },
    ['streamed'],
  ],
  ['no index', { says: calling(whole, (call, index) => [whole(call, index)]), refuses: mustPair }, ['streamed']],
  [
    'no index and no ids, in pieces',
    {
      says: calling(whole, (call) => [
        { function: { name: call.name } },
        ...piecesOf(words(call)).map((piece) => ({ function: { arguments: piece } })),
      ]),
      refuses: mustPair,
    },
    ['streamed'],
  ],
  [
    'another id with every piece',
    {
      says: calling(whole, (call, index) => [
        { index, id: `a${index}`, type: 'function', function: { name: call.name } },
        ...piecesOf(words(call)).map((piece, at) => ({ index, id: `b${index}${at}`, function: { arguments: piece } })),
      ]),
      refuses: mustPair,
    },
    ['streamed'],
  ],
  [
    'a name in pieces',
    {
      says: calling(whole, (call, index) => [
        { index, id: `a${index}`, function: { name: call.name.slice(0, 5) } },
        { index, function: { name: call.name.slice(5) } },
        { index, function: { arguments: words(call) } },
      ]),
      refuses: mustPair,
    },
    ['streamed'],
  ],
  [
    'arguments that are an object, in a stream without index',
    { says: calling(whole, (call) => [{ id: '', function: call }]), refuses: mustPair },
    ['streamed'],
  ],
  [
    'braces in the text before the answer',
    { says: saying((text) => texted(`Texts may hold {reference} or {a: 1}. So: ${text}`)) },
  ],
  [
    'a thought with another answer in it',
    { says: saying((text) => texted(`<think>\nPerhaps {"pattern": null}?\n</think>\n\n${text}`)) },
  ],
  [
    'a thought whose beginning is missing',
    { says: saying((text) => texted(`Perhaps {"pattern": null}?\n</think>\n${text}`)) },
  ],
  [
    'content in parts',
    {
      says: saying((text) => ({
        message: {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: [{ type: 'text', text: 'Perhaps {"pattern": null}?' }] },
            { type: 'text', text: text.slice(0, 90) },
            { type: 'text', text: text.slice(90) },
          ],
        },
        deltas: [
          { role: 'assistant', content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Perhaps {}?' }] }] },
          { content: [{ type: 'text', text: text.slice(0, 90) }] },
          { content: text.slice(90) },
        ],
        finish: 'stop',
      })),
    },
  ],
  [
    'signs of life, empty data and odd events in the stream',
    {
      says: (say) => ({
        raw(_request, response) {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          const { deltas, finish } = wellBehaved(say)
          response.write(': PROCESSING\n\ndata:\n\ndata: null\n\ndata: []\n\ndata: {"choices": null}\n\n')
          for (const delta of deltas)
            response.write(
              `event: message\r\ndata: ${chunk({ choices: [{ delta, finish_reason: 'null' }], error: null })
                .slice(6)
                .trim()}\r\n\r\n\n`,
            )
          response.end(`${chunk({ choices: [{ delta: null, finish_reason: finish }] })}data:\n\ndata: [DONE]\n\n`)
        },
      }),
    },
    ['streamed'],
  ],
  [
    'other words for a good end',
    { says: (say) => ({ ...wellBehaved(say), finish: say.calls.length > 0 ? 'tool_use' : 'EOS' }) },
  ],
  ['no word for the end of a document', { says: (say) => ({ ...wellBehaved(say), finish: null }) }, ['whole']],
]

const rows = unharmed.flatMap(([name, quirk, ways = both]) => ways.map((way) => [name, way, quirk] as const))

test.concurrent.for(rows)('%s (%s): the same plan', async ([_name, way, quirk], { onTestFinished }) => {
  const { accepted, plan, problem, status } = await planned(quirk, way, onTestFinished)
  expect({ status, problem }).toEqual({ status: 0, problem: undefined })
  expect(plan).toEqual(right.plan)
  expect(lookedUp(accepted)).toEqual(lookedUp(right.accepted))
  expect(accepted).toHaveLength(3)
})

/** The model's own messages, as they came back. */
const givenBack = ({ messages }: Asked) => messages.filter(({ role }) => role === 'assistant')
const bytes = (value: unknown) => JSON.stringify(value)

const thought = 'Lone tenants first. Then: is {"pattern": "triage"} enough?'
const details = [{ type: 'reasoning.text', text: thought, signature, index: 0, format: 'x-v1' }]

/** What a server adds to its messages and wants to have back: in one piece, and in the pieces of a stream. */
const additions: [name: string, whole: object, call: object, pieces: object[]][] = [
  ['signatures of thoughts, as Gemini', {}, { extra_content: { google: { thought_signature: signature } } }, []],
  [
    'reasoning, as DeepSeek and Kimi',
    { reasoning_content: thought },
    {},
    piecesOf(thought).map((reasoning_content) => ({ reasoning_content })),
  ],
  [
    'details of reasoning, as OpenRouter',
    { reasoning: thought, reasoning_details: details },
    {},
    [
      ...piecesOf(thought).map((text) => ({
        reasoning: text,
        reasoning_details: [{ type: 'reasoning.text', text, index: 0, format: 'x-v1' }],
      })),
      { reasoning_details: [{ type: 'reasoning.text', signature, index: 0, format: 'x-v1' }] },
    ],
  ],
  [
    'members of which nobody has heard',
    { annotations: [], state: { depth: 2, open: true, key: null }, refusal: null, audio: null },
    { cache: { hit: false } },
    [
      { annotations: [] },
      { state: { depth: 1, open: true, key: null } },
      { state: { depth: 2 }, refusal: null, audio: null },
    ],
  ],
  ['nothing but null', { refusal: null, annotations: [] }, {}, [{ refusal: null, annotations: [] }]],
]

/** The same conversation, with an answer first that does not come out well. */
const adding =
  (more: object, ofCall: object, pieces: readonly object[], spoilt = { done: false }) =>
  (it: Say) => {
    const calls = it.calls.map((call, index) => ({ ...whole(call, index), ...ofCall }))
    const spoil = calls.length === 0 && !spoilt.done
    if (spoil) spoilt.done = true
    const text = spoil ? it.text.replace('"triage"', '"duty-desk"') : it.text
    const plain = calls.length > 0 ? called(calls, undefined, more) : texted(text, more)
    const [first, ...rest] = plain.deltas as [object, ...object[]]
    const role = Object.fromEntries(Object.entries(first).filter(([name]) => !(name in more)))
    return { ...plain, deltas: [role, ...pieces, ...rest] }
  }

const returned = additions.flatMap((addition) => both.map((way) => [addition[0], way, addition] as const))

test.concurrent.for(returned)('%s (%s) come back whole', async ([_name, way, addition], { onTestFinished }) => {
  const [, more, ofCall, pieces] = addition
  /** Refuses whatever it does not get back just as it gave it. */
  const refuses: Quirk['refuses'] = (asked, said) => {
    const sent = said.flatMap((reply) => ('message' in reply ? [reply.message] : []))
    const back = givenBack(asked)
    const wanted = asked.tools ? sent : sent.slice(-1)
    if (back.length > 0 && way === 'whole' && bytes(back) !== bytes(wanted)) return refusal('INVALID_ARGUMENT')
    const same = back.every((one, index) => isSame(one, wanted[index]!))
    return same ? undefined : refusal('INVALID_ARGUMENT')
  }
  const ran = await planned({ says: adding(more, ofCall, pieces), refuses }, way, onTestFinished)
  expect({ status: ran.status, problem: ran.problem }).toEqual({ status: 0, problem: undefined })
  expect(ran.plan).toEqual(right.plan)
  // Two look-ups, an answer that is not right, and the right one: nothing was refused, and nothing was asked in another way.
  expect(ran.accepted.map(({ tools }) => tools !== undefined)).toEqual([true, true, true, false])
  expect(givenBack(ran.accepted[2]!)).toHaveLength(2)
  expect(givenBack(ran.accepted[3]!)).toHaveLength(1)
})

/** As `toEqual`, for a message that was put together: the order of its members is nobody's. */
function isSame(one: object, other: object): boolean {
  expect(one).toEqual(other)
  return true
}

/** Endpoints that do not want to see some of it again; the model is told in words what it needs to know. */
const unwilling: [name: string, refuses: NonNullable<Quirk['refuses']>, calls?: number][] = [
  [
    'members that the server itself added, as Groq',
    ({ messages }) => {
      const at = messages.findIndex((message) => 'reasoning_content' in message)
      if (at < 0) return undefined
      return refusal(
        `'messages.${at}' : for 'role:assistant' the following must be satisfied[('messages.${at}' : property 'reasoning_content' is unsupported)]`,
      )
    },
  ],
  [
    'such members, for no reason given',
    ({ messages }) =>
      messages.some((message) => 'reasoning_content' in message) ? { status: 422, body: {} } : undefined,
  ],
  [
    'calls in a request without tools, as Bedrock',
    ({ messages, tools }) =>
      !tools && messages.some(({ role, tool_calls }) => role === 'tool' || tool_calls)
        ? refusal('The toolConfig field must be defined when using toolUse and toolResult content blocks.')
        : undefined,
    3,
  ],
  [
    'results of tools at all',
    ({ messages }) => (messages.some(({ role }) => role === 'tool') ? refusal('Unexpected role: tool') : undefined),
  ],
  [
    'two messages of one side in a row',
    ({ messages, tools }) =>
      !tools && messages.some(({ role }, at) => role === messages[at + 1]?.role)
        ? refusal('Conversation roles must alternate user/assistant/user/assistant/...', 500)
        : undefined,
    3,
  ],
]

test.concurrent.for(unwilling.flatMap((row) => both.map((way) => [row[0], way, row] as const)))(
  'an endpoint that refuses %s (%s): the same plan',
  async ([_name, way, [, refuses, calls]], { onTestFinished }) => {
    const says = adding({ reasoning_content: thought }, {}, [{ reasoning_content: thought }], { done: true })
    const agents = calls === undefined ? undefined : await agentsWithCalls(calls, onTestFinished)
    const { accepted, plan, problem, status } = await planned({ says, refuses }, way, onTestFinished, agents)
    expect({ status, problem }).toEqual({ status: 0, problem: undefined })
    expect(plan).toEqual(right.plan)
    // Whatever was looked up is known to the model when it answers.
    const text = accepted
      .at(-1)!
      .messages.map(({ content }) => content)
      .join('\n')
    for (const found of lookedUp(right.accepted)) expect(text).toContain(found)
    expect(text.match(/source="search-catalog"/g)).toHaveLength(2)
    if (calls) expect(text).toContain('No more tools can be used. Answer now.')
  },
)

/** Our planner, who may ask the model only so often. */
async function agentsWithCalls(calls: number, whenFinished: Parameters<typeof scriptedEndpoint>[2]): Promise<string> {
  const folder = await temporaryFolder(whenFinished as never)
  await cp(join(root, 'agents'), folder, { recursive: true })
  const planner = await readFile(join(root, 'agents/planner.md'), 'utf8')
  await writeFile(join(folder, 'planner.md'), planner.replace('calls: 12', `calls: ${calls}`))
  return folder
}

const cut = (finish: string | null, length = 900) => saying((text) => ({ ...texted(text.slice(0, length)), finish }))
/** The whole answer, and yet the server says that it is not. */
const doubted = (finish: string) => saying((text) => ({ ...texted(text), finish }))
/** Whoever repeats a request need not wait here. */
const soon = { 'retry-after-ms': '1' }
const told = (lines: readonly string[], type = 'text/event-stream'): Reply => ({
  raw: (_request, response) => void response.writeHead(200, { 'content-type': type, ...soon }).end(lines.join('')),
})
const begun = chunk({ choices: [{ index: 0, delta: { content: '{"version": 1, ' }, finish_reason: null }] })
const event = (body: unknown) => `data: ${JSON.stringify(body)}\n\n`
const always = (reply: Reply): Quirk => ({ says: () => reply })
const inDocument = (body: unknown) => always({ status: 200, body, headers: soon })
const quota = {
  message: 'You exceeded your current quota, please check your plan and billing details.',
  type: 'insufficient_quota',
  code: 'insufficient_quota',
}
/** Answers that end as they should, but for one rule of two and a bracket. */
const oneRuleOfTwo = `{"version": 1, "rules": [{"decides": "priority"}, {"decides": "team"`

/** What a server does to the end; what is said of it, and what to do; how many requests it takes to see that. */
const refused: [
  name: string,
  quirk: Quirk,
  says: RegExp,
  todo: RegExp,
  requests: Partial<Record<Ways[number], number>>,
][] = [
  ...['length', 'max_tokens', 'MAX_TOKENS', 'model_length'].map((finish): (typeof refused)[number] => [
    `an answer cut at its length (${finish})`,
    { says: cut(finish) },
    new RegExp(`cut off at the length that the endpoint allows \\(finish_reason ${finish}\\)`),
    /Allow longer answers at the endpoint.*Or choose another model/,
    { streamed: 4, whole: 4 },
  ]),
  [
    'a whole answer that is called cut',
    { says: doubted('length') },
    /cut off at the length/,
    /Allow longer answers/,
    { streamed: 4, whole: 4 },
  ],
  [
    'calls of tools that are cut at their length',
    {
      says: ({ calls }) => ({
        ...called(
          calls.map((call, at) => ({ ...whole(call, at), function: { ...call, arguments: '{"words": "wor' } })),
        ),
        finish: 'length',
      }),
    },
    /cut off at the length/,
    /Allow longer answers/,
    { streamed: 2, whole: 2 },
  ],
  ...['content_filter', 'SAFETY', 'sensitive'].map((finish): (typeof refused)[number] => [
    `a whole answer that was filtered (${finish})`,
    { says: doubted(finish) },
    /declined: its provider filtered the answer/,
    /Word the goal differently/,
    { streamed: 3, whole: 3 },
  ]),
  [
    'a refusal in a part of the content',
    {
      says: saying(() => {
        const content = [{ type: 'refusal', refusal: 'I cannot do that.' }]
        return { ...texted(''), message: { role: 'assistant', content }, deltas: [{ content }] }
      }),
    },
    /declined: I cannot do that/,
    /Word the goal differently/,
    { streamed: 3, whole: 3 },
  ],
  ...['insufficient_system_resource', 'x'.repeat(3000)].map((finish): (typeof refused)[number] => [
    `a whole answer that ended in trouble (${finish.slice(0, 30)})`,
    { says: doubted(finish) },
    new RegExp(`broke off \\(it ended by "${finish.slice(0, 40)}"\\)`),
    /Try again later/,
    { streamed: 5, whole: 5 },
  ]),
  [
    'a stream that only ends',
    { says: cut(null) },
    /broke off \(the connection ended\)/,
    /Try again later/,
    { streamed: 5 },
  ],
  [
    'a stream that is done without a reason',
    always(told([begun, 'data: [DONE]\n\n'])),
    /broke off \(it ended without a finish_reason\)/,
    /Try again later/,
    { streamed: 3 },
  ],
  [
    'an unfinished answer that is called finished',
    { says: saying(() => texted(oneRuleOfTwo)) },
    /not finished: an object or a block of code that it begins has no end/,
    /allow longer answers/,
    { streamed: 4, whole: 4 },
  ],
  [
    'a thought that never ends',
    { says: saying((text) => texted(`<think>${text}`)) },
    /no usable answer in 2 tries/,
    /Try another model/,
    { streamed: 4, whole: 4 },
  ],
  [
    'an error in the stream, each time',
    always(told([begun, event({ error: { message: 'The server is out of memory', type: 'server_error' } })])),
    /its answer is an error \(The server is out of memory\)/,
    /Try again later/,
    { streamed: 3 },
  ],
  [
    'an error that is an event of its own',
    always(told([`event: error\n${event({ message: 'worker died', code: 500 })}`])),
    /its answer is an error \(worker died\)/,
    /Try again later/,
    { streamed: 3 },
  ],
  [
    'an error in the choice, as OpenRouter',
    always(
      told([
        event({ choices: [{ delta: {}, finish_reason: 'error', error: { code: 502, message: 'Upstream fell' } }] }),
      ]),
    ),
    /its answer is an error \(Upstream fell\)/,
    /Try again later/,
    { streamed: 3 },
  ],
  [
    'an error that only says so',
    always(told([event({ error: 'model runner has unexpectedly stopped' })])),
    /its answer is an error \(model runner has unexpectedly stopped\)/,
    /Try again later/,
    { streamed: 3 },
  ],
  [
    'no credit, in the stream',
    always(told([event({ error: quota })])),
    /the account has no credit left \(You exceeded your current quota/,
    /Add credit/,
    { streamed: 1 },
  ],
  [
    'no credit',
    always({ status: 429, body: { error: quota } }),
    /the account has no credit left \(429 You exceeded your current quota/,
    /Add credit/,
    { streamed: 1, whole: 1 },
  ],
  [
    'no credit, as DeepSeek and OpenRouter',
    always({ status: 402, body: { error: { message: 'Insufficient Balance', type: 'unknown_error' } } }),
    /the account has no credit left \(402 Insufficient Balance\)/,
    /Add credit/,
    { streamed: 1, whole: 1 },
  ],
  [
    'a question that its filter refuses, as Azure',
    always({ status: 400, body: { error: { message: 'The response was filtered', code: 'content_filter' } } }),
    /its filter refused the question \(400 The response was filtered\)/,
    /Word the goal differently/,
    { streamed: 1, whole: 1 },
  ],
  [
    'a question that its filter refuses, as OpenRouter',
    always({ status: 403, body: { error: { message: 'Your input was flagged', code: 403 } } }),
    /its filter refused the question \(403 Your input was flagged\)/,
    /Word the goal differently/,
    { streamed: 1, whole: 1 },
  ],
  [
    'a place from which it may not be used',
    always({ status: 403, body: { error: { message: 'Country, region, or territory not supported' } } }),
    /does not accept the key \(status 403 Country, region/,
    /Set OPENAI_API_KEY/,
    { streamed: 1, whole: 1 },
  ],
  [
    'too many requests a minute, as Gemini',
    always({
      status: 429,
      body: [
        {
          error: { code: 429, message: 'You exceeded your current quota. Retry in 90s.', status: 'RESOURCE_EXHAUSTED' },
        },
      ],
      headers: { 'retry-after': '90' },
    }),
    /too many requests; it asks to wait 90 seconds/,
    /Wait 90 seconds/,
    { streamed: 1, whole: 1 },
  ],
  [
    'an error in a document of status 200',
    inDocument({ error: { message: 'Provider returned error', code: 502 } }),
    /its answer is an error \(Provider returned error\)/,
    /Try again later/,
    { whole: 3 },
  ],
  [
    'a key that is not accepted, in a document of status 200',
    inDocument({ error: { message: 'No auth credentials found', code: 401 } }),
    /does not accept the key/,
    /Set OPENAI_API_KEY/,
    { whole: 1 },
  ],
  [
    'a request that is too long, in a document of status 200',
    inDocument({ object: 'error', message: "This model's maximum context length is 8192 tokens.", code: 400 }),
    /longer than the model can read/,
    /longer context/,
    { whole: 1 },
  ],
  [
    'a reason in a list, as Gemini',
    always({
      status: 404,
      body: [{ error: { code: 404, message: 'models/scripted is not found', status: 'NOT_FOUND' } }],
    }),
    /models\/scripted is not found/,
    /OPENAI_BASE_URL|--model/,
    { streamed: 1, whole: 1 },
  ],
  [
    'a reason under another name, as FastAPI',
    always({ status: 500, body: { detail: 'CUDA out of memory' }, headers: soon }),
    /status 500 \(500 CUDA out of memory\)/,
    /Try again later/,
    { streamed: 3, whole: 3 },
  ],
  [
    'a document of another kind',
    inDocument({ choices: [null] }),
    /broke off \(it has no choice\)/,
    /Try again later/,
    { whole: 3 },
  ],
  [
    'a message that is nested without end',
    always(told([`data: {"choices":[{"delta":{"x":${'['.repeat(9000)}${']'.repeat(9000)}}}]}\n\n`])),
    /broke off \(it is nested too deeply\)/,
    /Try again later/,
    { streamed: 3 },
  ],
]

const refusals = refused.flatMap((row) => (Object.keys(row[4]) as Ways).map((way) => [row[0], way, row] as const))

test.concurrent.for(refusals)('%s (%s): the true reason', async ([_name, way, row], { onTestFinished }) => {
  const [, quirk, words, todo, requests] = row
  const { accepted, plan, problem, status } = await planned(quirk, way, onTestFinished)
  expect({ status, plan }).toEqual({ status: 4, plan: undefined })
  expect(problem!.message).toMatch(words)
  expect(problem!.suggestion).toMatch(todo)
  expect(accepted).toHaveLength(requests[way]!)
})

/** What goes wrong once, and well when it is asked again. */
const passing: [name: string, once: Reply, ways: Ways, asked: number][] = [
  ['an error in the stream', told([begun, event({ error: { message: 'overloaded' } })]), ['streamed'], 4],
  ['an error in a document', { status: 200, body: { error: { message: 'overloaded' } } }, ['whole'], 4],
  ['an end in trouble', { ...texted('{"version": 1'), finish: 'error' }, both, 4],
  ['a stream that only ends', { ...texted('{"version": 1'), finish: null }, ['streamed'], 4],
]

test.concurrent.for(passing.flatMap((row) => row[2].map((way) => [row[0], way, row] as const)))(
  '%s, once (%s): the same plan',
  async ([_name, way, [, once, , requests]], { onTestFinished }) => {
    let asked = 0
    const refuses = () => (asked++ === 0 ? once : undefined)
    const { accepted, plan, problem, status } = await planned({ says: wellBehaved, refuses }, way, onTestFinished)
    expect({ status, problem }).toEqual({ status: 0, problem: undefined })
    expect(plan).toEqual(right.plan)
    expect([asked, accepted.length]).toEqual([requests, 3])
  },
)

test('an answer that is cut or unfinished once is asked for again, whole, and says nothing in between', async ({
  onTestFinished,
}) => {
  const rules = [
    { decides: 'priority', when: [], outcome: 'urgent', because: 'who visits first' },
    { decides: 'priority', when: [], outcome: 'high', because: 'lone tenants' },
  ]
  for (const finish of ['length', 'stop']) {
    let spoilt = 0
    const says = saying((text) => {
      const long = JSON.stringify({ ...dutyDeskIntent, rules })
      return spoilt++ === 0 ? { ...texted(long.slice(0, long.indexOf('},{"decides"') + 1)), finish } : texted(text)
    })
    const { accepted, plan, status } = await planned({ says }, 'streamed', onTestFinished)
    expect({ status, plan }).toEqual({ status: 0, plan: right.plan })
    expect(accepted.at(-1)!.messages.at(-1)!.content).toMatch(finish === 'length' ? /cut off/ : /not finished/)
    expect(accepted.at(-1)!.response_format).toBeDefined()
  }
})

test('what an error in the middle of an answer has cost is counted', async ({ onTestFinished }) => {
  let asked = 0
  const half = told([begun, event({ error: { message: 'overloaded' } })])
  const nothing = told([event({ error: { message: 'overloaded' } })])
  const costs = async (once: Reply) => {
    asked = 0
    const refuses = () => (asked++ === 0 ? once : undefined)
    return (await planned({ says: wellBehaved, refuses }, 'streamed', onTestFinished)).spend![0]!
  }
  expect(await costs(half)).toMatchObject({ calls: 4, outputTokens: 30 + 4 })
  expect(await costs(nothing)).toEqual(expect.objectContaining({ calls: 4, inputTokens: 300, outputTokens: 30 }))
})

test('what comes beside the text is cleaned of secrets and personal data like it, but for signatures', async () => {
  const said = 'Write to joe.bloggs@council.gov.uk with hunter22.'
  const endpoint = await scriptedEndpoint([
    { reply: texted(said, { reasoning_content: said, reasoning_details: [{ text: said, signature }] }) },
  ])
  const open = { baseUrl: endpoint.url, key: undefined, patience: 5000, retries: 0, onRetry: () => undefined }
  const client = redacted(await openEndpoint(open), redactor(['hunter22']))
  const request = { model: 'scripted', messages: [{ role: 'user' as const, content: 'x' }], tools: [], stream: false }
  const { reply } = (await client.send(request, new AbortController().signal, unmetered)) as { reply: ChatReply }
  const clean = 'Write to [email] with [secret].'
  expect(reply.content).toBe(clean)
  expect(reply.turn).toEqual({
    role: 'assistant',
    content: clean,
    reasoning_content: clean,
    reasoning_details: [{ text: clean, signature }],
  })
})

const odd: unknown[] = [null, 7, '', [], {}, 'error', [[]]]
const inChoice = (choice: unknown) => ({ choices: [choice] })
/** Whatever stands where a message, its parts or its calls should be. */
const oddBodies = odd.flatMap((it) => [
  it,
  { choices: it },
  inChoice(it),
  inChoice({ message: it, delta: it, finish_reason: 'stop' }),
  inChoice({ message: {}, delta: {}, finish_reason: it }),
  ...['content', 'refusal', 'role', 'tool_calls', 'function_call', '__proto__', 'constructor'].map((name) => {
    const said = JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(it)}}`) as object
    return inChoice({ message: said, delta: said, finish_reason: 'stop' })
  }),
  ...['id', 'type', 'index', 'function', 'extra'].map((name) =>
    inChoice({
      message: { tool_calls: [{ [name]: it }] },
      delta: { tool_calls: [{ [name]: it }] },
      finish_reason: 'stop',
    }),
  ),
  ...['name', 'arguments'].map((name) =>
    inChoice({
      message: { tool_calls: [{ function: { [name]: it } }] },
      delta: { tool_calls: [{ function: { [name]: it } }] },
      finish_reason: 'tool_calls',
    }),
  ),
  { ...inChoice({ message: { content: 'a' }, delta: { content: 'a' }, finish_reason: 'stop' }), usage: it, error: it },
])

test('whatever stands in an answer, it is an answer or a failure of the provider, and never a bug of ours', async () => {
  const endpoint = await scriptedEndpoint()
  const redact = redactor([])
  const client = redacted(
    await openEndpoint({ baseUrl: endpoint.url, key: undefined, patience: 5000, retries: 0, onRetry: () => undefined }),
    redact,
  )
  const came: Record<'answer' | 'failure', number> = { answer: 0, failure: 0 }
  for (const body of oddBodies) {
    for (const stream of [true, false]) {
      endpoint.play([{ reply: stream ? told([event(body), event(body)]) : { status: 200, body } }])
      const request = { model: 'scripted', messages: [{ role: 'user' as const, content: 'x' }], tools: [], stream }
      const outcome = await client.send(request, new AbortController().signal, unmetered).catch((error) => error)
      if (outcome instanceof ComposeError) expect(outcome.code, bytes(body)).toBe('provider-failed')
      else expect(outcome, bytes(body)).toHaveProperty('reply')
      came[outcome instanceof ComposeError ? 'failure' : 'answer'] += 1
      if (outcome instanceof ComposeError) continue
      const { content, toolCalls, turn } = outcome.reply as ChatReply
      for (const text of [content, ...toolCalls.flatMap((call) => Object.values(call))])
        expect(typeof text).toBe('string')
      // What is given back can be written, and kept.
      const calls = new Calls(await temporaryFolder())
      await calls.write(
        'key',
        1,
        { ...request, messages: [{ role: 'assistant', content, toolCalls, turn } as Message] },
        { lost: [], outcome },
      )
      expect(await calls.read('key', 1)).toEqual({
        lost: [],
        outcome,
        key: 'key',
        request: expect.anything(),
        version: 1,
      })
    }
  }
  expect(came.answer).toBeGreaterThan(50)
  expect(came.failure).toBeGreaterThan(50)
})
