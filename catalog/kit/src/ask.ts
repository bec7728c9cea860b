import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { request as requestSecurely, Agent as SecureAgent } from 'node:https'

// Not by `fetch`, which takes several times the processor: half of what a step costs is its call.

export interface Asked {
  method: string
  headers: Record<string, string>
  body?: string | Buffer | undefined
  /** Until the whole answer is there. */
  timeoutMs: number
}

export interface Answered {
  status: number
  headers: IncomingHttpHeaders
  /** Rejects when the answer breaks off or is late. */
  text(): Promise<string>
}

const plain = new Agent({ keepAlive: true })
const secure = new SecureAgent({ keepAlive: true })

/**
 * Sends a request that may be repeated: over a connection which the other side has closed meanwhile, it is. Rejects when there
 * is no answer in time.
 */
export async function ask(url: URL, asked: Asked): Promise<Answered> {
  const until = performance.now() + asked.timeoutMs
  for (;;) {
    const sent = send(url, asked)
    const timer = setTimeout(() => sent.destroy(new Error('no answer in time')), until - performance.now())
    sent.once('close', () => clearTimeout(timer))
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        sent.once('response', resolve)
        // It may also break off later, which shows in the answer.
        sent.on('error', reject)
      })
      return { status: answer.statusCode ?? 0, headers: answer.headers, text: () => textOf(answer) }
    } catch (error) {
      const closed = ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')
      if (!(sent.reusedSocket && closed)) throw error
    }
  }
}

function send(url: URL, { method, headers, body }: Asked) {
  const sent =
    url.protocol === 'https:'
      ? requestSecurely(url, { method, headers, agent: secure })
      : request(url, { method, headers, agent: plain })
  return sent.end(body)
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  return text
}
