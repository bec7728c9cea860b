import type * as z from 'zod'
import type { Question } from './brain.ts'

/** Something that an agent may look up while it thinks: read-only, its schema and behaviour together. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  name: string
  description: string
  input: Input
  /** What it found, as data. Throws nothing that a person must see: a fault is told to the model. */
  run(input: z.infer<Input>, question: Question): unknown | Promise<unknown>
}

/** Identity function, so that `run` gets the type of its own input. */
export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool {
  return tool as unknown as Tool
}
