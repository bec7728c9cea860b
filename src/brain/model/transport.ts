import { toldIn } from './complaint.ts'

/** Bytes of one response, in which each token of a stream takes some hundred. */
const longestResponse = 64_000_000

/** Why an answer was cut off. */
export class StoodStill extends Error {}

/**
 * fetch whose bodies cannot be waited for longer than `patience` milliseconds without a byte: the client's own limit ends
 * with the headers. A body that stands still behind them, or never ends, is cut off here.
 */
export function guarded(patience: number): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init)
    if (!answer.body) return answer
    const { headers, ok, status, statusText } = answer
    const whole = new Response(answer.body.pipeThrough(guard(patience)), { headers, status, statusText })
    return ok ? whole : new Response(asToldIn(await whole.text()), { headers, status, statusText })
  }
}

/** A refusal in the one form that the client reads; servers have several. */
function asToldIn(text: string): string {
  try {
    const told = toldIn(JSON.parse(text), true)
    return told ? JSON.stringify({ error: told }) : text
  } catch {
    return text
  }
}

function guard(patience: number): TransformStream<Uint8Array, Uint8Array> {
  let timer: NodeJS.Timeout | undefined
  let bytes = 0
  const arm = (controller: TransformStreamDefaultController) => {
    clearTimeout(timer)
    timer = setTimeout(() => controller.error(new StoodStill('it stood still')), patience)
  }
  const transformer: Transformer<Uint8Array, Uint8Array> & { cancel(): void } = {
    start: arm,
    transform(part, controller) {
      bytes += part.byteLength
      if (bytes > longestResponse) return controller.error(new StoodStill('it did not end'))
      arm(controller)
      controller.enqueue(part)
    },
    flush: () => clearTimeout(timer),
    cancel: () => clearTimeout(timer),
  }
  return new TransformStream(transformer)
}
