import type { Terminal } from '../terminal.ts'
import { hasColour, styleFor } from './colour.ts'

/** Writes parts of a page; whether there is colour depends on where it goes. */
export interface Page {
  heading(text: string): void
  line(text?: string): void
  /** Rows in columns as wide as their widest cell; the last one is free. */
  table(rows: readonly (readonly string[])[], indent?: string): void
  good(text: string): string
  bad(text: string): string
}

/** A page as text, however wide it gets. */
export function page({ stdout, env }: Pick<Terminal, 'stdout' | 'env'>): Page & { text(): string } {
  const { bad, good, strong } = styleFor(hasColour(stdout, env))
  const lines: string[] = []
  return {
    heading: (text) => lines.push('', strong(text)),
    line: (text = '') => lines.push(text),
    table(rows, indent = '  ') {
      const widths: number[] = []
      for (const row of rows)
        for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
      for (const row of rows)
        lines.push(
          indent +
            row
              .map((cell, index) => cell.padEnd(widths[index]!))
              .join('  ')
              .trimEnd(),
        )
    },
    good,
    bad,
    text: () => `${lines.join('\n').replace(/^\n+/, '')}\n`,
  }
}
