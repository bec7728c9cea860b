import type { Goal, Intent, PatternFile, Unplaced, Vocabulary } from '../schema.ts'
import { negatedClauses } from './clause.ts'
import { readDeadline } from './deadline.ts'
import { readRules } from './rules.ts'
import { unreadParts } from './unread.ts'
import { bestPhrase, capitalise, findPhrase, type Span, slug, spanOf, without } from './words.ts'

/**
 * Reads a sentence with the catalogue's vocabulary, without any model. The same sentence always gives the same intent.
 * `words` are each capability's; `patterns` are found by
 * their words, and conditions reuse what they ask anyway.
 */
export function readGoal(
  goal: Goal,
  vocabulary: Vocabulary,
  words: Readonly<Record<string, readonly string[]>>,
  patterns: Readonly<Record<string, PatternFile>>,
): Intent | Unplaced {
  const { sentence } = goal
  const spoken = Object.entries(patterns).map(([id, { spec }]) => [id, spec.words] as const)
  const placed = bestPhrase(without(sentence, negatedClauses(sentence)), Object.fromEntries(spoken))
  const pattern = placed && patterns[placed.key]
  if (!placed || !pattern) {
    const understood = capabilitiesIn(sentence, words).map(({ id, because }) => `"${because}" → ${id}`)
    return { version: 1, pattern: null, understood }
  }

  const read = Object.entries(pattern.spec.rules).map(([decides, { rows }]) => {
    const fallback = rows.find((row) => Object.keys(row.when).length === 0)?.is
    return {
      decides,
      ...readRules(
        sentence,
        vocabulary.outcomes[decides] ?? {},
        pattern.spec.fields,
        typeof fallback === 'string' ? fallback : undefined,
      ),
    }
  })
  const rules = read.flatMap((one) => one.rules.map((rule) => ({ decides: one.decides, ...rule })))
  const ruleSpans = read.flatMap((one) => one.read)
  const halfRead = read.flatMap((one) => one.unread)
  const beside = without(sentence, [...ruleSpans, ...halfRead])
  // What is not wanted must not be taken for a wish, whichever of its words we know.
  const unwanted = negatedClauses(beside)
  const wishes = without(beside, unwanted)
  const capabilities = capabilitiesIn(without(sentence, [...halfRead, ...unwanted]), words)
  const { deadline, unread: deadlines } = readDeadline(wishes)
  const rest = without(wishes, [...(deadline?.read ?? []), ...deadlines])
  const { constraints, unread: seconds } = readConstraints(rest, vocabulary)
  const noun = bestPhrase(rest, vocabulary.nouns)
  const domain = bestPhrase(rest, vocabulary.domains) ?? namedIn(rest, pattern.spec.named)

  const nounWord = noun?.key ?? pattern.spec.noun
  const kind = pattern.metadata.title.toLowerCase()
  const called = nounWord === kind ? kind : `${nounWord} ${kind}`
  const title = capitalise(`${domain ? `${domain.key} ` : ''}${called}`)
  const also = pattern.spec.also.flatMap((phrase) => findPhrase(rest, phrase))
  const used = [placed, noun, domain, ...constraints].flatMap((found) => (found ? [found.span] : []))
  const phrases = [...halfRead, ...unwanted, ...deadlines, ...seconds]
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
    constraints: constraints.map(({ kind, value, span }) => ({ kind, value, because: quoted(sentence, span) })),
    ...(deadline ? { deadline: { target: deadline.target, because: quoted(sentence, deadline.span) } } : {}),
    rules: rules.map(({ decides, outcome, span, when }) => ({ decides, outcome, because: span.text, when })),
    unread: unreadParts(
      sentence,
      [...used, ...also, ...(deadline?.read ?? []), ...ruleSpans, ...capabilities.flatMap(({ spans }) => spans)],
      phrases,
    ),
  }
}

/** What stands behind the words that name it: "at the" in "book a slot at the recycling centre, …". */
function namedIn(sentence: string, words: readonly string[]): { key: string; span: Span } | undefined {
  const [first] = words.flatMap((phrase) => findPhrase(sentence, phrase)).sort((a, b) => a.start - b.start)
  if (!first) return undefined
  const [behind = ''] = /^ [\p{L}\p{N}' -]+/u.exec(sentence.slice(first.end)) ?? []
  const [said = ''] = behind.split(/ (?:and|or|for|if|with|within|when|so|but|by|at) /)
  const key = said.trim()
  return key === '' || key.length > 40
    ? undefined
    : { key, span: spanOf(sentence, first.start, first.end + said.length) }
}

const quoted = (sentence: string, { start, end }: Span): string => sentence.slice(start, end)

function capabilitiesIn(
  sentence: string,
  words: Readonly<Record<string, readonly string[]>>,
): { id: string; because: string; spans: Span[] }[] {
  return Object.entries(words).flatMap(([id, phrases]) => {
    const spans = phrases.flatMap((phrase) => findPhrase(sentence, phrase))
    const first = spans.sort((a, b) => a.start - b.start || b.end - a.end)[0]
    return first ? [{ id, because: first.text, spans }] : []
  })
}

/** One value of each kind, and what asks for a second, of which nothing can be made. */
function readConstraints(
  sentence: string,
  vocabulary: Vocabulary,
): { constraints: { kind: string; value: string; span: Span }[]; unread: Span[] } {
  const read = Object.entries(vocabulary.constraints).flatMap(([kind, values]) => {
    const found = bestPhrase(sentence, values)
    if (!found) return []
    const rest = without(sentence, [found.span])
    const others = Object.entries(values)
      .filter(([value]) => value !== found.key)
      .flatMap(([, phrases]) => bestPhrase(rest, { other: phrases }) ?? [])
    return [{ constraint: { kind, value: found.key, span: found.span }, others: others.map(({ span }) => span) }]
  })
  return { constraints: read.map((one) => one.constraint), unread: read.flatMap((one) => one.others) }
}
