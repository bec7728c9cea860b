import type * as z from 'zod'
import { ComposeError } from '../errors.ts'
import type { Report } from '../schema.ts'
import type { Trace } from '../telemetry/trace.ts'
import { startHeartbeat } from './heartbeat.ts'
import { type Context, clientInput, type EndHook, type Operation } from './operation.ts'
import { asComposeError, reportOfError, statusOf } from './outcome.ts'
import { openReports, type Reports } from './reports.ts'
import { beginTrace } from './trace.ts'

export interface Outcome {
  report: Report
  /** Exit status of a command line (design §9). */
  status: number
  error?: ComposeError
}

/** Runs one row: checks the input, keeps the time limit, and turns whatever happens into a report. Never throws. */
export async function attempt(operation: Operation, given: unknown, context: Context): Promise<Outcome> {
  const limit = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const signal = AbortSignal.any([context.signal, limit.signal])
  const durations: Record<string, number> = {}
  const hooks: EndHook[] = []
  let trace: Trace | undefined
  let reports: Reports | undefined
  // What runs until it is stopped tells by itself that it runs.
  const heartbeat = operation.untilStopped ? undefined : startHeartbeat(operation.name, context.emit)
  const facts = async (error?: ComposeError): Promise<Partial<Report>> =>
    Object.assign({}, ...(await Promise.all(hooks.map((hook) => hook(error)))))
  const emit: Context['emit'] = (event) => {
    if (event.type === 'step-finished') durations[event.step] = (durations[event.step] ?? 0) + event.milliseconds
    heartbeat?.event(event)
    trace?.event(event)
    context.emit(event)
  }
  try {
    const input = check(operation, given, context)
    const seconds = input.timeout
    if (typeof seconds === 'number') timer = setTimeout(() => limit.abort(timeUp(seconds, context)), seconds * 1000)
    signal.throwIfAborted()
    trace = await beginTrace(operation, input, context)
    reports = await openReports(operation, input, context)
    const report = await operation.run(input, {
      ...context,
      ...reports?.hears,
      signal,
      emit,
      atEnd: (hook) => hooks.push(hook),
    })
    // Work that was cut short may still have come back with a verdict; why it was cut matters more.
    if (signal.aborted && report.verdict !== 'verified') signal.throwIfAborted()
    const done = Object.keys(durations).length > 0 ? { durations } : {}
    const named = { ...report, command: operation.name, ...done, ...(await facts()) }
    return await traced(await reported({ report: named, status: statusOf(named) }, reports), trace, context)
  } catch (thrown) {
    const plain = asComposeError(signal.aborted ? signal.reason : thrown)
    const known = await facts(plain)
    const error = known.run === undefined ? plain : resumable(plain, known.run)
    const report = {
      ...reportOfError(operation.name, error),
      ...(Object.keys(durations).length > 0 ? { durations } : {}),
      ...known,
    }
    return await traced(await reported({ report, status: error.exitStatus, error }, reports), trace, context)
  } finally {
    heartbeat?.stop()
    clearTimeout(timer)
  }
}

/** The same outcome, once it is reported in all ways that were asked for. A yes that a report could not be written of is none. */
async function reported(outcome: Outcome, reports: Reports | undefined): Promise<Outcome> {
  const lost = await reports?.write(outcome.report)
  if (!lost) return outcome
  const { report, status } = outcome
  return {
    report: { ...report, problems: [...report.problems, ...lost.problems] },
    status: status === 0 ? lost.exitStatus : status,
    error: outcome.error ?? lost,
  }
}

/** The same outcome, once its trace is where it should be. A trace that is lost changes nothing else. */
async function traced(outcome: Outcome, trace: Trace | undefined, context: Context): Promise<Outcome> {
  const { error, report, status } = outcome
  const problem = error?.code ?? (status === 0 ? undefined : (report.problems[0]?.code ?? report.verdict))
  const lost = await trace?.end({ verdict: report.verdict, problem, run: report.run })
  if (lost) context.emit({ type: 'warning', message: lost })
  return outcome
}

function check(operation: Operation, given: unknown, context: Context): Record<string, unknown> {
  const input = context.isClient ? clientInput(operation) : operation.input
  const parsed = input.safeParse(given)
  if (parsed.success) return parsed.data
  const fields: Record<string, z.ZodType> = input.shape
  const problems = parsed.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const names = issue.keys.join(', ')
      const inside = issue.path.length > 0 && String(issue.path[0])
      if (inside) return problem(`${context.nameOf(inside)} takes no ${names}.`, inside, fields[inside]?.description)
      return problem(`${operation.name} takes no ${names}.`, names, `It takes ${Object.keys(fields).join(', ')}.`)
    }
    const field = String(issue.path[0] ?? 'input')
    const missing = (given as Record<string, unknown> | undefined)?.[field] === undefined
    const message = missing
      ? `${operation.name} needs ${context.nameOf(field)}.`
      : `${context.nameOf(field)}: ${issue.message}.`
    return problem(message, field, fields[field]?.description)
  })
  const [first] = problems
  throw new ComposeError('bad-option', first!.message, { suggestion: first!.suggestion, problems })
}

function problem(message: string, where: string, suggestion = 'Look at the help of the command.') {
  return { code: 'bad-option', message, where, suggestion }
}

function timeUp(seconds: number, context: Context): ComposeError {
  return new ComposeError('time-limit', `The time limit of ${seconds} seconds was reached; nothing was delivered.`, {
    suggestion: `Give it more with ${context.nameOf('timeout')}.`,
  })
}

/** The same error, with the command that goes on from where the run stopped. */
function resumable(error: ComposeError, run: string): ComposeError {
  const suggestion = `${error.suggestion ? `${error.suggestion} ` : ''}To go on from here: compose resume ${run}`
  return new ComposeError(error.code, error.message, {
    suggestion,
    problems: error.problems.map((problem, index) => (index === 0 ? { ...problem, suggestion } : problem)),
    cause: error.cause,
  })
}
