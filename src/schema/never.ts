import * as z from 'zod'
import { OptionalTest } from './goal.ts'
import { Source } from './source.ts'

/** What must not be done to some records: any operation of a part, or one, where all of this holds. */
export const Never = z.strictObject({
  /** A capability, or one of its operations: notifications, notifications.sendMessage */
  do: z.string().regex(/^[a-z][a-z0-9-]{0,62}(\.[a-z][A-Za-z0-9]{0,63})?$/),
  if: z.record(Source, OptionalTest),
  because: z.string().optional(),
})
export type Never = z.infer<typeof Never>
