import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Watched } from './guard.ts'

/** What became of one call: the outcome, or why there is none. Never what the rule was given or has thrown. */
type Answer = { outcome: string } | { reason: 'threw' | 'answer' }

// One rule in a process of its own. The service sends it what is to be decided, one after the other.

const [module, name, service, mostGrown] = process.argv.slice(2) as [string, string, string, string]
// Signals to the whole group are for the service, which ends this one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
process.once('disconnect', () => process.exit())

const working = new Int32Array(new SharedArrayBuffer(4))
const rule = ((await import(module)) as Record<string, (record: unknown) => unknown>)[name]
if (typeof rule !== 'function') throw new Error(`${module} has no function ${name}`)
const watched: Watched = { working, service: Number(service), mostGrown: Number(mostGrown) * 2 ** 20 }
await once(new Worker(new URL('./guard.ts', import.meta.url), { workerData: watched }), 'message')

function tell(state: 0 | 1): void {
  Atomics.store(working, 0, state)
  Atomics.notify(working, 0)
}

function decide(record: unknown): Answer {
  try {
    const outcome = rule!(record)
    return typeof outcome === 'string' && outcome.length <= 100 ? { outcome } : { reason: 'answer' }
  } catch {
    return { reason: 'threw' }
  }
}

process.on('message', async (record) => {
  tell(1)
  const answer = decide(record)
  // What the rule left behind for later belongs to this call as well.
  await setImmediate()
  tell(0)
  process.send!(answer)
})
process.send!('ready')
