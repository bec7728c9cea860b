import * as z from 'zod'
import { EventType, Identifier } from './names.ts'

// What people see and do of their own record, and how long it is kept. A part names its own operations alone (getCase);
// once settled they are named with their capability.

const Operation = z.string().regex(/^([a-z][a-z0-9-]{0,62}\.)?[a-z][A-Za-z0-9]{0,63}$/)

/** What a part tells people of their own: members of what an operation answers. */
export const OwnFacts = z.strictObject({ from: Operation, members: z.array(Identifier).min(1) })
export type OwnFacts = z.infer<typeof OwnFacts>

/** What people see of their own record, and can do with it. */
export const Own = z.strictObject({ show: z.array(OwnFacts).default([]), can: z.array(Operation).default([]) })
export type Own = z.infer<typeof Own>

/** Who else has something of a record: while it answers, the record is kept, and goes when it says that it is gone. */
export const Keeper = z.strictObject({ by: Operation, until: EventType })
export type Keeper = z.infer<typeof Keeper>

export const ownShape = {
  person: Own.default({ show: [], can: [] }),
  keeps: z.array(Keeper).default([]),
}
