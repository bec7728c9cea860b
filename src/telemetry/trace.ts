import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { ComposeEvent } from '../events.ts'
import { toCollector } from './collector.ts'
import type { Ending } from './ending.ts'
import { toFile } from './file.ts'
import { Spans } from './spans.ts'

/** What listens to a run and passes on, at its end, what took how long. */
export interface Trace {
  event(event: ComposeEvent): void
  /** Exports what there is, however the run ended. Answers why that did not work, if it did not; never throws. */
  end(outcome: Ending): Promise<string | undefined>
}

export interface TraceOptions {
  /** `otlp`, or the absolute path of a file. */
  target: string
  command: string
  version: string
  env: Readonly<Record<string, string | undefined>>
}

/** Begins a trace. Throws 'environment' or 'edits-would-be-lost' when it has nowhere to go. */
export async function openTrace({ target, command, version, env }: TraceOptions): Promise<Trace> {
  const send = target === 'otlp' ? toCollector(env) : await toFile(target)
  const spans = new Spans(command, version)
  return {
    event: (event) => spans.event(event),
    async end(outcome) {
      try {
        await send(serialised(spans.end(outcome)))
        return undefined
      } catch (error) {
        return `The trace was lost: ${(error as Error).message}`
      }
    },
  }
}

function serialised(spans: ReadableSpan[]): Uint8Array {
  const request = JsonTraceSerializer.serializeRequest(spans)
  if (request) return request
  throw new Error('it cannot be written as OTLP.')
}
