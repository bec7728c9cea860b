import { setTimeout } from 'node:timers/promises'
import { ComposeError } from '../../errors.ts'
import type { ChatRequest, Endpoint, Usage } from './chat.ts'
import { estimate } from './estimate.ts'
import { faultOf } from './faults.ts'
import { type Received, receive } from './receive.ts'
import { lackOf, wasRefused } from './refusals.ts'
import { type Failure, reasonOf, waitBefore } from './retry.ts'
import { guarded } from './transport.ts'

export interface EndpointOptions {
  baseUrl: string
  /** Undefined for servers that want none. */
  key: string | undefined
  /** Milliseconds without a byte, after which a request counts as failed. */
  patience: number
  /** How often one request is repeated at most; see `waitBefore`. */
  retries: number
  /** Told before each wait. */
  onRetry(reason: string): void
}

/** The only file that builds the OpenAI client: any endpoint that speaks Chat Completions. Loaded where it is used. */
export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { onRetry, patience, retries } = options
  const { default: Client } = await import('openai')
  const client = new Client({
    baseURL: options.baseUrl,
    apiKey: options.key ?? 'none',
    // It repeats only what fails before an answer begins, and would repeat it beside our own repeats.
    maxRetries: 0,
    timeout: patience,
    // Nothing of the person's environment decides where requests go or as whom.
    organization: null,
    project: null,
    logLevel: 'off',
    fetch: guarded(patience),
  })
  const name = nameOf(options.baseUrl)
  return {
    name,
    async send(request, signal, meter) {
      for (let repeats = 0; ; repeats += 1) {
        signal.throwIfAborted()
        await meter.begin()
        const received: Received = { characters: 0, usage: undefined }
        const result = await receive(client, request, signal, patience, received).catch((error) => ({ error }))
        if ('reply' in result || 'lacks' in result) return result
        const lacks = 'error' in result && !signal.aborted ? lackOf(result.error, request) : undefined
        if (lacks) return { lacks }
        await meter.lost(costOf(result, request, received))
        signal.throwIfAborted()
        const wait = repeats < retries ? waitBefore(result, repeats) : undefined
        if (wait === undefined) throw problemOf(result, name, patience)
        onRetry(`${reasonOf(result)}, try ${repeats + 2} of ${retries + 1}`)
        await setTimeout(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
      }
    },
  }
}

/** A provider is paid for what it read and wrote, whether or not it came to an end; what it refused costs nothing. */
function costOf(failure: Failure, request: ChatRequest, { characters, usage }: Received): Usage {
  if ('error' in failure && wasRefused(failure.error) && characters === 0) return { input: 0, output: 0 }
  return usage ?? estimate(request, characters)
}

function problemOf(failure: Failure, name: string, patience: number): ComposeError {
  if ('error' in failure) return faultOf(failure.error, name, patience)
  return new ComposeError('provider-failed', `${name}: the answer broke off (${failure.cut}).`, {
    suggestion: 'Try again later, or raise --call-timeout if the model is slow.',
  })
}

function nameOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl)
  return `${host}${pathname.replace(/\/$/, '')}`
}
