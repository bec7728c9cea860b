import type { Condition, RecordField } from '../schema.ts'
import { turnsRound } from './clause.ts'
import { readCondition } from './condition.ts'
import { alternativesOf } from './conjunction.ts'
import { overlapping } from './overlapping.ts'
import { candidates, outcomeOf } from './rule-forms.ts'
import { bestPhrase, camel, normalise, type Span, spanOf } from './words.ts'

export interface ReadRule {
  outcome: string
  when: Condition[]
  span: Span
}

/**
 * Finds sentences that give an outcome under a condition, in any of three orders:
 * "high priority if …", "if …, high priority", "treat … as urgent". `or` makes two rules, `and` two conditions.
 * Of a rule of which a part is not understood nothing is made: it is in `unread`, whole.
 */
export function readRules(
  sentence: string,
  outcomes: Readonly<Record<string, readonly string[]>>,
  fields: readonly RecordField[],
  fallback?: string,
): { rules: ReadRule[]; read: Span[]; unread: Span[] } {
  const text = normalise(sentence)
  const rules: ReadRule[] = []
  const unread: Span[] = []
  let last = 0
  for (const { start, end, spoken, clause, clear } of candidates(text, sentence, outcomes)) {
    if (start < last) continue
    const stop = Math.max(
      last,
      ...[...text.slice(last, start).matchAll(/[;!?]|\.(?=\s|$)/g)].map((one) => last + one.index + 1),
    )
    const before = text.slice(stop, start)
    last = end
    const outcome = bestPhrase(spoken, outcomes)?.key
    const turned = turnsRound(before) || otherPriority(spoken, before)
    const read = outcome && clear && !turned ? alternatives(clause, fields, rules) : undefined
    if (read) rules.push(...read.map((when) => ({ outcome: outcome!, when, span: spanOf(sentence, start, end) })))
    else unread.push(spanOf(sentence, turned ? start - before.split(/,/).at(-1)!.trimStart().length : start, end))
  }
  const read = rules.map((rule) => rule.span)
  // "Otherwise standard" is what the pattern does anyway; no other outcome can be the rest's.
  const otherwise = new RegExp(`\\b(?:otherwise|else)(?: it is| they are|,)? ${outcomeOf(outcomes)}`, 'g')
  const known = overlapping([...read, ...unread])
  for (const match of text.matchAll(otherwise)) {
    const span = spanOf(sentence, match.index, match.index + match[0].length)
    if (known(span).length > 0) continue
    if (bestPhrase(match.groups!.outcome!, outcomes)?.key === fallback) read.push(span)
    else unread.push(span)
  }
  return { rules, read, unread }
}

/** Each alternative with all its conditions; undefined as soon as one of them is not understood. `rules` ask already. */
export function alternatives(
  clause: string,
  fields: readonly RecordField[],
  rules: readonly { when: readonly Condition[] }[],
): Condition[][] | undefined {
  const asked = rules.flatMap((rule) => rule.when)
  const read: Condition[][] = []
  for (const statements of alternativesOf(clause) ?? []) {
    const when: Condition[] = []
    for (const statement of statements) {
      const condition = readCondition(statement, fields)
      if (!condition) return undefined
      const named = askedAs(condition, asked)
      // A row of a decision table has one test of each answer.
      if (!named || when.some((one) => one.field === named.field)) return undefined
      when.push(named)
      asked.push(named)
    }
    read.push(when)
  }
  return read.length > 0 ? read : undefined
}

/**
 * A condition with a name for its question that no other question of `asked` has: it would be decided by the answer to that one.
 * Undefined where there is none.
 */
export function askedAs(condition: Condition, asked: readonly Condition[]): Condition | undefined {
  const taken = (name: string) => asked.some((one) => one.field === name && one.title !== condition.title)
  const field = taken(condition.field) ? camel(condition.phrase) : condition.field
  return taken(field) ? undefined : { ...condition, field }
}

/** "priority" alone means a high one, but not in "second priority if …". */
const otherPriority = (spoken: string, before: string): boolean =>
  /^priority/.test(spoken) &&
  !/(?:^|[,:(]|\b(?:and|or|but|then|give|given|gives|giving|get|gets|take|takes|as|has|have|is|are|it|them|they|with|a|people|cases?|referrals?|reports?|requests?|triage))\s*$/.test(
    before,
  )
