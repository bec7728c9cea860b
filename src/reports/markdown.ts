import type { Block, Cell, Document } from '../steps/page/document.ts'

/** A text in which nothing is Markdown or HTML, on one line. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** A document as Markdown; below the headings of what it stands in. A picture is left out, since a list says the same. */
export function markdownOf({ introduction, sections }: Pick<Document, 'introduction' | 'sections'>): string {
  const parts = [
    ...introduction.map(blockText),
    ...sections.flatMap(({ blocks, title }) => [`### ${plain(title)}`, ...blocks.map(blockText)]),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text':
      return plain(block.text)
    case 'said':
      return `> ${plain(block.text)}`
    case 'warning':
      return `**${plain(block.text)}**`
    case 'heading':
      return `#### ${plain(block.text)}`
    case 'list':
      return block.items.map((item) => `${block.ordered ? '1.' : '-'} ${cellText(item)}`).join('\n')
    case 'table':
      return [`**${plain(block.caption)}**\n`, ...table(block.head, block.rows)].join('\n')
    case 'facts':
      return block.rows.map(([term, said]) => `- ${plain(term)}: ${cellText(said)}`).join('\n')
    case 'picture':
      return ''
  }
}

/** Rows of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const row = (cells: readonly Cell[]) => `| ${cells.map(cellText).join(' | ')} |`
  return [row(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(row)]
}

const cellText = (cell: Cell): string => (typeof cell === 'string' ? plain(cell) : cell.map(plain).join('<br>'))
