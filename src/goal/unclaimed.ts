import { isDeepStrictEqual } from 'node:util'
import type { Intent, Spoken } from '../schema.ts'
import { endOfCondition } from './clause.ts'
import { clausesOf } from './clauses.ts'
import type { Whom } from './groups.ts'
import { restsOn } from './rests-on.ts'
import { phrasesOf } from './rule-forms.ts'
import { timeIn } from './times.ts'
import { negationsIn } from './values/negation.ts'
import { valuesIn } from './values/read.ts'
import { kindOfUnread } from './weight.ts'
import { findPhrase, overlaps, type Span, spanOf } from './words.ts'

/** Whom a time is for is not looked for again. */
const nobody: Whom = { one: 'you are', some: 'you', anyone: new Set(), groups: new Map(), fields: [] }

/**
 * Clauses with a number, a time, a sum or a negation that an intent neither rests on nor lists as unread. Whoever answered,
 * nothing of that kind is lost without a word. `besides` is what the pattern means anyway.
 */
export function unclaimedIn(intent: Intent, vocabulary: Spoken, besides: readonly string[] = []): string[] {
  const { sentence } = intent.goal
  const quotes = [...restsOn(intent), ...intent.unread, intent.title, ...besides].filter((quote) => quote !== '')
  const claimed = quotes.flatMap((quote) => findPhrase(sentence, quote))
  const values = valuesIn(sentence)
  const unwanted = negationsIn(sentence)
  const free = (span: Span) => !claimed.some((one) => overlaps(one, span))
  const lost = [
    ...values.filter(({ span }) => kindOfUnread(span.text, vocabulary) !== 'note').map(({ span }) => span),
    ...unwanted,
  ].filter(free)
  if (lost.length === 0) return []
  const [first] = findPhrase(sentence, intent.patternBecause)
  const clauses = clausesOf(sentence, {
    values: values.map(({ span }) => span),
    whole: [],
    unwanted,
    naming: first ?? spanOf(sentence, 0, 0),
    outcome: phrasesOf(Object.assign({}, ...Object.values(vocabulary.outcomes))),
  })
  const outcomes = Object.assign({}, ...Object.values(vocabulary.outcomes))
  const words = {
    sentence,
    outcomes,
    endOf: endOfCondition(phrasesOf(outcomes)),
    nouns: [intent.noun],
    records: [],
    people: [],
    channels: [],
    whom: nobody,
    asked: [],
  }
  // "Answer within 2 days, reply within 2 days" says one thing twice.
  const again = (clause: Span) => {
    const time = timeIn(
      clause,
      values.filter(({ span }) => overlaps(span, clause)),
      words,
    )
    return time !== undefined && 'all' in time.scope && isDeepStrictEqual(time.target, intent.deadline?.target)
  }
  return clauses
    .filter((clause) => lost.some((one) => overlaps(one, clause)) && !again(clause))
    .map(({ text }) => text.trim())
}
