import { escaped } from '../../markup.ts'
import type { Picture } from './document.ts'

// Our own small layout: the steps stand below each other, each part once beside the middle of what it does. All numbers are
// whole, so that the same picture has the same bytes.

const width = 640
const step = { x: 10, width: 390, padding: 7, line: 17, characters: 54, gap: 9 }
const heading = { above: 14, height: 20 }
const part = { x: 468, width: 162, padding: 8, line: 17, characters: 20, gap: 12 }

interface Box {
  lines: string[]
  top: number
  height: number
}

interface Laid {
  headings: { lines: string[]; top: number }[]
  steps: (Box & { part: string })[]
  parts: (Box & { name: string })[]
  height: number
}

/** The picture as SVG. What it shows is said in words beside it, so that it only needs a name. */
export function svgOf(picture: Picture, id: string): string {
  const { headings, height, parts, steps } = laid(picture)
  const middle = ({ top, height: tall }: Box) => Math.round(top + tall / 2)
  const partOf = (name: string) => parts.find((one) => one.name === name)!
  const links = steps.map((one) => {
    const [from, to] = [middle(one), middle(partOf(one.part))]
    const [left, right] = [step.x + step.width, part.x]
    return `<path d="M${left} ${from}C${left + 34} ${from} ${right - 34} ${to} ${right} ${to}"/>`
  })
  // From each box to the next one; a heading between them begins another part of the way.
  const arrows = steps.slice(1).flatMap((one, index) => {
    const before = steps[index]!
    const from = before.top + before.height
    const apart = headings.some(({ top }) => top >= from && top < one.top)
    return apart ? [] : [`<path d="M${step.x + 20} ${from}V${one.top}"/>`]
  })
  return [
    `<svg class="way" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}">`,
    `<title id="${id}">${escaped(picture.title)}</title>`,
    `<g class="way-link">${links.join('')}</g>`,
    `<g class="way-next">${arrows.join('')}</g>`,
    ...headings.map(({ lines, top }) => `<text class="way-heading"${text(lines, step.x, top + 14, step.line)}</text>`),
    ...steps.map((one) => boxed(one, step, 'way-step')),
    ...parts.map((one) => boxed(one, part, 'way-part')),
    '</svg>',
  ].join('\n')
}

function boxed({ height, lines, top }: Box, at: typeof step | typeof part, name: string): string {
  const { line, padding, x } = at
  const box = `<rect class="${name}" x="${x}" y="${top}" width="${at.width}" height="${height}" rx="3"/>`
  return `${box}<text${text(lines, x + 10, top + padding + 12, line)}</text>`
}

function text(lines: readonly string[], x: number, y: number, line: number): string {
  const spans = lines.map((one, index) => `<tspan x="${x}" y="${y + index * line}">${escaped(one)}</tspan>`)
  // The space between lines is said by whoever reads or copies the text as one.
  return `>${spans.join(' ')}`
}

function laid({ groups, own }: Picture): Laid {
  const headings: Laid['headings'] = []
  const steps: Laid['steps'] = []
  let top = 0
  for (const group of groups) {
    const lines = wrapped(group.heading, step.characters)
    headings.push({ lines, top: top + heading.above })
    top += heading.above + heading.height + (lines.length - 1) * step.line
    for (const one of group.steps) {
      const said = wrapped(one.does, step.characters)
      const height = said.length * step.line + step.padding * 2 - 2
      steps.push({ lines: said, top, height, part: one.part ?? own })
      top += height + step.gap
    }
  }
  const parts = placed(steps)
  const last = parts.at(-1)
  return { headings, steps, parts, height: Math.max(top, last ? last.top + last.height + 2 : 0) }
}

/** Each part beside the middle of its steps, and below the one before it. */
function placed(steps: Laid['steps']): Laid['parts'] {
  const names = [...new Set(steps.map((one) => one.part))]
  const wanted = names.map((name) => {
    const own = steps.filter((one) => one.part === name)
    const lines = wrapped(name, part.characters)
    const height = lines.length * part.line + part.padding * 2 - 2
    const centre = own.reduce((sum, one) => sum + one.top + one.height / 2, 0) / own.length
    return { name, lines, height, top: Math.round(centre - height / 2) }
  })
  wanted.sort((a, b) => a.top - b.top || names.indexOf(a.name) - names.indexOf(b.name))
  let free = 0
  for (const one of wanted) {
    one.top = Math.max(one.top, free)
    free = one.top + one.height + part.gap
  }
  return wanted
}

/** Words on lines of at most so many characters; a longer word is cut. */
function wrapped(said: string, characters: number): string[] {
  const lines: string[] = []
  for (const word of said.split(/\s+/).flatMap((one) => cut(one, characters))) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= characters) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const cut = (word: string, characters: number): string[] =>
  word.length <= characters ? [word] : [word.slice(0, characters), ...cut(word.slice(characters), characters)]
