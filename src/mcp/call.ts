import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js'
import { ComposeError } from '../errors.ts'
import { attempt, type Outcome } from '../operations/attempt.ts'
import { startHeartbeat } from '../operations/heartbeat.ts'
import type { Context, Operation } from '../operations.ts'
import type { Plan } from '../schema.ts'
import { askPerson, canAsk } from './ask.ts'
import { insideRoots } from './roots.ts'
import { wordsOf } from './words.ts'

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

export interface CallOptions {
  /** Absolute folders that may be read and written; relative paths start in the first. */
  roots: readonly string[]
  env: Readonly<Record<string, string | undefined>>
}

/** How often a person is asked within one call: what they say may raise the next question. */
const turns = 3

/** Runs an operation for a client; where the plan leaves something open, and the client can ask a person, they are asked. */
export async function call(
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  server: Server,
  extra: Extra,
  options: CallOptions,
): Promise<Outcome> {
  const plans: Plan[] = []
  const context: Context = { ...contextOf(server, extra, options), planned: (plan) => plans.push(plan) }
  let given = input
  for (let turn = 1; ; turn += 1) {
    const outcome = await attempt(operation, given, context)
    const isOpen = outcome.error?.code === 'goal-unread' || outcome.error?.code === 'open-question'
    const plan = plans.at(-1)
    if (!isOpen || !plan || turn > turns || !canAsk(server)) return outcome
    const heartbeat = startHeartbeat('a question to the person', context.emit)
    const said = await askPerson(server, plan, operation, given, extra).finally(heartbeat.stop)
    if (!said) return outcome
    given = { ...given, ...said }
  }
}

function contextOf(server: Server, extra: Extra, { roots, env }: CallOptions): Context {
  const token = extra._meta?.progressToken
  let progress = 0
  return {
    cwd: roots[0]!,
    env,
    signal: interruption(extra.signal),
    emit(event) {
      if (extra.signal.aborted) return
      if (event.type === 'warning') {
        const data = event.message
        server.sendLoggingMessage({ level: 'warning', logger: 'compose', data }, extra.sessionId).catch(() => undefined)
      }
      if (token === undefined) return
      progress += 1
      const params = { progressToken: token, progress, message: wordsOf(event) }
      // A client that has gone away cannot be told; the work goes on until it is cancelled.
      extra.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined)
    },
    reach: (path) => insideRoots(roots, path),
    nameOf: (field) => field,
    isClient: true,
  }
}

/** The same signal with a reason that says what it means for the run: the client cancelled, or the connection is closed. */
function interruption(signal: AbortSignal): AbortSignal {
  const cancelling = new AbortController()
  const reason = new ComposeError('interrupted', 'The call was cancelled; nothing was half-written.', {
    suggestion: 'Call it again: what was proved so far is kept.',
  })
  signal.addEventListener('abort', () => cancelling.abort(reason), { once: true })
  return cancelling.signal
}
