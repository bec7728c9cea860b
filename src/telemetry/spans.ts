import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace'
import type { ComposeEvent } from '../events.ts'
import { agentAttributes, answerAttributes, chatAttributes, modelAttributes, toolAttributes } from './attributes.ts'
import type { Ending } from './ending.ts'

/**
 * What a run tells, as spans: the run, in it its steps, in a step the agents that it asks, in an agent its calls of the
 * model and of tools. A span that was never told to be over ends with the run, by the run's own error.
 */
export class Spans {
  readonly #finished: ReadableSpan[] = []
  readonly #tracer: Tracer
  readonly #root: Span
  #step: Span | undefined
  readonly #agents = new Map<string, Span>()
  readonly #calls = new Map<string, Span>()

  constructor(command: string, version: string) {
    const provider = new TracerProvider({
      // Only this: what the SDK would find out by itself names the machine, its user and the command line.
      resource: resourceFromAttributes({ 'service.name': 'compose', 'service.version': version }),
      spanProcessors: [
        {
          onStart: () => undefined,
          onEnd: (span) => this.#finished.push(span),
          forceFlush: async () => undefined,
          shutdown: async () => undefined,
        },
      ],
    })
    this.#tracer = provider.getTracer('compose', version)
    const name = command === 'compose' ? command : `compose ${command}`
    this.#root = this.#tracer.startSpan(name, { attributes: { 'compose.command': command } }, ROOT_CONTEXT)
  }

  event(event: ComposeEvent): void {
    switch (event.type) {
      case 'step-started':
        this.#step?.end()
        this.#step = this.#start(event.step, this.#root, { 'compose.step': event.step })
        break
      case 'step-finished':
        this.#step?.end()
        this.#step = undefined
        break
      case 'lap-finished':
        this.#root.addEvent('lap-finished', { 'compose.lap': event.lap, 'compose.failures': event.failures })
        break
      case 'agent-started': {
        const { agent, attempt, endpoint, model } = event
        const attributes = { ...agentAttributes(agent, attempt), ...modelAttributes(model, endpoint) }
        this.#agents.set(agent, this.#start(`invoke_agent ${agent}`, this.#step, attributes))
        break
      }
      case 'agent-finished':
        close(this.#agents, event.agent, event.problem)
        break
      case 'call-started': {
        const { agent, endpoint, model } = event
        const attributes = { ...chatAttributes, ...modelAttributes(model, endpoint) }
        this.#calls.set(
          agent,
          this.#start(`chat ${model}`, this.#agents.get(agent), attributes, { kind: SpanKind.CLIENT }),
        )
        break
      }
      case 'call-finished': {
        const { agent, finish, inputTokens, outputTokens } = event
        const lacks = /^no (turns|schema|tools|streaming)$/.exec(finish)?.[1]
        if (!lacks) this.#calls.get(agent)?.setAttributes(answerAttributes(inputTokens, outputTokens, finish))
        close(this.#calls, agent, lacks && `no-${lacks}`)
        break
      }
      case 'call-failed':
        close(this.#calls, event.agent, event.problem)
        break
      case 'tool-used': {
        const { agent, failed, milliseconds, tool } = event
        const name = `execute_tool ${tool}`
        const startTime = Date.now() - milliseconds
        over(
          this.#start(name, this.#agents.get(agent), toolAttributes(tool), { startTime }),
          failed ? 'tool-failed' : undefined,
        )
        break
      }
      // The tries of an evaluation are runs, which are traced themselves.
      case 'try-started':
      case 'try-finished':
      case 'progress':
      case 'warning':
        // Words for people, which may be anybody's.
        break
    }
  }

  /** Ends what is still open, innermost first, and gives all spans. */
  end({ problem, run, verdict }: Ending): ReadableSpan[] {
    for (const open of [this.#calls, this.#agents]) for (const key of [...open.keys()]) close(open, key, problem)
    if (this.#step) over(this.#step, problem)
    this.#root.setAttributes({ 'compose.verdict': verdict, ...(run ? { 'compose.run': run } : {}) })
    over(this.#root, problem)
    return this.#finished
  }

  #start(name: string, parent: Span | undefined, attributes: Attributes, options: SpanOptions = {}): Span {
    const above = trace.setSpan(ROOT_CONTEXT, parent ?? this.#step ?? this.#root)
    return this.#tracer.startSpan(name, { ...options, attributes }, above)
  }
}

function close(open: Map<string, Span>, key: string, problem: string | undefined): void {
  const span = open.get(key)
  open.delete(key)
  if (span) over(span, problem)
}

/** The status has no message: an error's words may hold words of the goal. */
function over(span: Span, problem: string | undefined): void {
  if (problem !== undefined) {
    span.setAttribute('error.type', problem)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}
