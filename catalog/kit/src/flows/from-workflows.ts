import type { Context, Database, Transaction } from '../definition.ts'
import { tellFailed } from '../presence.ts'
import { begin } from './flow.ts'

// Services of before had one DBOS workflow for each record, which slept in the schema `dbos` until its event came. Those
// that are open are carried over here, each step with the key and the answer that it had, so that nothing happens twice.

/** What this module must know of the component's records. */
export interface Records {
  /** The flow that a record begins with. */
  first: string
  /** Which of these references are of this component's records. */
  owned(tx: Transaction, references: string[]): Promise<string[]>
  /** References that were kept while nothing was begun for them; it tells each once. */
  unbegun(tx: Transaction): Promise<string[]>
}

interface Old {
  id: string
  over: boolean
  /** What it has on record, in the order in which it went. */
  steps: { name: string; output: string | null; failed: boolean }[]
  /** Events that were handed to it and not yet taken. */
  events: string[]
}

const size = 100
/** While a new version is rolled out, copies of the old one may still begin workflows and hand events to them. */
const rollout = 3_600_000
const every = 5000

/** Carries over what is open before it resolves, and what copies of before leave behind in the hour after. Returns its stop. */
export async function carryOver(
  { db, log }: Pick<Context, 'db' | 'log'>,
  records: Records,
): Promise<() => Promise<void>> {
  const unbegun = () =>
    db.transaction(async (tx) => {
      for (const reference of await records.unbegun(tx)) await begin(tx, records.first, reference)
    })
  await unbegun()
  const found = await db.query("SELECT 1 FROM pg_namespace WHERE nspname = 'dbos'")
  if (found.length === 0) return async () => {}
  const carried = await pass(db, records, true)
  if (carried > 0) log.info({ carried }, 'open workflows of the version before were carried over')
  const until = Date.now() + rollout
  let passing: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    if (Date.now() > until) clearInterval(timer)
    passing = passing
      .then(unbegun)
      .then(() => pass(db, records, false))
      .catch((error) => tellFailed(log, error, 'workflows of the version before could not be read; tried again'))
  }, every)
  return async () => {
    clearInterval(timer)
    await passing
  }
}

/** Goes through all workflows, or all that are open; gives how many were carried over. */
async function pass(db: Database, records: Records, open: boolean): Promise<number> {
  let carried = 0
  for (let after = ''; ; ) {
    const batch = await db.transaction((tx) => carryBatch(tx, records, open, after))
    carried += batch.carried
    if (batch.last === undefined) return carried
    after = batch.last
  }
}

async function carryBatch(tx: Transaction, records: Records, open: boolean, after: string) {
  // Their tables belong to the user that the service signs in as, ours to the component's role.
  await tx.query('SET LOCAL ROLE NONE')
  const found = await tx.query<Old>(
    `SELECT workflow_uuid AS id, status IN ('SUCCESS', 'CANCELLED') AS over,
       (SELECT coalesce(json_agg(json_build_object('name', function_name, 'output', output, 'failed', error IS NOT NULL)
          ORDER BY function_id), '[]') FROM dbos.operation_outputs o WHERE o.workflow_uuid = w.workflow_uuid) AS steps,
       (SELECT coalesce(json_agg(topic ORDER BY created_at_epoch_ms), '[]') FROM dbos.notifications
          WHERE destination_uuid = w.workflow_uuid AND NOT consumed) AS events
     FROM dbos.workflow_status w
     WHERE workflow_uuid > $1 AND (status NOT IN ('SUCCESS', 'CANCELLED') OR NOT $2 AND (status = 'SUCCESS'
       OR EXISTS (SELECT FROM dbos.notifications WHERE destination_uuid = w.workflow_uuid AND NOT consumed)
       OR EXISTS (SELECT FROM dbos.operation_outputs o WHERE o.workflow_uuid = w.workflow_uuid)))
     ORDER BY workflow_uuid LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [after, open, size],
  )
  await tx.query('RESET ROLE')
  const owned = new Set(
    await records.owned(
      tx,
      found.map(({ id }) => id),
    ),
  )
  const own = found.filter(({ id }) => owned.has(id))
  await keepAnswers(tx, own)
  for (const old of own) for (const name of flowsOf(old, records.first)) await begin(tx, name, old.id)
  await tx.query('SET LOCAL ROLE NONE')
  // What it answered may be personal, and is ours now. An open one is only marked: a copy of before may still run it, which
  // stops at this, or hand it an event, which the next pass finds.
  const ids = own.map(({ id }) => id)
  await tx.query("DELETE FROM dbos.workflow_status WHERE workflow_uuid = ANY($1) AND status = 'SUCCESS'", [ids])
  await tx.query("UPDATE dbos.workflow_status SET status = 'CANCELLED' WHERE workflow_uuid = ANY($1)", [ids])
  await tx.query('DELETE FROM dbos.operation_outputs WHERE workflow_uuid = ANY($1)', [ids])
  await tx.query('DELETE FROM dbos.notifications WHERE destination_uuid = ANY($1)', [ids])
  await tx.query('RESET ROLE')
  return { carried: own.filter(({ over }) => !over).length, last: found.length < size ? undefined : found.at(-1)?.id }
}

/** What the steps of open workflows have answered. */
async function keepAnswers(tx: Transaction, all: Old[]): Promise<void> {
  const answers = all
    .filter(({ over }) => !over)
    .flatMap(({ id, steps }) =>
      steps
        .filter(({ name, failed }) => !failed && !/^(DBOS\.|await )/.test(name))
        .map(({ name, output }) => ({ subject: id, step: name, answer: answerOf(output) })),
    )
  await tx.query(
    `INSERT INTO flow_step (subject, step, answer) SELECT * FROM json_to_recordset($1) AS one(subject text, step text, answer jsonb)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(answers)],
  )
}

/** What is left to do: the rest of what it was in the middle of, and what an event had told it. */
function flowsOf({ over, steps, events }: Old, first: string): string[] {
  if (over) return events
  let waits: string | undefined
  const told: string[] = []
  for (const { name, output } of steps) {
    if (name.startsWith('await ')) waits = name.slice('await '.length)
    else if (name === 'DBOS.recv' && waits && answerOf(output) !== null) told.push(waits)
  }
  // One that waits has done all that came before.
  return [...(waits === undefined ? [first] : []), ...told, ...events]
}

const answerOf = (output: string | null): unknown => JSON.parse(output ?? 'null')?.json ?? null
