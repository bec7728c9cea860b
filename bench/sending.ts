import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { submission } from '../tests/support/submission.ts'

export interface Sent {
  /** Answered with 201 in a second. */
  perSecond: number
  /** Milliseconds until the answer, in order. */
  taken: number[]
  references: string[]
  /** Answers other than 201, by status. */
  refused: Record<number, number>
}

/** As many people as there are tokens send one submission after the other for so many seconds, all at once. */
export async function sendFor(seconds: number, url: string, tokens: string[]): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: tokens.length })
  const sent: Sent = { perSecond: 0, taken: [], references: [], refused: {} }
  const begun = performance.now()
  const person = async (token: string) => {
    while (performance.now() - begun < seconds * 1000) {
      const body = JSON.stringify({
        ...submission,
        applicantContact: { email: `resident-${randomUUID()}@example.com` },
      })
      const start = performance.now()
      const { status, text } = await post(`${url}/api/submissions`, agent, token, body)
      if (status !== 201) {
        sent.refused[status] = (sent.refused[status] ?? 0) + 1
        continue
      }
      sent.taken.push(performance.now() - start)
      sent.references.push((JSON.parse(text) as { reference: string }).reference)
    }
  }
  await Promise.all(tokens.map(person))
  sent.perSecond = (sent.taken.length * 1000) / (performance.now() - begun)
  sent.taken.sort((a, b) => a - b)
  agent.destroy()
  return sent
}

/** Not by `fetch`, which takes three times the processor. */
async function post(url: string, agent: Agent, token: string, body: string) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'idempotency-key': randomUUID(),
  }
  const asked = request(url, { agent, method: 'POST', headers })
  asked.end(body)
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  let text = ''
  for await (const chunk of answer!.setEncoding('utf8')) text += chunk
  return { status: answer!.statusCode!, text }
}

/** The value below which so many of 100 lie; of numbers in order. */
export function centile(all: readonly number[], hundredth: number): number {
  return all[Math.min(all.length - 1, Math.floor((all.length * hundredth) / 100))] ?? Number.NaN
}
