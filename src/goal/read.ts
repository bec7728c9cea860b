import type { Goal, Intent, Spoken, SpokenPattern, Unplaced } from '../schema.ts'
import type { PartRules } from './durations.ts'
import { findIn } from './findings.ts'
import { anywayIn, covers } from './kind-words.ts'
import { placeGoal } from './place.ts'
import { readRules } from './rules.ts'
import { scaleOf } from './scales.ts'
import { unreadParts } from './unread.ts'
import { negationsIn } from './values/negation.ts'
import { valuesIn } from './values/read.ts'
import { bestPhrase, capitalise, findPhrase, overlaps, type Span, slug, spanOf, without } from './words.ts'

/**
 * Reads a sentence with the catalogue's vocabulary, without any model. The same sentence always gives the same intent.
 * `words` are each capability's, `rules` those of it that a goal may set; `patterns` are found by
 * their words and examples, and conditions reuse what they ask anyway.
 */
export function readGoal(
  goal: Goal,
  vocabulary: Spoken,
  words: Readonly<Record<string, readonly string[]>>,
  patterns: Readonly<Record<string, SpokenPattern>>,
  rules: Readonly<Record<string, PartRules>> = {},
): Intent | Unplaced {
  const { sentence } = goal
  const placed = placeGoal(goal, vocabulary, patterns)
  if (!('key' in placed)) {
    const understood = capabilitiesIn(sentence, words).map(({ id, spans }) => `"${spans[0]!.text}" → ${id}`)
    return { version: 1, pattern: null, understood, ...placed }
  }
  const pattern = patterns[placed.key]!

  const scales = Object.fromEntries(
    Object.keys(pattern.spec.rules).map((decides) => [decides, scaleOf(sentence, decides, pattern.spec, vocabulary)]),
  )
  const read = Object.entries(pattern.spec.rules).map(([decides, { rows }]) => {
    const fallback = rows.find((row) => Object.keys(row.when).length === 0)?.is
    return {
      decides,
      ...readRules(
        sentence,
        scales[decides]!.outcomes,
        pattern.spec.fields,
        typeof fallback === 'string' ? fallback : undefined,
      ),
    }
  })
  const ruleSpans = read.flatMap((one) => one.read)
  const halfRead = read.flatMap((one) => one.unread)
  const beside = without(sentence, [...ruleSpans, ...halfRead], ';')
  // What is not wanted must not be taken for a wish, whichever of its words we know.
  // What such a service does not do anyway is no more than its name.
  const also = pattern.spec.also.flatMap((phrase) => findPhrase(beside, phrase))
  const refused = negationsIn(without(beside, also, ';'))
  const anyway = anywayIn(beside, pattern.spec, refused)
  const unwanted = refused.filter((one) => !anyway.some((other) => covers(other, one)))
  const wishes = without(beside, unwanted)
  const values = valuesIn(wishes)
  // A name ends where a value begins.
  const names = without(
    wishes,
    values.map(({ span }) => span),
    ';',
  )
  const noun = bestPhrase(sentenceOf(names, placed.span), vocabulary.nouns) ?? bestPhrase(names, vocabulary.nouns)
  const about = namedIn(names, pattern.spec.about)
  const domain = about ?? bestPhrase(names, vocabulary.domains) ?? namedIn(names, pattern.spec.named)
  const nounWord = noun?.key ?? pattern.spec.noun
  const nouns = [...(vocabulary.nouns[nounWord] ?? []), nounWord]
  const naming = [
    placed.span,
    ...anyway,
    ...(domain ? [domain.span] : []),
    ...[...pattern.spec.words, ...pattern.spec.also, ...nouns].flatMap((phrase) => findPhrase(names, phrase)),
  ]
  const namings = domain && domain !== about && !finds(pattern.spec) ? [domain.span] : []
  const mentions = capabilitiesIn(without(sentence, [...halfRead, ...unwanted]), words)
  const mentioned = mentions.flatMap(({ spans }) => spans)
  const decides = Object.keys(pattern.spec.rules).find((one) => vocabulary.outcomes[one])
  const found = findIn({
    sentence,
    pattern: pattern.spec,
    vocabulary,
    decides,
    outcomes: decides ? scales[decides]!.outcomes : {},
    placed: placed.span,
    rules: read.flatMap((one) => one.rules.map((rule) => ({ decides: one.decides, ...rule }))),
    ruleSpans,
    halfRead,
    unwanted,
    values,
    naming,
    mentioned,
    nouns,
    partRules: Object.assign({}, ...pattern.spec.capabilities.map((id) => rules[id] ?? {})),
  })

  const kind = pattern.metadata.title.toLowerCase()
  // What a kind of service is called may name its record: information request.
  const called = kind.split(' ').includes(nounWord) ? kind : `${nounWord} ${kind}`
  const title = capitalise(`${domain ? `${domain.key} ` : ''}${called}`)
  return {
    version: 1,
    goal,
    pattern: placed.key,
    patternBecause: placed.span.text,
    name: slug(title),
    title,
    noun: nounWord,
    capabilities: mentionsIn(mentions, [...found.unread, ...namings]),
    fields: [],
    constraints: found.constraints.map(({ kind, value, span }) => ({ kind, value, because: span.text })),
    ...(found.deadline ? { deadline: found.deadline } : {}),
    times: found.times,
    limits: found.limits,
    amounts: found.amounts,
    eligible: found.eligible,
    durations: found.durations,
    anyway: anyway.map(({ text }) => ({ because: text })),
    values: Object.assign({}, ...Object.values(scales).map((one) => one.values)),
    rules: found.rules.map(({ decides, outcome, span, when }) => ({ decides, outcome, because: span.text, when })),
    unread: unreadParts(sentence, [...naming, ...found.read, ...mentioned], found.unread),
  }
}

/** The sentence up to its next stop that a stretch stands in, with all else blanked. */
function sentenceOf(text: string, { start, end }: Span): string {
  const before = Math.max(...['. ', '\n', ';', '!', '?'].map((stop) => text.lastIndexOf(stop, start)))
  const after = /\.\s|[\n;!?]/.exec(text.slice(end))?.index ?? text.length - end
  return ' '.repeat(before + 1) + text.slice(before + 1, end + after)
}

/** Whether what such a service is for is what its parts have to answer, so that its name mentions them. */
const finds = ({ journeys = [] }: SpokenPattern['spec']): boolean => journeys.some(({ ends }) => ends === 'found')

/** Parts that the goal mentions in words that are neither lost nor said of something else. */
function mentionsIn(mentions: readonly Mention[], taken: readonly Span[]): { id: string; because: string }[] {
  return mentions.flatMap(({ id, spans }) => {
    const first = spans.find((span) => !taken.some((one) => overlaps(one, span)))
    return first ? [{ id, because: first.text }] : []
  })
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

interface Mention {
  id: string
  spans: Span[]
}

function capabilitiesIn(sentence: string, words: Readonly<Record<string, readonly string[]>>): Mention[] {
  return Object.entries(words).flatMap(([id, phrases]) => {
    const spans = phrases.flatMap((phrase) => findPhrase(sentence, phrase))
    return spans.length > 0 ? [{ id, spans: spans.sort((a, b) => a.start - b.start || b.end - a.end) }] : []
  })
}
