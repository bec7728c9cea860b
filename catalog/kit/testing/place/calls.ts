/** One call that went from the service to a component, as it went over the wire. */
export interface Call {
  capability: string
  operation: string
  key: string | undefined
  path: Record<string, string>
  query: Record<string, string>
  body: Record<string, unknown>
  status: number
  answer: Record<string, unknown>
}

/** What went by at the gates, oldest first. */
export interface Calls {
  add(call: Call): void
  /** Those to one operation, or about one record; all unless one is given. */
  of(which?: { operation?: string | undefined; reference?: string | undefined }): Call[]
  /** How many calls changed something; all words of `about` must be in the call. */
  changes(about: readonly string[]): number
  /** Waits until there are more than `after`, at most `within` milliseconds; answers how many there are. */
  changed(about: readonly string[], after: number, within: number): Promise<number>
}

/** What a flow does about a record has its reference in the key, also where the call names something else. */
const isAbout = ({ key, path, query, body }: Call, reference: string) =>
  key?.startsWith(`${reference}:`) || [path, query, body].some((place) => place.reference === reference)

export function newCalls(): Calls {
  const all: Call[] = []
  const changing: string[] = []
  const waiting = new Set<(text: string) => void>()
  const changes = (about: readonly string[]) =>
    changing.filter((text) => about.every((word) => text.includes(word))).length
  return {
    add: (call) => {
      all.push(call)
      if (call.key === undefined) return
      const text = JSON.stringify([call.operation, call.path, call.query, call.body, call.key])
      changing.push(text)
      for (const look of waiting) look(text)
    },
    of: ({ operation, reference } = {}) =>
      all.filter(
        (call) =>
          (operation === undefined || call.operation === operation) &&
          (reference === undefined || isAbout(call, reference)),
      ),
    changes,
    changed: (about, after, within) =>
      new Promise((resolve) => {
        let count = changes(about)
        const end = () => {
          clearTimeout(late)
          waiting.delete(look)
          resolve(count)
        }
        const look = (text: string) => {
          if (about.every((word) => text.includes(word))) count += 1
          if (count > after) end()
        }
        const late = setTimeout(end, within)
        waiting.add(look)
        if (count > after) end()
      }),
  }
}
