import { Problem } from '@composed/kit'

/** Where a page of a list ended, as text that nobody needs to read. */
export function writePlace(startsAt: Date, id: string): string {
  return Buffer.from(JSON.stringify([startsAt.toISOString(), id])).toString('base64url')
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @throws Problem invalid-request when it did not come from an earlier page */
export function readPlace(after: string): { startsAt: Date; id: string } {
  try {
    const [startsAt, id] = JSON.parse(Buffer.from(after, 'base64url').toString())
    if (instant.test(startsAt) && !Number.isNaN(Date.parse(startsAt)) && uuid.test(id))
      return { startsAt: new Date(startsAt), id }
  } catch {
    // said below
  }
  throw new Problem('invalid-request', 'This is not where a page ended. Use next of the page before.', [
    { pointer: '/query/after', detail: 'is not the value of next from an earlier page' },
  ])
}
