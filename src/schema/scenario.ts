import * as z from 'zod'
import { EventType, Identifier, Slug } from './names.ts'
import { Value } from './rule.ts'

const Operation = z.string().regex(/^[a-z][a-z0-9-]{0,62}\.[a-z][A-Za-z0-9]{0,63}$/)
const scalar = z.union([z.string(), z.number(), z.boolean()])

/** One thing that must be seen once a scenario has run. */
export const Expectation = z.discriminatedUnion('see', [
  /** A member of what staff see of the record in a list, the first when none is named: a value, an answer that was given, or what an operation answered. */
  z.strictObject({
    see: z.literal('item'),
    list: Slug.optional(),
    member: Identifier,
    is: z.union([
      scalar,
      z.strictObject({ answer: Identifier }),
      z.strictObject({ call: Operation, member: Identifier }),
    ]),
  }),
  /** Entries of a panel that hold the text; `{reference}` stands for the record's own, `{event.received}` for an event of the service. */
  z.strictObject({
    see: z.literal('panel'),
    panel: Slug,
    says: z.string().min(1),
    where: z.record(Identifier, scalar).default({}),
    count: z.int().min(0),
  }),
  /** Events of the service about the record. */
  z.strictObject({ see: z.literal('event'), type: Slug, count: z.int().min(0) }),
  /** What arrived at an operation. */
  z.strictObject({ see: z.literal('call'), of: Operation, member: Identifier, is: Value }),
  /** How often an operation was called about the record, where a call that was tried again counts once. */
  z.strictObject({ see: z.literal('calls'), of: Operation, count: z.int().min(0) }),
  /** What a rule gives where a journey ends in an answer. */
  z.strictObject({ see: z.literal('answer'), rule: Identifier, is: Value }),
  /** What stops people, by the rule that says why. */
  z.strictObject({ see: z.literal('stop'), rule: Identifier, is: Value }),
  /** Whether their page has whoever sent the record do something. */
  z.strictObject({ see: z.literal('todo'), does: Operation, is: z.boolean() }),
  /** What is kept of the answers, anywhere. */
  z.strictObject({ see: z.literal('kept'), count: z.literal(0) }),
])
export type Expectation = z.infer<typeof Expectation>

/** What any such service must satisfy, as data: the answers given, what staff then do, what must be seen. */
export const Scenario = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  from: z.enum(['pattern', 'goal', 'contract']).default('pattern'),
  /** `given: false` leaves an answer out. */
  answers: z.record(z.string(), z.union([scalar, z.strictObject({ given: z.literal(false) })])).default({}),
  /** What is done then, in this order: an operation by whoever of the staff may, or by whoever sent the record on their page, or an event of a part that comes, twice as any may. */
  do: z
    .array(
      z.union([
        z.strictObject({ act: Operation, with: z.record(Identifier, scalar).default({}) }),
        z.strictObject({ person: Operation, with: z.record(Identifier, scalar).default({}) }),
        z.strictObject({ comes: EventType }),
      ]),
    )
    .default([]),
  expect: z.array(Expectation).min(1),
})
export type Scenario = z.infer<typeof Scenario>
