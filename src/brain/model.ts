import { ComposeError } from '../errors.ts'
import type { World } from '../world.ts'
import { Answered, type Brain, type Question } from './brain.ts'
import { answered, cutShort, saidIn } from './model/answered.ts'
import type { Budget } from './model/budget.ts'
import type { Ability, ChatReply, ChatRequest, Endpoint, Message, Meter } from './model/chat.ts'
import { estimate, lengthOf } from './model/estimate.ts'
import { endOf } from './model/finish.ts'
import { answerSchema, messagesFor } from './model/prompt.ts'
import { toolCallIn } from './model/reply.ts'
import { specOf, use } from './model/use-tool.ts'
import { without } from './model/without.ts'
import type { Redact } from './record/redact.ts'
import type { Tool } from './tool.ts'

export interface ModelBrainOptions {
  model: string
  endpoint: Endpoint
  /** All tools there are; an agent uses those that its file lists. */
  tools: readonly Tool[]
  budget: Budget
  redact: Redact
  world: Pick<World, 'emit' | 'milliseconds'>
}

/** Calls of tools in one reply; for more of them it has to ask again. */
const mostAtOnce = 16

/**
 * A brain behind an OpenAI-compatible endpoint. It asks one question at a time, lets the model look things up within the
 * agent's limit of calls, and hands back what it answered as a value of unknown shape. Throws 'brain-failed' when
 * the model declines or never comes to an answer, 'provider-failed' when the endpoint does not work, 'budget-reached'.
 */
export function modelBrain(options: ModelBrainOptions): Brain {
  const lacks = new Set<Ability>()
  return {
    name: options.model,
    model: options.model,
    answer: (question) => invoke(question, options, lacks),
  }
}

/** One conversation, told from its start to its end. */
async function invoke(question: Question, options: ModelBrainOptions, lacks: Set<Ability>): Promise<unknown> {
  const { role, agent, observations } = question
  const { emit } = options.world
  const model = agent.model ?? options.model
  emit({
    type: 'agent-started',
    agent: role,
    model,
    endpoint: options.endpoint.name,
    attempt: observations.length + 1,
  })
  try {
    const answer = await converse(question, options, lacks)
    emit({ type: 'agent-finished', agent: role })
    return answer
  } catch (error) {
    emit({ type: 'agent-finished', agent: role, problem: codeOf(error, question) })
    throw error
  }
}

/** What ended a question, in a word that can be counted. */
function codeOf(error: unknown, { signal }: Question): string {
  const ended = signal.aborted ? signal.reason : error
  return ended instanceof ComposeError ? ended.code : signal.aborted ? 'interrupted' : 'bug'
}

async function converse(question: Question, options: ModelBrainOptions, lacks: Set<Ability>): Promise<Answered> {
  const { role, agent, observations, signal } = question
  const { redact } = options
  const model = agent.model ?? options.model
  const tools = options.tools.filter((tool) => agent.tools.includes(tool.name))
  const specs = tools.map(specOf)
  const said: Message[] = []
  for (let call = 1; call <= agent.limits.calls; call += 1) {
    const last = call === agent.limits.calls
    // Many servers never call a tool while they hold a model to a schema. So it looks things up first, with the schema in
    // words, and is held to it where that did not come out well.
    const offered = last || observations.length > 0 ? [] : specs
    // What the endpoint lacks is said in words instead, so each finding of that kind changes the messages.
    const request = (): ChatRequest =>
      without(
        {
          model,
          messages: [
            ...messagesFor(question, {
              schema: offered.length > 0 || lacks.has('schema'),
              tools: lacks.has('tools') ? offered : [],
            }),
            ...said,
            ...(last && said.length > 0 ? [lastWord] : []),
          ].map((message) => ({ ...message, content: redact(message.content) })),
          tools: offered,
          ...(offered.length > 0 ? {} : { schema: { name: agent.answers, schema: answerSchema(role) } }),
          ...(agent.temperature === undefined ? {} : { temperature: agent.temperature }),
          stream: true,
        },
        lacks,
      )
    const reply = await ask(request, question, options, lacks)
    const end = endOf(reply.finish)
    if (reply.refusal || end === 'filtered') {
      throw new ComposeError(
        'brain-failed',
        `The ${role} (${model}) declined: ${shown(reply.refusal ?? 'its provider filtered the answer')}`,
        {
          suggestion: 'Word the goal differently, or choose another model (--model).',
        },
      )
    }
    if (end === 'length') return new Answered(undefined, undefined, cutShort(reply.finish))
    const written = toolCallIn(reply.content)
    const calls = reply.toolCalls.length > 0 ? reply.toolCalls : written ? [{ id: 'written', ...written }] : []
    if (calls.length === 0) return answered(reply)
    const usable = offered.length > 0 ? tools : []
    const found = await Promise.all(calls.slice(0, mostAtOnce).map((one) => use(one, usable, question, options.world)))
    const results = calls.map((_, index) => found[index] ?? `Not done: at most ${mostAtOnce} at once.`)
    said.push(saidIn(reply))
    if (reply.toolCalls.length > 0) {
      for (const [index, result] of results.entries())
        said.push({ role: 'tool', toolCallId: calls[index]!.id, content: result })
    } else said.push({ role: 'user', content: results.join('\n') })
    signal.throwIfAborted()
  }
  throw new ComposeError(
    'brain-failed',
    `The ${role} (${model}) came to no answer within ${agent.limits.calls} calls; it kept using tools.`,
    {
      suggestion: `Choose another model (--model), or raise limits.calls in agents/${role}.md.`,
    },
  )
}

const lastWord: Message = { role: 'user', content: 'No more tools can be used. Answer now.' }

/** One request, repeated without whatever the endpoint turns out to lack. */
async function ask(
  build: () => ChatRequest,
  question: Question,
  options: ModelBrainOptions,
  lacks: Set<Ability>,
): Promise<ChatReply> {
  const { budget, endpoint } = options
  const { emit } = options.world
  for (;;) {
    // Also for what a record answers, so that a replay ends where the run did.
    budget.allow()
    const request = build()
    const meter: Meter = {
      begin: async () => budget.allow(),
      lost: async (usage) => budget.add(question.role, request.model, usage),
    }
    emit({ type: 'call-started', agent: question.role, model: request.model, endpoint: endpoint.name })
    const outcome = await endpoint.send(request, question.signal, meter).catch((error) => {
      emit({ type: 'call-failed', agent: question.role, model: request.model, problem: codeOf(error, question) })
      throw error
    })
    if ('lacks' in outcome) {
      lacks.add(outcome.lacks)
      budget.add(question.role, request.model, outcome.usage ?? { input: 0, output: 0 })
      emit({
        type: 'call-finished',
        agent: question.role,
        model: request.model,
        inputTokens: 0,
        outputTokens: 0,
        finish: `no ${outcome.lacks}`,
      })
      continue
    }
    const { reply } = outcome
    const usage = reply.usage ?? estimate(request, lengthOf(reply))
    budget.add(question.role, request.model, usage)
    emit({
      type: 'call-finished',
      agent: question.role,
      model: request.model,
      inputTokens: usage.input,
      outputTokens: usage.output,
      finish: reply.finish,
    })
    return reply
  }
}

/** Words of a model in a message for people: short, on one line. */
const shown = (text: string) => text.replace(/\s+/g, ' ').slice(0, 200)
