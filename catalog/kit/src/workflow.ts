import { setTimeout as sleep } from 'node:timers/promises'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { exclusively } from './database.ts'
import type { Logger } from './definition.ts'
import { ProblemResponse } from './problem.ts'

export interface LaunchOptions {
  databaseUrl: string
  /** The service's name. */
  name: string
  log?: Pick<Logger, 'error'>
}

let log: Pick<Logger, 'error'> | undefined

const nothing = () => {}

/**
 * Starts the workflow engine in schema `dbos` and carries on with every workflow that was open. Register all workflows before.
 * The version is pinned: workflows outlive a regenerated service, and changed steps are guarded with `addedSince`.
 */
export async function launchWorkflows(options: LaunchOptions): Promise<void> {
  log = options.log
  DBOS.setConfig({
    name: options.name,
    systemDatabaseUrl: options.databaseUrl,
    systemDatabaseSchemaName: 'dbos',
    systemDatabasePoolSize: 6,
    applicationVersion: '1',
    executorID: 'service',
    enablePatching: true,
    // Its messages quote the errors of steps, which may hold personal data.
    logger: { info: nothing, debug: nothing, warn: nothing, error: nothing },
  })
  await exclusively(options.databaseUrl, () => DBOS.launch())
}

/** Stops taking and running workflows; the open ones carry on at the next launch. `forget` clears the registered ones, for tests. */
export async function stopWorkflows({ forget = false } = {}): Promise<void> {
  await DBOS.shutdown({ deregister: forget })
}

export type Workflow<Args extends unknown[], Result> = (...args: Args) => Promise<Result>

/** Registers a workflow under a name that stays the same over versions. Its code between steps must do the same at each replay. */
export function workflow<Args extends unknown[], Result>(
  name: string,
  run: Workflow<Args, Result>,
): Workflow<Args, Result> {
  const told = async (...args: Args): Promise<Result> => {
    try {
      return await run(...args)
    } catch (error) {
      log?.error(
        { workflow: name, id: DBOS.workflowID, error: nameOf(error), status: statusOf(error) },
        'workflow failed',
      )
      throw error
    }
  }
  // A case may wait through any number of restarts.
  return DBOS.registerWorkflow(told, { name, maxRecoveryAttempts: 1_000_000 })
}

const mostTries = 12
const asLongAsItTakes = 1_000_000

/**
 * Runs one step of a workflow: once it has succeeded, its result is kept and it never runs again.
 * `key` is the same at every repeat, so pass it on as the Idempotency-Key. The name is unique within the workflow.
 * What may pass (no connection, 429, 5xx) is tried again for about 10 minutes; any other error fails the workflow at once.
 * A rule that came to no answer is tried again until it does, at last once an hour: nothing else may decide the case.
 */
export function step<T>(name: string, run: (key: string) => Promise<T>): Promise<T> {
  const key = `${DBOS.workflowID}:${name}`
  let tries = 0
  return DBOS.runStep(() => run(key), {
    name,
    retriesAllowed: true,
    intervalSeconds: 0.2,
    backoffRate: 2,
    maxAttempts: asLongAsItTakes,
    shouldRetry: (error) => isUndecided(error) || (mayPass(error) && ++tries < mostTries),
  })
}

/** By its name, so that a service without coded rules loads nothing of them. */
const isUndecided = (error: unknown) => nameOf(error) === 'RuleFault'

function mayPass(error: unknown): boolean {
  const status = statusOf(error)
  if (status !== undefined) return status === 429 || status >= 500
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08|53|57P0|40001|40P01|55P03)/.test(code)
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof ProblemResponse) return error.status
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** Starts a workflow unless one with this id was started before; does not wait for it. Pass references, not personal data: arguments are stored. */
export async function start<Args extends unknown[], Result>(
  target: Workflow<Args, Result>,
  id: string,
  ...args: Args
): Promise<void> {
  await DBOS.startWorkflow(target, { workflowID: id })(...args)
}

/** How long to wait: for so long, or until an ISO 8601 moment. */
export type Within = { amount: number; unit: 'seconds' | 'hours' | 'days' } | { until: string }

const seconds = { seconds: 1, hours: 3600, days: 86_400 }
// As good as for ever, and a number of seconds that a timer of Postgres can hold.
const forever: Within = { amount: 3650, unit: 'days' }

/**
 * Waits in a workflow for a message on the topic, by default for as long as it takes; undefined when none came in time.
 * Time goes on while the service is down.
 */
export async function awaitEvent<T>(topic: string, within: Within = forever): Promise<T | undefined> {
  // The wait itself leaves no record until it ends. With this one, `addedSince` before it can see that it was begun.
  await DBOS.runStep(async () => topic, { name: `await ${topic}` })
  const limit =
    'until' in within
      ? { deadlineEpochMS: Date.parse(within.until) }
      : { timeoutSeconds: within.amount * seconds[within.unit] }
  const message = await DBOS.recv<T>(topic, limit)
  return message ?? undefined
}

/** Gives a waiting workflow its message, once per key. */
export async function deliver(workflowId: string, topic: string, message: unknown, key: string): Promise<void> {
  await DBOS.send(workflowId, message, topic, key)
}

/**
 * Marks a change: false in a workflow that had already passed this place when the change came.
 * Guards a step that an earlier version did not have: `if (await addedSince('remind')) await step('remind', ...)`;
 * and one that a later version took away: `if (!(await addedSince('without-remind'))) await passOver('remind')`.
 */
export function addedSince(patch: string): Promise<boolean> {
  return DBOS.patch(patch)
}

/** For a step whose answer is needed by a workflow that had passed its place: not recorded, so each replay runs it, with the same key. */
export async function catchUp<T>(name: string, run: (key: string) => Promise<T>): Promise<T> {
  const key = `${DBOS.workflowID}:${name}`
  for (let wait = 200; ; wait = Math.min(wait * 2, 3_600_000)) {
    try {
      return await run(key)
    } catch (error) {
      if (!isUndecided(error) && (!mayPass(error) || wait > 200 * 2 ** 10)) throw error
    }
    await sleep(wait)
  }
}

/** Goes past the record of a step that a later version took away. */
export async function passOver(name: string): Promise<void> {
  await DBOS.runStep(() => Promise.reject(new Error(`${name} is not on record here`)), { name })
}

/** Ends a workflow and deletes all that is kept of it: arguments, steps' answers, messages. For what must be erased. */
export async function forget(workflowId: string): Promise<void> {
  if (!(await DBOS.getWorkflowStatus(workflowId))) return
  await DBOS.cancelWorkflow(workflowId)
  await DBOS.deleteWorkflow(workflowId)
}

/** How a workflow stands; undefined when none has this id. */
export async function outcomeOf(workflowId: string): Promise<'open' | 'done' | 'failed' | undefined> {
  const status = await DBOS.getWorkflowStatus(workflowId)
  if (!status) return undefined
  if (status.status === 'SUCCESS') return 'done'
  return ['PENDING', 'ENQUEUED', 'DELAYED'].includes(status.status) ? 'open' : 'failed'
}
