import * as z from 'zod'
import type { Catalog } from '../catalog/load.ts'
import type { ComposeError } from '../errors.ts'
import type { ComposeEvent } from '../events.ts'
import type { Run } from '../journal/run.ts'
import type { Shown } from '../reports/shown.ts'
import type { Plan, Report } from '../schema.ts'
import type { World } from '../world.ts'

/** What a face gives to an operation: where it runs, who listens, and which folders it may reach. */
export interface Context {
  /** Relative paths start here. */
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
  emit(event: ComposeEvent): void
  /** A path that the person or client gave → an absolute one, or an error when this face may not reach it. */
  reach(path: string): Promise<string>
  /** How an input is called in messages: `--timeout` in a terminal, `timeout` for a client. */
  nameOf(field: string): string
  /** A program gives the inputs: those that only make sense to a person at a terminal are none. */
  isClient?: boolean
  /** One line of what a running service says: to the person, or to whoever reads its log. */
  tell?(line: string, to: 'person' | 'log'): void
  /** Told which of several folders has its turn. */
  turn?(folder: string, place: number, of: number): void
  /** Told of each test as it ends. */
  tested?: World['tested']
  /** Called when it has ended, with the error if there was one; answers what the report says besides, however it ended. */
  atEnd?(hook: EndHook): void
  /** Told of what the verification of a folder has shown. */
  shown?(shown: Shown, catalog: Catalog): void
  /** The run that this one goes on with. */
  resuming?: Run
  /** Called as soon as there is a plan, before anything is made from it. */
  planned?(plan: Plan): void
}

export type EndHook = (error: ComposeError | undefined) => Partial<Report> | Promise<Partial<Report>>

/** One row of the table: everything that a face needs in order to offer it. */
export interface Operation<Input extends z.ZodObject = z.ZodObject> {
  /** Words of the command: `catalog search`. The row `compose` is the command without a word. */
  name: string
  title: string
  description: string
  /** Command lines, without the leading `compose`. */
  examples: readonly string[]
  /** Inputs that stand without a flag, in order. */
  positional: readonly string[]
  input: Input
  /** The shape of its report. */
  output: z.ZodObject
  hints: { readOnly: boolean; destructive: boolean }
  /** Runs until it is stopped, so only a person can use it. */
  untilStopped?: boolean
  /** Inputs that only make sense to a person at a terminal. */
  terminalOnly?: readonly string[]
  run(input: z.infer<Input>, context: Context): Promise<Report>
}

/** Identity function, so that `run` gets the type of its own input. */
export function defineOperation<Input extends z.ZodObject>(operation: Operation<Input>): Operation {
  return operation as unknown as Operation
}

/** The inputs that a program may give. */
export function clientInput({ input, terminalOnly = [] }: Operation): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(Object.entries(input.shape).filter(([name]) => !terminalOnly.includes(name))),
  )
}
