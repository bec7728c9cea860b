import * as z from 'zod'
import { EventType, Identifier } from './names.ts'

// What people see and do of their own record, and how long it is kept. A part names its own operations alone (getCase);
// once settled they are named with their capability.

const Operation = z.string().regex(/^([a-z][a-z0-9-]{0,62}\.)?[a-z][A-Za-z0-9]{0,63}$/)

/** What a part tells people of their own: members of what an operation answers. */
export const OwnFacts = z.strictObject({ from: Operation, members: z.array(Identifier).min(1) })
export type OwnFacts = z.infer<typeof OwnFacts>

const scalar = z.union([z.string(), z.number(), z.boolean()])
/** What a member has to be, one of several, or whether there is any. */
export const TodoTest = z.union([scalar, z.array(z.string()).min(1), z.strictObject({ given: z.boolean() })])
export type TodoTest = z.infer<typeof TodoTest>

const waits = {
  /** Members of what is shown → what they have to be for it to wait. */
  if: z
    .record(Identifier, TodoTest)
    .refine((all) => Object.keys(all).length > 0, { message: 'must say when it waits for the person' }),
  /** What it is called: {member} is one of what is shown. */
  text: z.string().min(1).max(100),
  /** A member that is the address to go to. */
  goes: Identifier.optional(),
}
const leads = ({ does, goes }: { does?: string | undefined; goes?: string | undefined }) =>
  (does === undefined) !== (goes === undefined)
const leadsOn = { message: 'must lead to one thing: does or goes' }

/** Something that a part has people do, while what it shows of their record is so: an operation of its own, or an address. */
export const BroughtTodo = z.strictObject({ ...waits, does: Identifier.optional() }).refine(leads, leadsOn)
/** The same as it is settled. */
export const Todo = z.strictObject({ from: Operation, ...waits, does: Operation.optional() }).refine(leads, leadsOn)
export type Todo = z.infer<typeof Todo>

/** What is listed of people's own: rows of what an operation answers, and where one leads. */
export const OwnList = z.strictObject({
  title: z.string().min(1).max(100),
  from: Operation,
  /** Members of a row; the first is what leads on. */
  show: z.array(Identifier).min(1),
  /** It takes members of a row, and only those of a row that is there are ever given to it. */
  open: Operation.optional(),
})
export type OwnList = z.infer<typeof OwnList>

/** What a part brings for people: what they see of it, what they can do and what they have to do. */
export const BroughtOwn = z
  .strictObject({
    show: OwnFacts.optional(),
    lists: z.array(OwnList).default([]),
    can: z.array(Identifier).default([]),
    todo: z.array(BroughtTodo).default([]),
  })
  .refine(({ show, todo }) => show !== undefined || todo.length === 0, {
    message: 'must show what a todo hangs on: show',
  })

/** What people see of their own record, can do with it, and have to do. */
export const Own = z.strictObject({
  show: z.array(OwnFacts).default([]),
  lists: z.array(OwnList).min(1).optional(),
  can: z.array(Operation).default([]),
  todo: z.array(Todo).default([]),
})
export type Own = z.infer<typeof Own>

/** Who else has something of a record: while it answers, the record is kept, and goes when it says that it is gone. */
export const Keeper = z.strictObject({ by: Operation, until: EventType })
export type Keeper = z.infer<typeof Keeper>

export const ownShape = {
  person: Own.default({ show: [], can: [], todo: [] }),
  keeps: z.array(Keeper).default([]),
}
