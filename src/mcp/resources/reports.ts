import type { Report } from '../../schema.ts'
import type { Content, Source } from './source.ts'

/** Characters of a part that a brief report still has itself, and calls whose parts are kept. */
const short = 2000
const most = 20
const mimeType = 'application/json'

export interface Reports extends Source {
  /** The report without what is long in it, and in words where each part is that was left out. */
  abridge(report: Report): { report: Report; left: string[] }
}

/** The long parts of brief reports, as `report://<call>/<part>`, as long as the client is there and its last calls count. */
export function reportSource(): Reports {
  const kept = new Map<string, Map<string, Content>>()
  const all = () => [...kept.values()].flatMap((parts) => [...parts.values()])
  let calls = 0
  return {
    templates: [
      {
        name: 'part of a report',
        uriTemplate: 'report://{call}/{part}{?page}',
        title: 'A long part of a brief report',
        description: 'What a tool left out of its report because it was called with brief.',
        mimeType,
      },
    ],
    abridge(report) {
      calls += 1
      const call = String(calls)
      const parts = Object.entries(report).flatMap(([part, value]): [string, Content][] => {
        const text = JSON.stringify(value) ?? ''
        // A person must read the problems, whatever their length.
        if (text.length <= short || part === 'problems') return []
        return [[part, { uri: `report://${call}/${part}`, mimeType, text }]]
      })
      if (parts.length > 0) kept.set(call, new Map(parts))
      for (const old of kept.keys()) if (kept.size > most) kept.delete(old)
      const names = new Set(parts.map(([part]) => part))
      return {
        report: Object.fromEntries(Object.entries(report).filter(([part]) => !names.has(part))) as Report,
        // In words, not as a resource_link: there are frameworks that take a link for a file, and fail.
        left: parts.map(
          ([part, { uri, text }]) =>
            `Left out: ${part}, ${text.length} characters. Read ${uri} by read_resource, page by page.`,
        ),
      }
    },
    list: async () => [],
    read: async (uri) => {
      const found = all().find((one) => one.uri === uri)
      return found && [found]
    },
    async complete(place, { call }) {
      if (place === 'call') return [...kept.keys()].reverse()
      return place === 'part' ? [...(kept.get(call ?? '')?.keys() ?? [])] : []
    },
  }
}
