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
  of(operation?: string): Call[]
  /** How many calls changed something; all words of `about` must be in the call. */
  changes(about: readonly string[]): number
  /** Waits until there are more than `after`, at most `within` milliseconds. */
  changed(about: readonly string[], after: number, within: number): Promise<void>
}

export function newCalls(): Calls {
  const all: Call[] = []
  const changing: string[] = []
  const waiting = new Set<() => void>()
  const changes = (about: readonly string[]) =>
    changing.filter((text) => about.every((word) => text.includes(word))).length
  return {
    add: (call) => {
      all.push(call)
      if (call.key === undefined) return
      changing.push(JSON.stringify([call.operation, call.path, call.query, call.body]))
      for (const look of waiting) look()
    },
    of: (operation) => all.filter((call) => operation === undefined || call.operation === operation),
    changes,
    changed: (about, after, within) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(late)
          waiting.delete(look)
          resolve()
        }
        const look = () => {
          if (changes(about) > after) end()
        }
        const late = setTimeout(end, within)
        waiting.add(look)
        look()
      }),
  }
}
