import * as z from 'zod'

// Names of a composition become code, paths and SQL of the service, so they can hold nothing but a name.
// Patterns are published, and read by engines that are not JavaScript's: no \d, \w, \s, \p, no (?…), no flag.

/** A name as TypeScript writes it. */
export const Identifier = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/)
/** Lower case with hyphens. */
export const Slug = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/)
/** A kind of people, as accounts name it among their roles: team-lead */
export const RoleName = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
/** What one record is called, singular: case, referral, planning concern. */
export const Noun = z.string().regex(/^[a-z][a-z ]{0,30}$/)
/**
 * What a service is called, on one line: it also names a workflow of CI and stands in Markdown and diagrams. What a letter
 * is beyond ASCII no pattern says alike in every engine, so the published one only bounds ASCII.
 */
export const Title = z
  .string()
  .refine((title) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ,.'’&/+–-]{0,99}$/u.test(title), {
    message: "must be up to 100 letters, digits, spaces and , . ' ’ & / + – - and begin with a letter or digit",
  })
  .meta({
    maxLength: 100,
    pattern: String.raw`^[^\x00-\x2F\x3A-\x40\x5B-\x60\x7B-\x7F][^\x00-\x1F\x21-\x25\x28-\x2A\x3A-\x40\x5B-\x60\x7B-\x7F]*$`,
  })
/** The type of an event: dev.compose.case.closed.v1 */
export const EventType = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+){2,8}$/)
/** A shared type, which is also a file's name: PhoneNumber */
export const TypeName = z.string().regex(/^[A-Z][A-Za-z]{0,63}$/)
