import { Problem } from '@composed/kit'

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Where a page of a list ended: a moment, and which of those of this moment. */
export interface Place {
  at: Date
  id: string
}

/** As text that nobody needs to read. */
export function writePlace({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url')
}

/** @throws Problem invalid-request when it did not come from an earlier page */
export function readPlace(after: string): Place {
  try {
    const [at, id] = JSON.parse(Buffer.from(after, 'base64url').toString())
    if (instant.test(at) && !Number.isNaN(Date.parse(at)) && uuid.test(id)) return { at: new Date(at), id }
  } catch {
    // said below
  }
  throw notAPlace()
}

/** What no earlier page gave as its next. */
export function notAPlace(): Problem {
  return new Problem('invalid-request', 'This is not where a page ended. Use next of the page before.', [
    { pointer: '/query/after', detail: 'is not the value of next from an earlier page' },
  ])
}

/** The first `limit` of rows, of which one more was asked for, and where the next page begins. */
export function pageOf<Row>(rows: Row[], limit: number, place: (row: Row) => string): { page: Row[]; next?: string } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return last !== undefined && rows.length > limit ? { page, next: place(last) } : { page }
}
