import { styleText } from 'node:util'
import type { Terminal } from '../terminal.ts'
import { hasColour } from './colour.ts'

/** Writes parts of a page; whether there is colour depends on where it goes. */
export interface Page {
  heading(text: string): void
  line(text?: string): void
  /** Rows in columns as wide as their widest cell; the last one is free. */
  table(rows: readonly (readonly string[])[], indent?: string): void
  good(text: string): string
  bad(text: string): string
  text(): string
}

export function page({ stdout, env }: Pick<Terminal, 'stdout' | 'env'>): Page {
  const colour = hasColour(stdout, env)
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text
  const lines: string[] = []
  return {
    heading: (text) => lines.push('', style('bold')(text)),
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
    good: style('green'),
    bad: style('red'),
    text: () => `${lines.join('\n').replace(/^\n+/, '')}\n`,
  }
}
