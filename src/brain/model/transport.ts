/** How long and how often an endpoint is waited for; see EndpointOptions. */
interface Patience {
  patience: number
  retries: number
  onRetry(reason: string): void
}

/** Seconds of Retry-After that are waited for; a longer wait is the person's to decide. */
const longestWait = 60
/** Bytes of one response, in which each token of a stream takes some hundred. */
const longestResponse = 64_000_000

/** The client repeats what may be repeated; this tells the person, and does not let it wait for ever. */
export function watched({ onRetry, patience, retries }: Patience): typeof fetch {
  return async (input, init) => {
    const count = Number(new Headers(init?.headers).get('x-stainless-retry-count') ?? 0)
    const answer = guarded(await fetch(input, init), patience)
    const again = answer.status === 408 || answer.status === 409 || answer.status === 429 || answer.status >= 500
    if (!again) return answer
    const wait = Number(answer.headers.get('retry-after') ?? 0)
    if (wait > longestWait) {
      const headers = new Headers(answer.headers)
      headers.set('x-should-retry', 'false')
      return new Response(answer.body, { status: answer.status, headers })
    }
    if (count < retries)
      onRetry(
        `status ${answer.status}${wait > 0 ? `; it asks to wait ${wait} s` : ''}, try ${count + 2} of ${retries + 1}`,
      )
    return answer
  }
}

/** Why an answer was cut off. */
export class StoodStill extends Error {}

/** The client's limit ends with the headers: a body that stands still behind them, or never ends, is cut off here. */
function guarded(answer: Response, patience: number): Response {
  if (!answer.body) return answer
  let timer: NodeJS.Timeout | undefined
  let bytes = 0
  const arm = (controller: TransformStreamDefaultController) => {
    clearTimeout(timer)
    timer = setTimeout(() => controller.error(new StoodStill('it stood still')), patience)
  }
  const guard: Transformer<Uint8Array, Uint8Array> & { cancel(): void } = {
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
  const { headers, status, statusText } = answer
  return new Response(answer.body.pipeThrough(new TransformStream(guard)), { headers, status, statusText })
}
