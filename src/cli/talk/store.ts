import { reduce } from './reduce.ts'
import type { Action, Talk, Wish } from './state.ts'

/** The state of one conversation: whoever shows it is told of each change, and what is wished for is handed on. */
export interface Store {
  get(): Talk
  subscribe(listener: () => void): () => void
  dispatch(action: Action): void
}

export function storeOf(first: Talk, wished: (wish: Wish) => void): Store {
  let talk = first
  const listeners = new Set<() => void>()
  return {
    get: () => talk,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispatch(action) {
      const [next, wish] = reduce(talk, action)
      talk = next
      for (const listener of listeners) listener()
      if (wish) wished(wish)
    },
  }
}
