import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemResponse } from '../src/problem.ts'

const characters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** A reference that is not in use yet. */
export function newReference(): string {
  const group = () => Array.from({ length: 4 }, () => characters[randomInt(characters.length)]).join('')
  return `${group()}-${group()}-${group()}`
}

/** Calls again with the same key while nobody answers or all are busy, as every caller does. */
export async function patiently<T>(call: (key: string) => Promise<T>): Promise<T> {
  const key = randomUUID()
  for (let tries = 1; ; tries++) {
    try {
      return await call(key)
    } catch (error) {
      if (!(error instanceof ProblemResponse && error.passing) || tries === 300) throw error
      await sleep(100)
    }
  }
}

/** How often each outcome came: the code of the refusal, or done. */
export async function outcomes(calls: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const result of await Promise.allSettled(calls)) {
    const code =
      result.status === 'fulfilled' ? 'done' : result.reason instanceof ProblemResponse ? result.reason.code : 'broken'
    counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}
