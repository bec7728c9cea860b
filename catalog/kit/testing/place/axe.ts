import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export interface Axe {
  /** What axe finds in a page, as lines `rule: where`. jsdom draws nothing, so contrast is not measured here. */
  findings(html: string): Promise<string[]>
  stop(): Promise<unknown>
}

/** A thread of its own: it takes a second to load, while others wait for each other, and axe works long on each page. */
export function startAxe(): Axe {
  const thread = new Worker(new URL('./axe-thread.ts', import.meta.url))
  // A failure is told to whoever waits, below.
  thread.on('error', () => {})
  thread.unref()
  let running: Promise<unknown> = Promise.resolve()
  const find = async (html: string): Promise<string[]> => {
    const answer = once(thread, 'message')
    thread.postMessage(html)
    return (await answer)[0]
  }
  return {
    findings: (html) => {
      const findings = running.then(() => find(html))
      running = findings.catch(() => {})
      return findings
    },
    stop: () => thread.terminate(),
  }
}
