/** Milliseconds as people read them: `12 ms`, `1.3 s`. */
export function inWords(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}
