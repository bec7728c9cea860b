import { AsyncLocalStorage } from 'node:async_hooks'
import { unhurried } from '../database.ts'
import type { Database, Transaction } from '../definition.ts'

type Data = Record<string, unknown>

/** What is done with one record when something happened to it: steps, one after the other. */
export type Flow = (subject: string, data: Data) => Promise<void>

const flows = new Map<string, Flow>()

/** The flows that this process knows, by name. */
export const knownFlows: ReadonlyMap<string, Flow> = flows

/**
 * Says what is done when `name` is begun. It ends soon and waits for nothing: what comes later is a flow of its own, which
 * an event begins. After an interruption it runs again from its top, past the steps that are done.
 */
export function flow(name: string, run: Flow): void {
  flows.set(name, run)
}

/** A flow on its way: whose it is, what its record's steps have answered so far, and where it stands. */
export interface Way {
  db: Database
  id: number
  subject: string
  holder: string
  answers: Map<string, unknown>
  at: string
  stopping(): boolean
  /** Throws when the step cannot be done now. */
  ready(step: string): void
  /** Told whenever a step was done for the first time. */
  did(step: string): Promise<void>
}

/** Another copy has the flow by now, or it is gone. Thrown within a flow whose record went, it ends it without a word. */
export class Lost extends Error {}

/** A part that the step needs is away, as another flow has found out. */
export class HeldUp extends Error {
  readonly until: number

  constructor(until: number, words: string) {
    super(words)
    this.until = until
  }
}

/** This process stops; whoever takes the flow goes on behind the last step that was done. */
export class Stopped extends Error {}

const ways = new AsyncLocalStorage<Way>()

export const goes = (way: Way, run: Flow, data: Data): Promise<void> => ways.run(way, () => run(way.subject, data))

/**
 * Runs one step, once for each record: what it answered is kept, and given again wherever the same step is asked for later.
 * `key` is the same at every repeat, so pass it on as the Idempotency-Key. What may pass (no connection, 429, 5xx) is tried
 * again for as long as it takes; any other error goes to the people who look after the service. What may come again and again
 * is done once for each time: `of` is then what tells the times apart, such as the identifier of an event.
 */
export async function step<T>(name: string, run: (key: string) => Promise<T>, of?: unknown): Promise<T> {
  const way = wayOf(name)
  const kept = of === undefined ? name : `${name}@${of}`
  if (way.answers.has(kept)) return way.answers.get(kept) as T
  if (way.stopping()) throw new Stopped()
  way.at = name
  way.ready(name)
  const answer = await run(`${way.subject}:${kept}`)
  // Only who still holds the flow may write; where it is being forgotten, that is waited for. Should the answer be there
  // already, that one stands.
  const [done] = await way.db.query<{ answer: unknown }>(
    `INSERT INTO flow_step (subject, step, answer) SELECT subject, $3, $4 FROM flow
       WHERE id = $1 AND holder = $2 AND ${unhurried} FOR KEY SHARE
     ON CONFLICT (subject, step) DO UPDATE SET step = excluded.step RETURNING answer`,
    [way.id, way.holder, kept, JSON.stringify(answer ?? null)],
  )
  if (!done) throw new Lost()
  way.answers.set(kept, done.answer)
  await way.did(name)
  return done.answer as T
}

/** What a step of the record has answered, where it was done, in whichever flow; true where there was no answer. */
export function done<T = unknown>(name: string): T | undefined {
  const { answers } = wayOf(name)
  return answers.has(name) ? ((answers.get(name) ?? true) as T) : undefined
}

function wayOf(step: string): Way {
  const way = ways.getStore()
  if (!way) throw new Error(`The step ${step} stands in no flow: call it from what flow() was given`)
  return way
}

/** What the steps of a record have answered so far, by their names. */
export async function stepAnswers(
  from: Pick<Transaction, 'query'>,
  subject: string,
): Promise<Record<string, Record<string, unknown> | undefined>> {
  const rows = await from.query<{ step: string; answer: Record<string, unknown> }>(
    'SELECT step, answer FROM flow_step WHERE subject = $1',
    [subject],
  )
  return Object.fromEntries(rows.map(({ step, answer }) => [step, answer]))
}

const sleepers = new Set<() => void>()

/** Has `wake` called whenever this process begins a flow; gives the end of it. */
export function onBegun(wake: () => void): () => void {
  sleepers.add(wake)
  return () => sleepers.delete(wake)
}

/** Has the flows looked at once the transaction has committed. */
export function wakeAfter(tx: Transaction): void {
  tx.afterCommit(async () => {
    for (const wake of sleepers) wake()
  })
}

/** Begins a flow when, and only when, the transaction commits; nobody waits for it. Data holds no personal data. */
export async function begin(tx: Transaction, name: string, subject: string, data: Data = {}): Promise<void> {
  await tx.query('INSERT INTO flow (name, subject, data) VALUES ($1, $2, $3)', [name, subject, JSON.stringify(data)])
  wakeAfter(tx)
}

/** Ends the flows of records that are erased, also those that need attention, and deletes all that their steps answered. */
export async function forgetFlows(tx: Transaction, subjects: string[]): Promise<void> {
  await tx.query('DELETE FROM flow WHERE subject = ANY($1)', [subjects])
  await tx.query('DELETE FROM flow_step WHERE subject = ANY($1)', [subjects])
}
