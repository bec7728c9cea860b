import { escaped } from '../../markup.ts'
import type { Block, Cell, Document, Section } from './document.ts'
import { svgOf } from './picture.ts'
import { styles } from './styles.ts'
import { say, words } from './words.ts'

/** A document as one HTML file with the semantics of GOV.UK pages: no script, and nothing that is asked for from anywhere. */
export function htmlOf({ about, introduction, sections, title }: Document): string {
  return `<!DOCTYPE html>
<html lang="en-GB" class="govuk-template">
<head>
<meta charset="utf-8">
<title>${escaped(say(words.page.heading, { title, about }))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
${mark}
<link rel="icon" href="data:,">
<style>${styles}${own}</style>
</head>
<body class="govuk-template__body">
<a href="#main-content" class="govuk-skip-link">${words.page.skip}</a>
<header class="service-header"><div class="govuk-width-container">${escaped(about)}</div></header>
<div class="govuk-width-container">
<main class="govuk-main-wrapper" id="main-content" tabindex="-1">
<h1 class="govuk-heading-xl">${escaped(title)}</h1>
${introduction.map((block) => blockHtml(block, 'introduction')).join('\n')}
<nav class="contents" aria-labelledby="contents">
<h2 class="govuk-heading-m" id="contents">${words.page.contents}</h2>
<ol class="govuk-list govuk-list--number">
${sections.map(({ id, title: name }) => `<li><a class="govuk-link" href="#${id}">${escaped(name)}</a></li>`).join('\n')}
</ol>
</nav>
${sections.map(sectionHtml).join('\n')}
</main>
</div>
</body>
</html>
`
}

/** By what a page is known that may be replaced by a newer one. */
const mark = '<meta name="generator" content="compose">'

export const isPage = (text: string): boolean => text.includes(mark)

function sectionHtml({ blocks, id, title }: Section): string {
  return `<section aria-labelledby="${id}">
<h2 class="govuk-heading-l" id="${id}">${escaped(title)}</h2>
${blocks.map((block) => blockHtml(block, id)).join('\n')}
</section>`
}

function blockHtml(block: Block, id: string): string {
  switch (block.kind) {
    case 'text':
      return `<p class="govuk-body">${escaped(block.text)}</p>`
    case 'said':
      return `<div class="govuk-inset-text">${escaped(block.text)}</div>`
    case 'warning':
      return `<p class="govuk-body warning"><strong>${escaped(block.text)}</strong></p>`
    case 'heading':
      return `<h3 class="govuk-heading-m">${escaped(block.text)}</h3>`
    case 'list': {
      const items = block.items.map((item) => `<li>${cellHtml(item)}</li>`).join('\n')
      return block.ordered
        ? `<ol class="govuk-list govuk-list--number">\n${items}\n</ol>`
        : `<ul class="govuk-list govuk-list--bullet">\n${items}\n</ul>`
    }
    case 'table':
      return tableHtml(block)
    case 'facts': {
      const rows = block.rows.map(([term, said]) => {
        const key = `<dt class="govuk-summary-list__key">${escaped(term)}</dt>`
        return `<div class="govuk-summary-list__row">${key}<dd class="govuk-summary-list__value">${cellHtml(said)}</dd></div>`
      })
      return `<dl class="govuk-summary-list">\n${rows.join('\n')}\n</dl>`
    }
    case 'picture': {
      const name = escaped(words.way.scroll)
      return `<section class="picture" aria-label="${name}" tabindex="0">\n${svgOf(block.picture, `${id}-picture`)}\n</section>`
    }
  }
}

