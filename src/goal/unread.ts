import { type Span, spanOf, without } from './words.ts'

const plainWords = new Set(
  'a an the and or but of for to in on by with within that this it is are be as at from our we us i my their them they people person build make create set up want need needs service services system app tool please online digital public new where when if then who which whose there so can could should must will would about into through via also me do does give'.split(
    ' ',
  ),
)

/**
 * What nothing was made of, as people said it: whole `phrases` where it is known that they belong together, else the
 * words that say something, a number with its unit.
 */
export function unreadParts(sentence: string, used: readonly Span[], phrases: readonly Span[]): string[] {
  const rest = without(without(sentence, used), phrases)
  const words = [
    ...rest.matchAll(
      /(?:(?:over|under|above|below|than|least|most|to)\s+)?£?\d[\d.,]*(?<=\d)k?%?(?:\s+(?:working\s+|business\s+)?(?!(?:as|and|or|for|to|in|if|is|are)\b)\p{L}+)?|[\p{L}\p{N}'’]+/gu,
    ),
  ]
    .map((match) => spanOf(sentence, match.index, match.index + match[0].length))
    .filter(({ text }) => /\d/.test(text) || (text.length > 1 && !plainWords.has(text.toLowerCase())))
  const found = [...phrases, ...words].sort((a, b) => a.start - b.start)
  return [...new Set(found.map(({ text }) => shown(text)))].filter((text) => text !== '')
}

const shown = (text: string): string => {
  const said = text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.,;:!?]+$/, '')
  return said.includes(' ') ? said : said.toLowerCase()
}
