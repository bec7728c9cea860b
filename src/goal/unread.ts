import { contentIn } from './content.ts'
import { type Span, without } from './words.ts'

/**
 * What nothing was made of, as people said it: whole `phrases` where it is known that they belong together, else the
 * words that say something.
 */
export function unreadParts(sentence: string, used: readonly Span[], phrases: readonly Span[]): string[] {
  const words = contentIn(without(without(sentence, used), phrases))
  const found = [...phrases, ...words].sort((a, b) => a.start - b.start)
  return [...new Set(found.map(({ text }) => shown(text)))].filter((text) => text !== '')
}

const shown = (text: string): string => {
  const said = text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^(?:[,.;:!?\s]|(?:and|but|then|or)\s)+/i, '')
    .replace(/[.,;:!?]+$/, '')
  return said.includes(' ') ? said : said.toLowerCase()
}
