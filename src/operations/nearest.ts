/** The number of single-letter changes (insert, drop, replace, swap with the next) between two words. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const swapped = i > 0 && j > 0 && letter === b[j - 1] && other === a[i - 1]
      const swap = swapped ? before[j - 1]! + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1), swap))
    }
    before = row
    row = next
  }
  return row.at(-1)!
}

/** The known name that a mistyped one most likely means; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const most = word.length > 4 ? 2 : 1
  const close = known
    .map((name) => ({ name, by: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, by }) => by <= most || (word.length > 3 && name.includes(word)))
    .sort((a, b) => a.by - b.by || (a.name < b.name ? -1 : 1))
  return close[0]?.name
}
