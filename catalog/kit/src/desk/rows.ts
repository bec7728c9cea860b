import type { Called, Given } from './parts.ts'

export type Row = Record<string, unknown>

export interface Page {
  rows: Row[]
  /** where the next page begins */
  next?: string
  /** the whole answer */
  answer: Row
}

/** One page of what an operation lists. */
export async function pageOf(called: Called, rows: string, given: Given, token: string | undefined): Promise<Page> {
  const answer = ((await called.call(given, { token })) ?? {}) as Record<string, unknown>
  const { next } = answer
  return { answer, rows: (answer[rows] ?? []) as Row[], ...(typeof next === 'string' && next !== '' && { next }) }
}

/** The largest page that an operation gives; undefined where nobody can say how large a page is. */
export function mostPerPage({ operation }: Called): number | undefined {
  const limit = (operation.querySchema.properties as Record<string, { maximum?: number }>).limit
  return limit && (limit.maximum ?? 100)
}

/** Page after page, until there is none or `most` rows were given. The last says whether there are more. */
export async function* pagesOf(
  called: Called,
  rows: string,
  given: Given,
  token: string | undefined,
  most: number,
): AsyncGenerator<{ rows: Row[]; more: boolean; answer: Row }> {
  const limit = mostPerPage(called)
  const largest = limit === undefined ? {} : { limit: Math.min(limit, 200) }
  let after: string | undefined
  for (let had = 0; ; ) {
    const query = { ...given.query, ...largest, ...(after !== undefined && { after }) }
    const page = await pageOf(called, rows, { ...given, query }, token)
    const taken = page.rows.slice(0, most - had)
    had += taken.length
    const more = page.next !== undefined || taken.length < page.rows.length
    yield { rows: taken, more, answer: page.answer }
    // One that leads to itself would go on for ever.
    if (page.next === undefined || page.next === after || had >= most) return
    after = page.next
  }
}

/** The first rows of an operation, and whether there are more. */
export async function firstRows(called: Called, rows: string, given: Given, token: string | undefined, most: number) {
  const all: Row[] = []
  let more = false
  let answer: Row = {}
  for await (const page of pagesOf(called, rows, given, token, most)) {
    all.push(...page.rows)
    more = page.more
    answer = page.answer
  }
  return { rows: all, more, answer }
}
