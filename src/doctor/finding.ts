import * as z from 'zod'

/** One thing that was tried, what came of it, and what to do when it failed. */
export const Finding = z.strictObject({
  id: z.string(),
  verdict: z.enum(['ok', 'warn', 'fail']),
  detail: z.string(),
  advice: z.string().optional(),
})
export type Finding = z.infer<typeof Finding>
