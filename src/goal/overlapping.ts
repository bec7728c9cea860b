import type { Span } from './words.ts'

type Stretch = Pick<Span, 'start' | 'end'>

/** Those of some spans that share a character with a stretch, in their order. Looked up, so that many of each cost no square. */
export function overlapping<T extends Stretch>(spans: readonly T[]): (stretch: Stretch) => T[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || a.end - b.end)
  // How far any of those up to here reaches: never less than for the one before.
  const reach: number[] = []
  for (const { end } of sorted) reach.push(Math.max(end, reach.at(-1) ?? 0))
  return ({ start, end }) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (reach[middle]! > start) high = middle
      else low = middle + 1
    }
    const found: T[] = []
    for (let at = low; at < sorted.length && sorted[at]!.start < end; at++)
      if (sorted[at]!.end > start) found.push(sorted[at]!)
    return found
  }
}
