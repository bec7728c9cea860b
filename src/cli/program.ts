import { Command, CommanderError } from 'commander'
import { ComposeError } from '../errors.ts'
import type { HttpChoice } from '../mcp/http/serve.ts'
import { nearest } from '../operations/nearest.ts'
import { type Operation, operations } from '../operations.ts'
import { addInputs } from './flags.ts'
import { addMcp } from './mcp.ts'

/** What a command line asks for. */
export type Call =
  | { kind: 'operation'; operation: Operation; input: Record<string, unknown>; json: boolean; plain: boolean }
  | { kind: 'mcp'; roots: string[]; http?: HttpChoice }
  | { kind: 'shown' }

const groups: Record<string, string> = { catalog: 'Look into the catalogue.', agents: 'Look at the agents.' }

/** Reads a command line. Help and version go to `out`; wrong use is a 'bad-option' with what was meant. */
export async function readCall(args: readonly string[], version: string, out: (text: string) => void): Promise<Call> {
  let call: Call = { kind: 'shown' }
  const program = build(args, version, (made) => {
    call = made
  })
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
    command.exitOverride().configureOutput({ writeOut: out, writeErr: () => undefined })
  }
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw wrongUse(error, program, args)
  }
  return call
}

function build(args: readonly string[], version: string, found: (call: Call) => void): Command {
  const program = new Command('compose')
    .description('Turns one sentence into a public service that runs, and proves it.')
    .version(version, '-V, --version', 'Show the version.')
    .helpOption('-h, --help', 'Show this help.')
    .helpCommand('help [command]', 'Show the help of a command.')
    .usage('"<goal>" [options]\n       compose <command> ...')
    .enablePositionalOptions()
    .allowExcessArguments(true)
  for (const operation of operations) {
    const command = operation.name === 'compose' ? program : commandFor(program, operation)
    if (mayBeAsked(operation, args)) addInputs(command, operation)
    command
      .option('--json', 'Print one JSON document on stdout, and events as JSON lines on stderr.')
      .option('--plain', 'Print lines, also in a terminal: nothing is drawn, asked or written over.')
      .addHelpText('after', examplesOf(operation))
      .allowExcessArguments(true)
      .action(() => found(callOf(operation, command)))
  }
  addMcp(program, (mcp) => found({ kind: 'mcp', ...mcp }))
  program.addHelpText('after', exitHelp)
  return program
}

/** Making flags takes a while; only help shows those of other commands than the one that is meant. */
function mayBeAsked({ name }: Operation, args: readonly string[]): boolean {
  if (name === 'compose' || ['help', '-h', '--help'].some((word) => args.includes(word))) return true
  return name.split(' ').every((word) => args.includes(word))
}

function commandFor(program: Command, operation: Operation): Command {
  const [first = '', second] = operation.name.split(' ')
  if (second === undefined) return program.command(first).description(operation.description)
  const group =
    program.commands.find((command) => command.name() === first) ??
    program
      .command(first)
      .description(groups[first] ?? '')
      .addHelpText('after', `\nExample:\n  compose ${operation.name}\n`)
  return group.command(second).description(operation.description)
}

function examplesOf({ name, examples }: Operation): string {
  const start = name === 'compose' ? 'compose' : `compose ${name}`
  return `\nExamples:\n${examples.map((example) => `  ${start} ${example}`.trimEnd()).join('\n')}\n`
}

const exitHelp = `
Exit status: 0 yes, 1 no, 2 wrong use, 3 environment, 4 brain, 5 nothing fits the goal,
7 time limit, 8 waiting for an answer or for --accept-unread, 9 edits would be lost, 70 our bug, 130 or 143 interrupted.

npx compose works in a checkout, and where the package civic-compose is installed. The package that is called
compose is a stranger's: anywhere else say node /path/to/compose/bin/compose.js.
`

function callOf(operation: Operation, command: Command): Call {
  // `compose --json plan …` means the same as `compose plan … --json`.
  const { json = false, plain = false, ...options } = command.optsWithGlobals<Record<string, unknown>>()
  const input: Record<string, unknown> = Object.fromEntries(
    Object.entries(options).filter(([name]) => name in operation.input.shape),
  )
  const args = [...command.args]
  for (const name of operation.positional) {
    const takesAll = Array.isArray(command.processedArgs[operation.positional.indexOf(name)])
    if (takesAll) {
      if (args.length > 0) input[name] = args.splice(0)
    } else if (args.length > 0) input[name] = args.shift()
  }
  if (operation.name === 'compose') refuseMistyped(input, args)
  if (args.length > 0) {
    throw new ComposeError('bad-option', `${operation.name} takes no "${args[0]}".`, {
      suggestion: `compose ${operation.name} --help shows what it takes.`,
    })
  }
  if (operation.name === 'compose' || operation.name === 'plan') input.goal ??= ''
  return { kind: 'operation', operation, input, json: json === true, plain: plain === true }
}

/** `compose verfy` and `compose catlog list` are commands gone wrong, not goals. */
function refuseMistyped(input: Record<string, unknown>, rest: readonly string[]): void {
  const goal = typeof input.goal === 'string' ? input.goal : ''
  const names = [...operations.map((operation) => operation.name.split(' ')[0]!), 'mcp', 'help'].filter(
    (name) => name !== 'compose',
  )
  const meant = /^\S+$/.test(goal) ? nearest(goal, names) : undefined
  if (meant) {
    throw new ComposeError('bad-option', `There is no command "${goal}".`, {
      suggestion: `Did you mean compose ${[meant, ...rest].join(' ')}? A goal is a sentence: compose "case triage service"`,
    })
  }
  if (rest.length > 0) {
    throw new ComposeError('bad-option', `The goal is one argument, but "${rest[0]}" follows it.`, {
      suggestion: `Put the goal in quotes: compose "${[goal, ...rest].join(' ')}"`,
    })
  }
}

function wrongUse(error: CommanderError, program: Command, args: readonly string[]): ComposeError {
  const [first = '', hint] = error.message.replace(/^error: /, '').split('\n')
  const message = first.charAt(0).toUpperCase() + first.slice(1)
  const inner = program.commands.find((command) => command.name() === args[0])
  const help = `${inner ? `compose ${inner.name()}` : 'compose'} --help shows what there is.`
  if (error.code === 'commander.help') {
    const names = inner?.commands.map((command) => command.name()).join(', ')
    return new ComposeError('bad-option', `compose ${args[0]} needs one of: ${names}.`, { suggestion: help })
  }
  return new ComposeError('bad-option', message.replace(/\.?$/, '.'), {
    suggestion: hint?.replace(/^\((.*)\)$/, '$1') ?? help,
  })
}
