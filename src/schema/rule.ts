import * as z from 'zod'
import { Test } from './goal.ts'
import { Identifier } from './names.ts'
import { Source } from './source.ts'

/** A shared type and what it is to the record: Priority/record. */
export const TypeRole = z.string().regex(/^[A-Z][A-Za-z]{0,63}\/[a-z][a-z-]{0,63}$/)

const scalar = z.union([z.string(), z.number(), z.boolean()])
/** A value as JSON has it, two deep; which values are right is said by the type that a rule gives. */
export const Value = z.union([scalar, z.array(scalar), z.record(z.string(), z.union([scalar, z.array(scalar)]))])
export type Value = z.infer<typeof Value>

/** The inputs that a value names: { key: $homeAddress } is the answer itself. */
export function inputsNamed(value: Value): string[] {
  if (typeof value === 'string') return value.startsWith('$') ? [value.slice(1)] : []
  return typeof value === 'object' ? Object.values(value).flatMap(inputsNamed) : []
}

/** One row of a decision table: what must hold, and the value that is given then. */
export const RuleRow = z.strictObject({
  when: z.record(Identifier, Test).default({}),
  is: Value,
  because: z.string().optional(),
})
export type RuleRow = z.infer<typeof RuleRow>

/** What is made of the rows that hold: the first decides, or of numbers all are added up, or the least or greatest counts. */
export const Hit = z.enum(['first', 'sum', 'min', 'max'])
export type Hit = z.infer<typeof Hit>

const table = {
  gives: TypeRole,
  /** What the rows compare, by name; what is not said is the answer or the other rule of that very name. */
  inputs: z.record(Identifier, Source).default({}),
  /** Which of the rows count; the first that holds, from the top, where it says nothing. */
  hit: Hit.optional(),
}
const counts = ({ hit = 'first', rows }: { hit?: Hit | undefined; rows: readonly RuleRow[] }): boolean =>
  hit === 'first' || rows.every(({ is }) => typeof is === 'number')
const uncountable = { message: 'must give a number in each row where hit is sum, min or max', path: ['rows'] }

/** A decision table that gives a value of a type. A setting is one with a single row. */
export const Rule = z.strictObject({ ...table, rows: z.array(RuleRow).min(1) }).refine(counts, uncountable)
export type Rule = z.infer<typeof Rule>

/** A rule as a part or a pattern brings it. One without rows must be decided by the goal, or by a person. */
export const BroughtRule = z
  .strictObject({
    ...table,
    rows: z.array(RuleRow).default([]),
    /** What a goal says it by, where the goal may set it: one of each list must stand. The first says what is done, whenever that is. */
    words: z.array(z.array(z.string().min(1)).min(1)).optional(),
  })
  .refine(counts, uncountable)
export type BroughtRule = z.infer<typeof BroughtRule>

/** A rule that no table can say, as one TypeScript function; written by a model, and only ever run in a process of its own. */
export const RuleCode = z.strictObject({
  gives: TypeRole,
  /** All values that it may answer. */
  values: z.array(z.string().regex(/^[a-z][a-z0-9-]{0,62}$/)).min(1),
  code: z.string().min(1).max(8000),
})
export type RuleCode = z.infer<typeof RuleCode>
