import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import * as z from 'zod'
import { contrast } from './contrast.ts'

const line = z.string().trim().min(1).max(200)
const ways = {
  telephone: line.optional(),
  hours: line.optional(),
  email: z.email({ error: 'must be an email address' }).optional(),
  address: line.optional(),
}
const reached = (one: { telephone?: string | undefined; email?: string | undefined; address?: string | undefined }) =>
  [one.telephone, one.email, one.address].some((way) => way !== undefined)
const unreachable = { error: 'must have a telephone number, an email address or an address' }

/** What WCAG 2.2 asks for between words and what is behind them, level AA. */
const readable = 4.5

const schema = z.strictObject({
  name: line,
  /** What stands in the head of every page; the name unless given. */
  logo: line.optional(),
  /** Behind the logo, whose words are white. */
  colour: z
    .string()
    .regex(/^#[\da-f]{6}$/i, { error: 'must be six digits behind a #, in quotes, such as "#00703c"' })
    .refine((colour) => contrast(colour, '#ffffff') >= readable, {
      error: `white words on it are hard to read: choose a darker one, with a contrast of at least ${readable} to 1`,
    })
    .optional(),
  contact: z.strictObject(ways).refine(reached, unreachable),
  /** Who answers for personal data; the contact unless given. */
  privacy: z
    .strictObject({ name: line, ...ways })
    .refine(reached, unreachable)
    .optional(),
})

/** Whose service it is, and how people reach it. */
export type Organisation = z.infer<typeof schema>

/**
 * What organisation.yaml beside the kit says, or the file that ORGANISATION_FILE names; undefined where there is none. Throws
 * an error that names the file, the place in it and what is wrong.
 */
export function organisationFrom(config: Record<string, string | undefined>): Organisation | undefined {
  const named = config.ORGANISATION_FILE
  const path = named ?? fileURLToPath(new URL('../../organisation.yaml', import.meta.url))
  if (!existsSync(path)) {
    if (named === undefined) return undefined
    throw new Error(`There is no ${named}, which ORGANISATION_FILE names.`)
  }
  const read = schema.safeParse(yamlOf(path))
  if (read.success) return read.data
  const wrong = read.error.issues.map(({ path: at, message }) => [at.join('.'), message].filter(Boolean).join(': '))
  throw new Error(`${path} does not say whose service this is: ${wrong.join('; ')}.`)
}

function yamlOf(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new Error(`${path} is no YAML: ${(cause as Error).message.split('\n')[0]}`, { cause })
  }
}

/** How to reach somebody, a line each as people read it. */
export function reachedBy({ telephone, hours, email, address }: Organisation['contact']): string[] {
  return [telephone && `Telephone: ${telephone}`, hours, email && `Email: ${email}`, address].filter(
    (one) => one !== undefined && one !== '',
  ) as string[]
}
