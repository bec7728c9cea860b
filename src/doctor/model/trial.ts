import {
  type Ability,
  type ChatReply,
  type ChatRequest,
  type Message,
  type Outcome,
  unmetered,
} from '../../brain/model/chat.ts'
import { openEndpoint } from '../../brain/model/openai.ts'
import { without } from '../../brain/model/without.ts'
import { ComposeError } from '../../errors.ts'
import type { Context } from '../../operations/operation.ts'
import type { ModelPlace } from '../../operations/tools/model.ts'

/** An endpoint that is being tried: asked as the model brain asks, but little, once, and not for long. */
export interface Trial {
  place: ModelPlace
  /** The address, without credentials. */
  name: string
  /** What it was found to lack; it is not asked for that again. */
  lacks: ReadonlySet<Ability>
  replies: readonly ChatReply[]
  nameOf: Context['nameOf']
  /** Throws 'provider-failed'. */
  ask(words: string, wanted?: Wanted): Promise<Outcome>
}

export interface Wanted extends Partial<Pick<ChatRequest, 'tools' | 'schema' | 'stream'>> {
  /** What was said since. */
  said?: readonly Message[]
}

export async function openTrial(place: ModelPlace, seconds: number, context: Context): Promise<Trial> {
  const patience = seconds * 1000
  // A second try would hide what the first one shows.
  const endpoint = await openEndpoint({ ...place, patience, retries: 0, onRetry: () => undefined })
  const lacks = new Set<Ability>()
  const replies: ChatReply[] = []
  const { name } = endpoint
  const { model } = place
  return {
    place,
    name,
    lacks,
    replies,
    nameOf: context.nameOf,
    async ask(words, { said = [], ...wanted } = {}) {
      const late = AbortSignal.timeout(patience)
      const messages: Message[] = [{ role: 'user', content: words }, ...said]
      const asked: ChatRequest = { model, messages, tools: [], stream: true }
      context.emit({ type: 'call-started', agent: 'doctor', model, endpoint: name })
      try {
        const request = without({ ...asked, ...wanted }, lacks)
        const outcome = await endpoint.send(request, AbortSignal.any([context.signal, late]), unmetered)
        if ('lacks' in outcome) lacks.add(outcome.lacks)
        else replies.push(outcome.reply)
        const { usage, finish } = 'reply' in outcome ? outcome.reply : { finish: `lacks ${outcome.lacks}` }
        const tokens = { inputTokens: usage?.input ?? 0, outputTokens: usage?.output ?? 0 }
        context.emit({ type: 'call-finished', agent: 'doctor', model, ...tokens, finish })
        return outcome
      } catch (error) {
        context.signal.throwIfAborted()
        if (!late.aborted) throw error
        throw new ComposeError('provider-failed', `${name}: no answer within ${seconds} seconds.`, { cause: error })
      }
    },
  }
}

/** What went wrong, without the address, which stands in a line of its own. */
export function reasonOf(error: unknown, { name }: Trial): string {
  const words = error instanceof Error ? error.message : String(error)
  return words.startsWith(`${name}: `) ? words.slice(name.length + 2) : words
}

/** Words of a model for people: short, on one line. */
export const quoted = (text: string): string => `"${text.replace(/\s+/g, ' ').trim().slice(0, 60)}"`
