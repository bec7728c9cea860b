import type { Style } from '../show/colour.ts'
import type { Page } from '../show/layout.ts'
import { padded, widthOf, wrapped } from './wrap.ts'

type Rows = readonly (readonly string[])[]
type Block = { heading: string } | { line: string } | { rows: Rows; indent: string }

/** A page that can be laid out for any width: what is shown on it is kept as what it is. */
export interface Blocks extends Page {
  lines(width: number): string[]
}

export function blocks(style: Style): Blocks {
  const all: Block[] = []
  return {
    heading: (heading) => all.push({ heading }),
    line: (line = '') => all.push({ line }),
    table: (rows, indent = '  ') => all.push({ rows, indent }),
    good: style.good,
    bad: style.bad,
    lines(width) {
      const lines = all.flatMap((block) => {
        if ('heading' in block) return ['', ...wrapped(style.strong(block.heading), width)]
        if ('rows' in block) return tableLines(block.rows, block.indent, width)
        const [, indent = '', text = ''] = /^(\s*)(.*)$/s.exec(block.line) ?? []
        return wrapped(text, width, indent)
      })
      return lines[0] === '' ? lines.slice(1) : lines
    },
  }
}

const gap = 2
/** A column that is narrower than this is hard to read: its rows stand one cell below the other. */
const narrowest = 12

/** Rows in columns as wide as there is room for, cells in as many lines as they need. */
function tableLines(rows: Rows, indent: string, width: number): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const used = [...Array(count).keys()].filter((index) => rows.some((row) => (row[index] ?? '') !== ''))
  const needs = used.map((index) => Math.max(...rows.map((row) => widest(row[index] ?? ''))))
  const room = width - indent.length - gap * (used.length - 1)
  const widths = shared(needs, room)
  if (widths.some((given, index) => given < Math.min(narrowest, needs[index]!))) return stacked(rows, indent, width)
  return rows.flatMap((row) => {
    const cells = used.map((index, place) => wrapped(row[index] ?? '', widths[place]!))
    const height = Math.max(...cells.map((lines) => lines.length))
    return [...Array(height).keys()].map((line) => {
      const text = cells.map((lines, place) => padded(lines[line] ?? '', widths[place]!)).join(' '.repeat(gap))
      return `${indent}${text}`.trimEnd()
    })
  })
}

/** Columns that need less than an equal share get what they need; the others share the rest. */
function shared(needs: readonly number[], room: number): number[] {
  const widths = new Map<number, number>()
  let rest = room
  for (const [index, need] of [...needs.entries()].sort(([, a], [, b]) => a - b)) {
    const given = Math.min(need, Math.max(1, Math.floor(rest / (needs.length - widths.size))))
    widths.set(index, given)
    rest -= given
  }
  return needs.map((_, index) => widths.get(index)!)
}

/** Each row as a list of its cells, the first one left of the others. */
function stacked(rows: Rows, indent: string, width: number): string[] {
  return rows.flatMap((row) => {
    const [first = '', ...others] = row
    return [
      ...(first === '' ? [] : wrapped(first, width, indent)),
      ...others.filter((cell) => cell !== '').flatMap((cell) => wrapped(cell, width, `${indent}  `)),
    ]
  })
}

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => widthOf(line)))
