import type { ComposeError } from '../errors.ts'
import { attempt } from '../operations/attempt.ts'
import { asComposeError, reportOfError } from '../operations/outcome.ts'
import type { Context, Operation } from '../operations.ts'
import type { Report } from '../schema.ts'
import { placeNamed } from '../workspace/paths.ts'
import { flagOf } from './flags.ts'
import { type Call, readCall } from './program.ts'
import { jsonProgress, plainProgress } from './progress.ts'
import { errorText } from './show/error.ts'
import { render } from './show/render.ts'
import { wantsDrawing } from './talk/wanted.ts'
import type { Terminal } from './terminal.ts'

/** Runs one command line and returns its exit status: parse, call one operation, show. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const call = await readCall(args, terminal.version, (text) => terminal.stdout.write(text))
    if (call.kind === 'shown') return 0
    return await (call.kind === 'mcp' ? serve(call, terminal) : runOperation(call, terminal))
  } catch (thrown) {
    const error = asComposeError(thrown)
    if (wantsJson(args)) printJson(terminal, reportOfError('compose', error))
    else printError(terminal, error)
    return error.exitStatus
  }
}

/** Says what went wrong beside the answer: on stderr, as all that is no answer. */
export function warn(args: readonly string[], error: ComposeError, terminal: Terminal): void {
  if (wantsJson(args)) jsonProgress(terminal.stderr).emit({ type: 'warning', message: error.message })
  else printError(terminal, error)
}

function wantsJson(args: readonly string[]): boolean {
  return args.slice(0, args.includes('--') ? args.indexOf('--') : undefined).includes('--json')
}

/** Stdout belongs to the protocol or to the address here, so an error can only go to stderr. */
async function serve({ roots, http }: Extract<Call, { kind: 'mcp' }>, terminal: Terminal): Promise<number> {
  try {
    if (http) return await (await import('../mcp/http/serve.ts')).serveHttp(roots, http, terminal)
    return await (await import('../mcp/stdio.ts')).serveStdio(roots, terminal)
  } catch (thrown) {
    const error = asComposeError(thrown)
    printError(terminal, error)
    return error.exitStatus
  }
}

async function runOperation(
  { operation, input, json, plain }: Extract<Call, { kind: 'operation' }>,
  terminal: Terminal,
): Promise<number> {
  const goal = json ? undefined : toTalkAbout(operation, input, plain, terminal)
  const draws = !json && watched.has(operation.name) && wantsDrawing(plain, terminal)
  const drawn = draws ? (await import('./talk/watch.ts')).drawnProgress(terminal) : undefined
  const progress = drawn ?? (json ? jsonProgress(terminal.stderr) : plainProgress(terminal, plain))
  const { cwd } = terminal
  let planShown = false
  const context: Context = {
    cwd,
    env: terminal.env,
    signal: terminal.signal,
    emit: progress.emit,
    ...(drawn ? { tested: drawn.tested, turn: drawn.turn } : {}),
    reach: (path) => placeNamed(cwd, path),
    nameOf: (field) => (operation.positional.includes(field) ? field : flagOf(field)),
    tell: (line, to) => {
      if (json) terminal.stderr.write(`${JSON.stringify({ type: 'output', line })}\n`)
      else {
        progress.pause()
        ;(to === 'person' ? terminal.stdout : terminal.stderr).write(`${line}\n`)
      }
    },
    planned: (plan) => {
      if (json) return
      progress.pause()
      terminal.stdout.write(render.plan(plan, terminal))
      planShown = true
    },
  }
  const { report, status, error } = goal
    ? await (await import('./talk/converse.ts')).converse(goal, terminal, context)
    : await attempt(operation, input, context)
  planShown ||= goal !== undefined
  progress.pause()
  if (json) printJson(terminal, report)
  else if (!error) terminal.stdout.write(render.report(report, terminal, planShown))
  const stopped = operation.untilStopped && error?.code === 'interrupted'
  if (error && !json && !stopped) printError(terminal, error)
  return status
}

/** What takes long and asks nothing: how far it is can be drawn. */
const watched: ReadonlySet<string> = new Set(['apply', 'resume', 'verify', 'regenerate', 'eval', 'up'])

/** The whole input of a goal that is talked about; undefined where it is made, refused or only planned without a word. */
function toTalkAbout(
  operation: Operation,
  input: Record<string, unknown>,
  plain: boolean,
  terminal: Terminal,
): Record<string, unknown> | undefined {
  if (operation.name !== 'compose' || input.dryRun || input.goal === '' || !wantsDrawing(plain, terminal))
    return undefined
  return operation.input.safeParse(input).data
}

function printJson(terminal: Terminal, report: Report): void {
  terminal.stdout.write(`${JSON.stringify(report, null, terminal.stdout.isTTY ? 2 : undefined)}\n`)
}

function printError(terminal: Terminal, error: ComposeError): void {
  terminal.stderr.write(errorText(error, terminal))
}