function tableHtml({ caption, head, rows }: Extract<Block, { kind: 'table' }>): string {
  const top = head.map((name) => `<th scope="col" class="govuk-table__header">${escaped(name)}</th>`).join('')
  const body = rows.map((cells) => {
    const shown = cells.map((cell, index) => {
      const class_ = index === 0 ? 'govuk-table__header' : 'govuk-table__cell'
      return index === 0
        ? `<th scope="row" class="${class_}">${cellHtml(cell)}</th>`
        : `<td class="${class_}">${cellHtml(cell)}</td>`
    })
    return `<tr class="govuk-table__row">${shown.join('')}</tr>`
  })
  return [
    '<table class="govuk-table">',
    `<caption class="govuk-table__caption govuk-table__caption--s">${escaped(caption)}</caption>`,
    `<thead class="govuk-table__head"><tr class="govuk-table__row">${top}</tr></thead>`,
    `<tbody class="govuk-table__body">\n${body.join('\n')}\n</tbody>`,
    '</table>',
  ].join('\n')
}

const cellHtml = (cell: Cell): string =>
  typeof cell === 'string' ? escaped(cell) : cell.map((line) => `<span class="line">${escaped(line)}</span>`).join('\n')

/** What govuk-frontend has no class for: the head without a crown, lines in a cell, the picture, and print. */
const own = `
body,.govuk-heading-xl,.govuk-heading-l,.govuk-heading-m,.govuk-body,.govuk-list,.govuk-table,.govuk-summary-list,.govuk-inset-text,.govuk-link,.govuk-skip-link{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
body{overflow-wrap:break-word}
section[aria-labelledby]{margin-top:40px}
@media (max-width:40rem){body{overflow-wrap:anywhere;hyphens:auto}}
.service-header{background:#0b0c0c;color:#fff;padding:12px 0;border-bottom:8px solid #1d70b8}
.line{display:block}
.line+.line{margin-top:4px}
th[scope=row]{font-weight:400}
th .line:first-child,li .line:first-child{font-weight:700}
.warning{border-left:10px solid #ca3535;padding-left:15px}
.govuk-table__header,.govuk-table__cell{vertical-align:top}
.picture{overflow-x:auto}
.way{display:block;width:100%;min-width:30rem;max-width:50rem;font-size:13px}
.way text{fill:#0b0c0c}
.way-heading{font-weight:700}
.way-step{fill:#f4f8fb;stroke:#1d70b8}
.way-part{fill:#fff;stroke:#0b0c0c;stroke-width:1.5}
.way-link path{fill:none;stroke:#8eb8dc;stroke-width:1.5}
.way-next path{fill:none;stroke:#1d70b8;stroke-width:3}
@media print{
@page{size:A4;margin:12mm}
.service-header,.govuk-skip-link{display:none}
body,.govuk-body,.govuk-list,.govuk-table,.govuk-summary-list,.govuk-inset-text{font-size:8.5pt;line-height:1.25}
.govuk-width-container{max-width:none;margin:0}
.govuk-main-wrapper{padding:0}
.govuk-heading-xl{font-size:18pt;margin-bottom:4pt}
.govuk-heading-l{font-size:12.5pt;line-height:1.2;margin:9pt 0 3pt}
.govuk-heading-m,.govuk-table__caption{font-size:9.5pt;line-height:1.2;margin:5pt 0 2pt;padding:0}
.govuk-body,.govuk-list,.govuk-table,.govuk-summary-list,.govuk-inset-text{margin-top:0;margin-bottom:4pt}
.govuk-inset-text{padding:3pt 8pt;border-left-width:4pt}
.govuk-list>li{margin-bottom:1pt}
.govuk-table__header,.govuk-table__cell,.govuk-summary-list__key,.govuk-summary-list__value{padding:1.5pt 8pt 1.5pt 0}
.contents .govuk-list{columns:3}
section .govuk-list{columns:2;column-gap:8mm}
#people~.govuk-list{columns:3}
.govuk-list>li{break-inside:avoid}
section[aria-labelledby]{margin-top:0;clear:both}
.govuk-link{color:#0b0c0c;text-decoration:none}
.line+.line{margin-top:0}
.govuk-heading-l,.govuk-heading-m,.govuk-table__caption{break-after:avoid}
.govuk-table__row,.picture,.govuk-inset-text{break-inside:avoid}
.picture{overflow:visible}
.picture{float:left;margin:0 4mm 4mm 0}
.way{width:104mm;min-width:0}
#way~.govuk-list{columns:1}
#way~*{margin-left:0}
}
`
