import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js'
import { bounded } from '../../errors.ts'
import type { Content } from './source.ts'

/** Characters of a page: a few thousand tokens. */
const length = 12_000

/** Splits `catalog://pattern/triage?page=2` into the address of the whole and the page; a page that is none is no page. */
export function pageIn(uri: string): { whole: string; page?: number } {
  const [, whole, page] = /^(.*)\?page=([1-9]\d{0,5})$/s.exec(uri) ?? []
  return whole === undefined ? { whole: uri } : { whole, page: Number(page) }
}

export interface Page extends Content {
  _meta: { page: number; pages: number }
}

/** One page of some texts, each of which begins a new one; undefined where there are fewer. */
export function pageOf(contents: readonly Content[], page: number): Page | undefined {
  const pages = contents.flatMap(({ uri, mimeType, text }) => pieces(text).map((text) => ({ uri, mimeType, text })))
  const found = pages[page - 1]
  return found && { ...found, _meta: { page, pages: pages.length } }
}

/** No piece ends within a character. */
function pieces(text: string): string[] {
  const found: string[] = []
  for (let at = 0; at < text.length || at === 0; ) {
    const end = at + length
    const splits = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') && end < text.length
    found.push(text.slice(at, splits ? end - 1 : end))
    at = splits ? end - 1 : end
  }
  return found
}

/** What a list answers from a cursor on, and the next cursor if there is more. Throws for a cursor that is none of ours. */
export function listFrom<One>(all: readonly One[], cursor: string | undefined, size: number) {
  const at = cursor === undefined ? 0 : Number(cursor)
  if (!Number.isSafeInteger(at) || at < 0 || (at > 0 && at >= all.length))
    throw new McpError(ErrorCode.InvalidParams, bounded(`There is no cursor "${cursor}".`))
  const next = at + size
  return { items: all.slice(at, next), ...(next < all.length ? { nextCursor: String(next) } : {}) }
}
