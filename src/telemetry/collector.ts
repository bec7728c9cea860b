import { variable } from '../environment.ts'
import { ComposeError } from '../errors.ts'
import type { Destination } from './destination.ts'

/** Milliseconds that a collector gets: the default of OTEL_EXPORTER_OTLP_TIMEOUT. */
const patience = 10_000

type Env = Readonly<Record<string, string | undefined>>

/**
 * A collector that speaks OTLP over HTTP, from the variables that every OpenTelemetry program reads
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). Throws 'environment' when none is named.
 */
export function toCollector(env: Env): Destination {
  const base = variable(env, 'OTEL_EXPORTER_OTLP_ENDPOINT')
  const headers = variable(env, 'OTEL_EXPORTER_OTLP_HEADERS')
  const url = base ? URL.parse(base) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ComposeError(
      'environment',
      base ? 'OTEL_EXPORTER_OTLP_ENDPOINT is no http address.' : 'A trace to otlp needs the address of a collector.',
      {
        suggestion:
          'Set it as in OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318, or name a file: --trace trace.jsonl',
      },
    )
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  return async (request) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headersIn(headers), 'content-type': 'application/json' },
      body: Buffer.from(request),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    }).catch((error) => {
      throw new Error(`${url.host} cannot be reached (${error.cause?.code ?? error.cause?.message ?? error.name}).`)
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`${url.host} answered with status ${response.status}.`)
  }
}

/** `name=value,name=value`, each value encoded as in an address. */
function headersIn(list = ''): Record<string, string> {
  const pairs = list.split(',').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at < 1 ? [] : [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())]]
  })
  return Object.fromEntries(pairs)
}
