import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { ask } from '../../src/ask.ts'
import type { RecordedEvent } from '../events.ts'
import './provided.ts'
import type { Call } from './calls.ts'
import type { Fault } from './gate.ts'
import type { Account } from './people.ts'

export { anyone } from './anyone.ts'
export type { Call } from './calls.ts'
export type { Fault } from './gate.ts'

const place = inject('place')

/** Where the composed service runs. */
export const serviceUrl = place.serviceUrl

/** Where its parts are reached, by the variable that names it: <CAPABILITY>_URL. */
export const { partUrls } = place

/** Milliseconds that any answer may take: how long a test waits is its own affair. */
const longest = 300_000

async function control<T>(word: string, given?: unknown): Promise<T> {
  const response = await ask(new URL(`${place.control}/${word}`), {
    method: 'POST',
    headers: {},
    body: given === undefined ? undefined : JSON.stringify(given),
    timeoutMs: longest,
  })
  const answer = JSON.parse(await response.text()) as { value: T; error?: string }
  if (answer.error) throw new Error(answer.error)
  return answer.value
}

await control('started')

/** Every call that the service made to a component so far, to one operation or about one record, oldest first. */
export const calls = (which: { operation?: string; reference?: string } = {}): Promise<Call[]> =>
  control<Call[]>('calls', which)
/** Every event published so far, or all that are like this one, oldest first. */
export const events = (like: Partial<RecordedEvent> = {}): Promise<RecordedEvent[]> =>
  control<RecordedEvent[]>('events', { like })
/** Where texts stand in the place's database: in any table of any part, in any column. */
export const whereIs = (texts: string[]): Promise<string[]> => control('where', { texts })
/** Runs SQL as the owner of the place's database, for what only years bring about. */
export const inDatabase = (sql: string, values: unknown[]): Promise<void> => control('database', { sql, values })
/** Hands the same event to its consumers once more. */
export const redeliver = (event: RecordedEvent): Promise<void> => control('publish', { event })
/** Breaks the next calls of one operation. */
export const breakNext = (fault: Fault): Promise<void> => control('fault', fault)
/** How many faults of an operation, about one reference or about any, have not happened yet. */
export async function faultsLeft(operation: string, about?: string): Promise<number> {
  const faults = await control<Fault[]>('faults')
  const wanted = faults.filter((fault) => fault.operation === operation && fault.about === about)
  return wanted.reduce((sum, fault) => sum + fault.times, 0)
}
/** Has axe look at a page, in its own time. */
export const lookAt = (where: string, html: string): Promise<void> => control('look', { where, html })
/** What axe has found in all pages that it was given, as lines `where: rule: element`. */
export const axeFindings = (): Promise<string[]> => control('findings')
export const serviceReady = (): Promise<void> => control('ready')
/** The scenarios are over: what components run after this does not count as reused. */
export const endCoverage = (): Promise<void> => control('end-coverage')

/** Another whole number each time, from 0 on, whichever of the tests asks: for what no two of them may share. */
export const turn = (): Promise<number> => control('turn')

const soon = 500

/** Milliseconds after which somebody who still waits asks whether anything is to come at all. */
const long = 2000

/**
 * Looks again until the value is there, as long as the place's patience lasts or anything is still to come about in it:
 * whenever the service has changed something in a component by a call that has all words of `about` in it (an operation, a
 * reference), and now and then anyway.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  about: readonly string[] = [],
): Promise<T> {
  const seconds = await control<number>('patience')
  const began = Date.now()
  const deadline = began + seconds * 1000
  const calm = { asked: false, there: false }
  let count = about.length > 0 ? await changed(about, -1, 0) : 0
  // Many tests wait at once: looking all the time would slow down what they wait for.
  for (let within = about.length > 0 ? soon : 50; Date.now() < deadline; within = Math.min(within * 2, 1000)) {
    // Nothing has come about yet, so there is nothing to see.
    if (about.length === 0 || count > 0 || within > soon) {
      const value = await look()
      if (value !== undefined) return value
      if (calm.there) throw inVain(what, 'nothing is to come about any more')
    }
    if (!calm.asked && Date.now() > began + long) {
      calm.asked = true
      control('calm').then(
        () => {
          calm.there = true
        },
        () => {},
      )
    }
    if (about.length > 0) count = await changed(about, count, within)
    else await sleep(within)
  }
  throw inVain(what, `it was not there after ${seconds} s`)
}

/** Which of the two ends comes first is the machine's: what compares the failures of two runs leaves out what stands behind the colon. */
const inVain = (what: string, because: string) => new Error(`waited for ${what} in vain: ${because}`)

/** How many calls changed something, as soon as there are more than `after`. */
const changed = (about: readonly string[], after: number, within: number): Promise<number> =>
  control<number>('changed', { about, after, within })

const tokens = new Map<string, Promise<string>>()

/** An access token of a person with the given role, or of anyone; another `who` is another person. */
export function tokenOf(role: string, who = 'first'): Promise<string> {
  const token = tokens.get(`${role}/${who}`) ?? control<string>('token', { role, who })
  tokens.set(`${role}/${who}`, token)
  return token
}
/** The service's own token with one scope. */
export const serviceToken = (scope: string): Promise<string> => control('service-token', { scope })
/** The account of a person with the given role. */
export const accountOf = (role: string, who = 'first'): Promise<Account> => control('account', { role, who })

/** The staff account that the place starts with. */
export const staffAccount: Account = place.staff

export interface Sent {
  status: number
  replayed: boolean
  problem: string | undefined
  body: Record<string, unknown>
}

/** Sends one request to the service's API. */
export async function send(
  method: string,
  path: string,
  { token, key, body }: { token?: string; key?: string | null; body?: unknown } = {},
): Promise<Sent> {
  const response = await ask(new URL(serviceUrl + path), {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(method === 'GET' || key === null ? {} : { 'idempotency-key': key ?? randomUUID() }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    timeoutMs: longest,
  })
  const text = await response.text()
  const parsed = (text ? JSON.parse(text) : {}) as Record<string, unknown>
  return {
    status: response.status,
    replayed: response.headers['idempotency-replayed'] === 'true',
    problem: typeof parsed.code === 'string' ? parsed.code : undefined,
    body: parsed,
  }
}
