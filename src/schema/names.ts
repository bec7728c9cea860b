import * as z from 'zod'

// Names of a composition become code, paths and SQL of the service, so they can hold nothing but a name.

/** A name as TypeScript writes it. */
export const Identifier = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/)
/** Lower case with hyphens. */
export const Slug = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/)
/** What one record is called, singular: case, referral, planning concern. */
export const Noun = z.string().regex(/^[a-z][a-z ]{0,30}$/)
/** What a service is called, on one line: it also names a workflow of CI and stands in Markdown and diagrams. */
export const Title = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ,.'’&/+–-]{0,99}$/u)
/** The type of an event: dev.compose.case.closed.v1 */
export const EventType = z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+){2,8}$/)
/** A shared type, which is also a file's name: PhoneNumber */
export const TypeName = z.string().regex(/^[A-Z][A-Za-z]{0,63}$/)
