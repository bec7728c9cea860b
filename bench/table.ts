export type Row = [name: string, milliseconds: number]

/** The middle one of an odd number of measurements. */
export function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
}

/** Prints rows with their ratio to the baseline. */
export function table(title: string, rows: readonly Row[], baseline: number): void {
  const wide = Math.max(...rows.map(([name]) => name.length))
  console.log(`\n${title} (${baseline.toFixed(0)} ms)`)
  for (const [name, milliseconds] of rows) {
    const ratio = (milliseconds / baseline).toFixed(2)
    console.log(`  ${name.padEnd(wide)}  ${milliseconds.toFixed(1).padStart(9)} ms  ${ratio.padStart(6)}`)
  }
}
