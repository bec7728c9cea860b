import * as z from 'zod'

/** The inputs that several operations share, each described once. */
export const goal = z.string().describe('What the service is for, in a sentence.')
export const use = z
  .record(z.string(), z.string())
  .default({})
  .describe('Supply a capability by this component (may be repeated).')
export const without = z.array(z.string()).default([]).describe('Do not use this capability (may be repeated).')
export const brain = z.enum(['builtin', 'model']).optional().describe('Who answers the agents; builtin needs no key.')
export const catalog = z
  .string()
  .optional()
  .describe('Read the catalogue from this folder instead of the one that comes along.')
export const out = z.string().optional().describe('The folder to make; by default one named after the service.')
export const timeout = z.number().min(1).max(86_400).default(600).describe('Seconds that the whole run may take.')
export const yes = z.boolean().default(false).describe('Approve what the policy wants a person to approve.')
export const dryRun = z.boolean().default(false).describe('Show the plan and write nothing.')
export const folders = z
  .array(z.string())
  .default(['.'])
  .describe('Folders of composed services; by default the current one.')
