import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import type { ElicitRequestFormParams } from '@modelcontextprotocol/sdk/types.js'
import type { Operation } from '../operations.ts'
import type { Plan } from '../schema.ts'

type Input = Readonly<Record<string, unknown>>

/** Milliseconds that a person may think. */
const patience = 10 * 60_000

/** Whether the client can show a form. One that says nothing of how it asks can (so says MCP). */
export function canAsk(server: Server): boolean {
  const { elicitation } = server.getClientCapabilities() ?? {}
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined)
}

/**
 * Asks the person behind the client what keeps the plan from being made. Answers the inputs that change, or undefined where they
 * do not want to, or have not changed anything: the call then ends as it would without a form.
 */
export async function askPerson(
  server: Server,
  plan: Plan,
  operation: Operation,
  input: Input,
  call: { requestId: string | number; signal: AbortSignal },
): Promise<Input | undefined> {
  const form = formOf(plan, operation, input)
  if (!form) return undefined
  const options = { relatedRequestId: call.requestId, signal: call.signal, timeout: patience }
  // A client that cannot after all, or a person who does not answer, is as good as a no.
  const said = await server.elicitInput(form, options).catch(() => undefined)
  if (said?.action !== 'accept') return undefined
  const changes = Object.entries(said.content ?? {}).filter(([name, value]) =>
    name === 'goal' ? value !== input.goal && value !== '' : value === true,
  )
  return changes.length === 0 ? undefined : Object.fromEntries(changes)
}

/** The questions of a plan as a form; undefined where none of them can be answered by an input. */
function formOf(plan: Plan, { input: { shape } }: Operation, input: Input): ElicitRequestFormParams | undefined {
  const unread = plan.unread.filter(({ kind, accepted }) => kind !== 'note' && !accepted)
  const open = plan.openQuestions.filter((one) => one.default === undefined)
  const held = plan.verdicts.filter(({ verdict }) => verdict === 'needs-approval')
  const lines = [
    ...unread.map(({ words }) => `Nothing comes of "${words}".`),
    ...open.map(({ question, options }) => `${question}${options.length > 0 ? ` (${options.join(' | ')})` : ''}`),
    ...held.map(({ detail }) => `The policy asks for approval: ${detail}.`),
  ]
  const properties: ElicitRequestFormParams['requestedSchema']['properties'] = {}
  if ('goal' in shape && typeof input.goal === 'string' && unread.length + open.length > 0) {
    const description = 'Say it differently, or leave it as it is.'
    properties.goal = { type: 'string', title: 'The goal', description, default: input.goal }
  }
  if (unread.length > 0)
    properties.acceptUnread = { type: 'boolean', title: 'Go on without what is not read', default: false }
  if (held.length > 0) properties.yes = { type: 'boolean', title: 'I approve', default: false }
  if (Object.keys(properties).length === 0) return undefined
  return { mode: 'form', message: lines.join('\n'), requestedSchema: { type: 'object', properties } }
}
