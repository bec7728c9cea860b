/** A stretch of the sentence: `text` as it stands there, `start` inclusive and `end` exclusive, in UTF-16 units. */
export interface Span {
  start: number
  end: number
  text: string
}

/** Hyphens and line ends as spaces; the same length as the sentence, so offsets stay true. */
export const levelled = (sentence: string): string => sentence.replace(/[-\u2010-\u2015_\s]/g, ' ')

/** The same in lower case. */
export function normalise(sentence: string): string {
  const plain = levelled(sentence)
  const lower = plain.toLowerCase()
  // In some languages a letter has two when it is small.
  return lower.length === plain.length
    ? lower
    : [...plain].map((char) => (char.toLowerCase().length === char.length ? char.toLowerCase() : char)).join('')
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Where a phrase stands in the sentence, as whole words, a plural "s" allowed. */
export function findPhrase(sentence: string, phrase: string): Span[] {
  const text = normalise(sentence)
  const wanted = normalise(phrase)
  // Most of the vocabulary is not in a sentence, and building an expression takes longer than looking.
  if (!text.includes(wanted)) return []
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${literally(wanted)}(?:s|es)?(?![\\p{L}\\p{N}])`, 'gu')
  return [...text.matchAll(pattern)].map((match) => spanOf(sentence, match.index, match.index + match[0].length))
}

/** Whether two stretches share a character. */
export const overlaps = (one: Pick<Span, 'start' | 'end'>, other: Pick<Span, 'start' | 'end'>): boolean =>
  one.start < other.end && other.start < one.end

export function spanOf(sentence: string, start: number, end: number): Span {
  return { start, end, text: sentence.slice(start, end) }
}

/** A stretch without the spaces and stops around what it says. */
export function trimmed(sentence: string, { start, end }: Pick<Span, 'start' | 'end'>): Span {
  const said = sentence.slice(start, end)
  const from = start + said.search(/[^\s,.;:!?]|$/)
  return spanOf(sentence, from, from + sentence.slice(from, end).replace(/[\s,.;:!?]+$/, '').length)
}

/** The best key of a table of phrases: the longest phrase wins, then the earliest, then the table's order. */
export function bestPhrase(
  sentence: string,
  table: Readonly<Record<string, readonly string[]>>,
): { key: string; span: Span } | undefined {
  return Object.entries(table)
    .flatMap(([key, phrases]) =>
      phrases.flatMap((phrase) => findPhrase(sentence, phrase).map((span) => ({ key, span }))),
    )
    .reduce<{ key: string; span: Span } | undefined>((best, found) => {
      if (!best) return found
      const longer = found.span.end - found.span.start - (best.span.end - best.span.start)
      return longer > 0 || (longer === 0 && found.span.start < best.span.start) ? found : best
    }, undefined)
}

/** The sentence with the given spans blanked out, offsets kept; `by` a stop, what stands around them does not belong together. */
export function without(sentence: string, spans: readonly Pick<Span, 'start' | 'end'>[], by = ' '): string {
  const pieces: string[] = []
  let from = 0
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= from) continue
    const first = Math.max(from, start)
    pieces.push(sentence.slice(from, first), by.repeat(end - first))
    from = end
  }
  return pieces.join('') + sentence.slice(from)
}

/** "risk of harm" → riskOfHarm. Words beyond the tenth are dropped. */
export function camel(phrase: string): string {
  const words = (
    normalise(phrase)
      .normalize('NFKD')
      .replace(/['’]/g, '')
      .match(/[a-z0-9]+/g) ?? []
  ).slice(0, 10)
  const name = words.map((word, index) => (index === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('')
  return /^[a-z]/.test(name) ? name.slice(0, 64) : `answer${name.slice(0, 50)}`
}

/** "Social care case triage" → social-care-case-triage. */
export function slug(phrase: string): string {
  const name = (
    normalise(phrase)
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? []
  )
    .join('-')
    .slice(0, 60)
    .replace(/-+$/, '')
  return /^[a-z]/.test(name) ? name : `service-${name}`.replace(/-+$/, '')
}

/** case → cases, enquiry → enquiries, church → churches. Regular words alone. */
export function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

export function capitalise(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1)
}

/** Members that every record has, whatever is asked. */
export const reservedNames: ReadonlySet<string> = new Set([
  'reference',
  'applicantId',
  'answers',
  'rules',
  'constructor',
  'toString',
  'valueOf',
  'then',
])

/** findTeam → find-team */
export const kebab = (name: string): string => name.replace(/([A-Z])/g, '-$1').toLowerCase()
