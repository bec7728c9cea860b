import * as z from 'zod'
import { saidIn } from '../../brain/model/answered.ts'
import type { ChatReply, Message, Outcome } from '../../brain/model/chat.ts'
import type { Finding } from '../finding.ts'
import { quoted, reasonOf, type Trial } from './trial.ts'

type Found = Omit<Finding, 'id'>
/** Undefined when it makes no sense for this endpoint. */
type Probe = (trial: Trial) => Promise<Found | undefined>

/** What compose uses where it is there, in the order in which it is tried. compose works without; each row says how. */
const probes: Record<string, Probe> = {
  streaming,
  tools,
  'tool results': toolResults,
  schema,
  'tools with schema': toolsWithSchema,
  'token counts': async (trial) => tokenCounts(trial),
}

/** Tries each ability. One that breaks instead of being missing is a failure: compose would ask the same way. */
export async function tryAbilities(trial: Trial): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [id, probe] of Object.entries(probes)) {
    try {
      const found = await probe(trial)
      if (found) findings.push({ id, ...found })
    } catch (error) {
      if ((error as { code?: string }).code !== 'provider-failed') throw error
      const advice =
        'compose asks in the same way and would stop here: choose another model, or look at the log of the server.'
      findings.push({ id, verdict: 'fail', detail: reasonOf(error, trial), advice })
    }
  }
  return findings
}

async function streaming(trial: Trial): Promise<Found> {
  const outcome = await trial.ask('Answer with the one word: ready')
  if ('reply' in outcome) return { verdict: 'ok', detail: 'works' }
  return {
    verdict: 'warn',
    detail: 'not offered',
    advice: 'compose then waits for whole answers: give it time with a higher --call-timeout.',
  }
}

const Entry = z.strictObject({ entry: z.string() })
const lookUp = {
  name: 'look_up',
  description: 'Reads one entry of the list.',
  parameters: schemaOf(Entry),
}
const useTheTool = 'Use the tool look_up to read the entry "bins". Do not answer before you have read it.'

async function tools(trial: Trial): Promise<Found> {
  const outcome = await trial.ask(useTheTool, { tools: [lookUp] })
  if (!('reply' in outcome)) {
    return {
      verdict: 'warn',
      detail: 'not offered',
      advice:
        'compose then describes its tools in words and reads the calls from the text, which small models do badly.',
    }
  }
  const { reply } = outcome
  const [call] = reply.toolCalls
  if (!call) {
    return {
      verdict: 'warn',
      detail: `accepted, but the model answered in text: ${quoted(reply.content)}`,
      advice: 'compose works, but the model looks nothing up. Choose one made for tools, or turn its tool parser on.',
    }
  }
  if (call.name === lookUp.name && fits(Entry, call.arguments)) return { verdict: 'ok', detail: 'used when asked to' }
  return {
    verdict: 'warn',
    detail: `called wrongly: ${quoted(`${call.name} ${call.arguments}`)}`,
    advice: 'compose tells the model what is wrong and asks again, which costs calls. A larger model does better.',
  }
}

/** A second turn, in which the model gets its own call back. Several endpoints refuse that unless it is whole, some if it is. */
async function toolResults(trial: Trial): Promise<Found | undefined> {
  const called = trial.replies.findLast(({ toolCalls }) => toolCalls.length > 0)
  if (!called) return undefined
  const results = called.toolCalls.map(({ id }): Message => ({ role: 'tool', content: 'black bins', toolCallId: id }))
  const wanted = { tools: [lookUp], said: [saidIn(called), ...results] }
  const first = await trial.ask(useTheTool, wanted)
  if ('reply' in first) return { verdict: 'ok', detail: 'taken' }
  const second = first.lacks === 'turns' ? await trial.ask(useTheTool, wanted) : first
  if ('reply' in second) return { verdict: 'ok', detail: 'taken, without what the endpoint itself adds to its calls' }
  return {
    verdict: 'warn',
    detail: 'refused',
    advice: 'compose then describes its tools in words, and tells in words what they found.',
  }
}

/** Names that nobody would guess, so that an answer that fits has seen the schema. */
const Facts = z.strictObject({ hueOfGrass: z.enum(['blue', 'green', 'red']), lengthOfWeek: z.int() })
const facts = { name: 'facts', schema: schemaOf(Facts) }
const tellFacts = 'Answer with one JSON object: which colour has grass, and how many days has a week?'

async function schema(trial: Trial): Promise<Found> {
  const outcome = await trial.ask(tellFacts, { schema: facts })
  if (!('reply' in outcome)) {
    return {
      verdict: 'warn',
      detail: 'not offered',
      advice: 'compose then puts the schema into the question, checks the answer and asks again where it does not fit.',
    }
  }
  const { content } = outcome.reply
  if (fits(Facts, content)) return { verdict: 'ok', detail: 'kept to' }
  return {
    verdict: 'warn',
    detail: `accepted, but not kept to: ${quoted(content)}`,
    advice: 'compose checks each answer and asks again where it does not fit, which costs calls.',
  }
}

/** compose asks for both in one request. Some servers take only one of them, others hold to the schema and drop the tools. */
async function toolsWithSchema(trial: Trial): Promise<Found | undefined> {
  const usesTools = trial.replies.some(({ toolCalls }) => toolCalls.length > 0)
  if (!usesTools || trial.lacks.has('schema') || trial.lacks.has('tools')) return undefined
  const outcome = await trial.ask(`${useTheTool} ${tellFacts}`, { tools: [lookUp], schema: facts })
  if (calledIn(outcome)) return { verdict: 'ok', detail: 'both in one request' }
  if (!('reply' in outcome)) {
    const other = outcome.lacks === 'tools' ? 'compose then describes its tools in words.' : undefined
    return {
      verdict: 'warn',
      detail: `not both in one request: without ${outcome.lacks}`,
      advice: other ?? 'compose then puts the schema into the question and checks the answer.',
    }
  }
  return {
    verdict: 'warn',
    detail: 'the model uses no tool while a schema is asked for',
    advice: 'compose works, but the model looks nothing up before it answers; every answer is checked all the same.',
  }
}

const calledIn = (outcome: Outcome) => 'reply' in outcome && outcome.reply.toolCalls.length > 0

/** As the last request got them: it was made in the way in which compose makes all of its own. */
function tokenCounts({ replies }: Trial): Found {
  const usage: ChatReply['usage'] = replies.at(-1)?.usage
  const sums = replies.reduce(
    (sum, reply) => ({ input: sum.input + (reply.usage?.input ?? 0), output: sum.output + (reply.usage?.output ?? 0) }),
    { input: 0, output: 0 },
  )
  if (usage) return { verdict: 'ok', detail: `told; these tries took ${sums.input} in and ${sums.output} out` }
  return {
    verdict: 'warn',
    detail: 'not told',
    advice: 'compose then reckons a token for four characters, so --max-tokens and --max-usd are rough.',
  }
}

function schemaOf(shape: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape)
  return schema
}

function fits(shape: z.ZodType, text: string): boolean {
  try {
    return shape.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
