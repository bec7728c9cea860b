import type { Goal, Intent, PatternFile, Unplaced, Vocabulary } from '../schema.ts'
import { readDeadline } from './deadline.ts'
import { readRules } from './rules.ts'
import { bestPhrase, capitalise, findPhrase, type Span, slug, without } from './words.ts'

const plainWords = new Set(
  'a an the and or of for to in on by with within that this it is are be as at from our we us i my their them they people person build make create set up want need needs service services system app tool please online digital public new where when if then who which whose there so can could should must will would about into through via also me do does give'.split(
    ' ',
  ),
)

/**
 * Reads a sentence with the catalogue's vocabulary, without any model. The same sentence always gives the same intent.
 * `words` are each capability's; `patternOf` gives the fields of a pattern, so that conditions reuse what it asks anyway.
 */
export function readGoal(
  goal: Goal,
  vocabulary: Vocabulary,
  words: Readonly<Record<string, readonly string[]>>,
  patternOf: (name: string) => PatternFile | undefined,
): Intent | Unplaced {
  const { sentence } = goal
  const used: Span[] = []
  const use = (spans: readonly Span[]) => used.push(...spans)

  const capabilities = Object.entries(words).flatMap(([id, phrases]) => {
    const spans = phrases.flatMap((phrase) => findPhrase(sentence, phrase))
    const first = spans.sort((a, b) => a.start - b.start || b.end - a.end)[0]
    return first ? [{ id, because: first.text, spans }] : []
  })
  const placed = bestPhrase(
    sentence,
    Object.fromEntries(Object.entries(vocabulary.patterns).map(([id, { words }]) => [id, words])),
  )
  const pattern = placed && patternOf(placed.key)
  if (!placed || !pattern) {
    return { version: 1, pattern: null, understood: capabilities.map(({ id, because }) => `"${because}" → ${id}`) }
  }
  use([placed.span])

  const rules = Object.entries(pattern.spec.rules).flatMap(([decides]) =>
    readRules(sentence, vocabulary.outcomes[decides] ?? {}, pattern.spec.fields).map((rule) => ({ decides, ...rule })),
  )
  use(rules.map((rule) => rule.span))
  const rest = without(
    sentence,
    rules.map((rule) => rule.span),
  )
  const deadline = readDeadline(rest)
  if (deadline) use([deadline.span])
  const constraints = Object.entries(vocabulary.constraints).flatMap(([kind, values]) => {
    const found = bestPhrase(rest, values)
    if (!found) return []
    use([found.span])
    return [{ kind, value: found.key, because: sentence.slice(found.span.start, found.span.end) }]
  })
  const noun = bestPhrase(rest, vocabulary.nouns)
  const domain = bestPhrase(rest, vocabulary.domains)
  use([noun, domain].flatMap((found) => (found ? [found.span] : [])))
  use(capabilities.flatMap(({ spans }) => spans))

  const nounWord = noun?.key ?? pattern.spec.noun
  const title = capitalise(
    `${domain ? `${domain.key} ` : ''}${nounWord} ${vocabulary.patterns[placed.key]!.title.toLowerCase()}`,
  )
  return {
    version: 1,
    goal,
    pattern: placed.key,
    patternBecause: placed.span.text,
    name: slug(title),
    title,
    noun: nounWord,
    capabilities: capabilities.map(({ id, because }) => ({ id, because })),
    fields: [],
    constraints,
    ...(deadline ? { deadline: { target: deadline.target, because: deadline.span.text } } : {}),
    rules: rules.map((rule) => ({
      decides: rule.decides,
      outcome: rule.outcome,
      because: rule.span.text,
      when: rule.when,
    })),
    unread: unreadWords(without(sentence, used)),
  }
}

function unreadWords(rest: string): string[] {
  const words = rest.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? []
  return [...new Set(words.filter((word) => word.length > 1 && !plainWords.has(word)))]
}
