import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Brain } from '../../brain/brain.ts'
import { Budget } from '../../brain/model/budget.ts'
import type { Endpoint } from '../../brain/model/chat.ts'
import { openEndpoint } from '../../brain/model/openai.ts'
import { modelBrain } from '../../brain/model.ts'
import { Calls } from '../../brain/record/calls.ts'
import { recorded } from '../../brain/record/recorded.ts'
import { redacted, redactor } from '../../brain/record/redact.ts'
import type { Catalog } from '../../catalog/load.ts'
import { checkShape, parseYaml } from '../../catalog/read-yaml.ts'
import { variable } from '../../environment.ts'
import { ComposeError } from '../../errors.ts'
import { toolsOf } from '../../toolbox.ts'
import type { World } from '../../world.ts'
import type { Context } from '../operation.ts'
import { ownRoot } from '../root.ts'

export interface ModelChoice {
  model: string | undefined
  agents: string | undefined
  maxUsd: number
  maxTokens: number
  maxCalls: number
  callTimeout: number
  calls: 'live' | 'record' | 'replay' | 'auto'
  recordings: string | undefined
}

/** Where a model answers, from the environment alone: a key is never an argument, which others could see. */
export interface ModelPlace {
  baseUrl: string
  key: string | undefined
  model: string
}

const openAi = 'https://api.openai.com/v1'
/** How often one request is repeated at most. */
const retries = 2

/** Throws 'environment' that says what is missing. */
export function modelPlace(given: string | undefined, context: Context): ModelPlace {
  const base = variable(context.env, 'OPENAI_BASE_URL')
  const key = variable(context.env, 'OPENAI_API_KEY')
  const model = modelChosen(given, context)
  const missing = (message: string, suggestion: string) => new ComposeError('environment', message, { suggestion })
  if (!base && !key) {
    throw missing(
      'The model brain needs an endpoint.',
      'Set OPENAI_BASE_URL (and OPENAI_API_KEY, if it wants a key), or leave --brain out: the built-in engine needs neither.',
    )
  }
  if (!model) throw missing('The model brain needs the name of a model.', 'Say --model NAME, or set COMPOSE_MODEL.')
  const baseUrl = base ?? openAi
  const url = URL.parse(baseUrl)
  if (!url || !/^https?:$/.test(url.protocol))
    throw missing('OPENAI_BASE_URL is no http address.', 'Set it as in OPENAI_BASE_URL=http://127.0.0.1:11434/v1')
  // fetch refuses such an address in words that repeat the password.
  if (url.username || url.password)
    throw missing('OPENAI_BASE_URL holds a user name or password.', 'Leave them out: a key goes into OPENAI_API_KEY.')
  // A header can hold nothing else; what is pasted with a typographic quote or dash would fail in the middle of a run.
  if (key && !/^[!-~]+$/.test(key))
    throw missing('OPENAI_API_KEY holds a blank or a letter that no key has.', 'Copy the key again, alone.')
  return { baseUrl, key, model }
}

function modelChosen(given: string | undefined, context: Context): string | undefined {
  return given ?? variable(context.env, 'COMPOSE_MODEL')
}

/** The model brain: endpoint, recordings, budget and tools put together. Nothing is connected until a question is asked. */
export async function openModel(
  choice: ModelChoice,
  context: Context,
  { catalog, calls, world }: { catalog: Catalog; calls: string | undefined; world: World },
): Promise<Brain> {
  const replaying = choice.calls === 'replay'
  if (choice.calls !== 'live' && choice.recordings === undefined) {
    throw new ComposeError('bad-option', `${context.nameOf('calls')} ${choice.calls} needs a folder of recordings.`, {
      suggestion: `Add ${context.nameOf('recordings')} DIR.`,
    })
  }
  const place = replaying
    ? { baseUrl: 'http://127.0.0.1', key: undefined, model: modelName(choice, context) }
    : modelPlace(choice.model, context)
  const name = replaying ? 'recordings' : new URL(place.baseUrl).host
  const redact = redactor(place.key ? [place.key] : [])
  const live = async (): Promise<Endpoint> => {
    const endpoint = await openEndpoint({
      ...place,
      patience: choice.callTimeout * 1000,
      retries,
      onRetry: (reason) => world.emit({ type: 'warning', message: `${name}: ${reason}` }),
    })
    return redacted(endpoint, redact)
  }
  const fromRecordings =
    choice.calls === 'live' || choice.recordings === undefined
      ? live
      : recordedIn(name, await context.reach(choice.recordings), choice.calls, live)
  // The run's own record comes first: what this run has paid for is never asked again.
  const endpoint =
    calls === undefined ? lazily(name, fromRecordings) : recorded(name, new Calls(calls), 'run', fromRecordings)
  const budget = new Budget({ usd: choice.maxUsd, tokens: choice.maxTokens, calls: choice.maxCalls }, await prices())
  context.atEnd?.(() => ({ model: place.model, spend: budget.spend }))
  return modelBrain({
    model: place.model,
    endpoint,
    tools: toolsOf(catalog),
    budget,
    redact,
    world,
  })
}

/** A replay needs no endpoint, but the name of the model, which is part of every request. */
function modelName(choice: ModelChoice, context: Context): string {
  const name = modelChosen(choice.model, context)
  if (name) return name
  throw new ComposeError('environment', 'A replay needs the name of the model that was recorded.', {
    suggestion: 'Say --model NAME, or set COMPOSE_MODEL.',
  })
}

function recordedIn(name: string, folder: string, mode: 'record' | 'replay' | 'auto', live: () => Promise<Endpoint>) {
  const kept = recorded(name, new Calls(folder), mode, live)
  return async () => kept
}

function lazily(name: string, open: () => Promise<Endpoint>): Endpoint {
  let opened: Promise<Endpoint> | undefined
  return {
    name,
    async send(request, signal, meter) {
      opened ??= open()
      return (await opened).send(request, signal, meter)
    },
  }
}

const Prices = z.strictObject({
  version: z.literal(1),
  asOf: z.string(),
  usdPerMillionTokens: z.record(z.string(), z.strictObject({ input: z.number().min(0), output: z.number().min(0) })),
})

async function prices() {
  const path = join(ownRoot(), 'agents', 'prices.yaml')
  const file = checkShape(Prices, parseYaml(await readFile(path, 'utf8'), 'agents/prices.yaml'), 'agents/prices.yaml')
  return new Map(Object.entries(file.usdPerMillionTokens))
}
