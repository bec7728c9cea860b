import type { Condition, RecordField } from '../schema.ts'
import { readCondition } from './condition.ts'
import { bestPhrase, normalise, type Span, spanOf } from './words.ts'

export interface ReadRule {
  outcome: string
  when: Condition[]
  span: Span
}

/** Where a condition ends: at a stop, or where the sentence turns to something else to do. */
const clauseEnd =
  /[,;.!?]|\s+(?:and|then|but)\s+(?=(?:please\s+)?(?:answer|respond|reply|text|email|notify|tell|send|write|decide|acknowledge|let|inform|use|ask|contact|low|high|urgent|standard|treat|mark)\b)|$/

/**
 * Finds sentences that give an outcome under a condition, in any of three orders:
 * "high priority if …", "if …, high priority", "treat … as urgent". `or` makes two rules, `and` two conditions.
 */
export function readRules(
  sentence: string,
  outcomes: Record<string, readonly string[]>,
  fields: readonly RecordField[],
): ReadRule[] {
  const text = normalise(sentence)
  const phrases = Object.values(outcomes)
    .flat()
    .map(normalise)
    .sort((a, b) => b.length - a.length)
  const outcome = `(${phrases.join('|')})(?:\\s+priority|\\s+cases?)?`
  const forms: { pattern: RegExp; conditionFirst: boolean }[] = [
    { pattern: new RegExp(`\\b${outcome}\\s+(?:if|when|where|whenever|in case)\\s+`, 'g'), conditionFirst: false },
    {
      pattern: new RegExp(
        `\\bif\\s+([^,;.]{3,120}?)(?:,|\\s+then)\\s+(?:it is |it's |make it |give it |treat (?:it|them) as |mark (?:it|them) as |that is )?${outcome}\\b`,
        'g',
      ),
      conditionFirst: true,
    },
    {
      pattern: new RegExp(
        `\\b(?:treat|mark|rank|flag|class|count)\\s+(?:any |all |every )?(?:cases?|anything|everything|anyone|those|people|referrals?|reports?|requests?)\\s+(?:where|with|in which|who|when|if|about|involving)\\s+([^,;.]{3,120}?)\\s+as\\s+${outcome}\\b`,
        'g',
      ),
      conditionFirst: true,
    },
  ]
  const found: ReadRule[] = []
  const taken = (start: number, end: number) => found.some((rule) => start < rule.span.end && end > rule.span.start)
  for (const { pattern, conditionFirst } of forms) {
    for (const match of text.matchAll(pattern)) {
      const after = match.index + match[0].length
      const [clauseStart, clauseStop] = conditionFirst
        ? [match.index + match[0].indexOf(match[1]!), match.index + match[0].indexOf(match[1]!) + match[1]!.length]
        : [after, after + (clauseEnd.exec(text.slice(after))?.index ?? 0)]
      const end = Math.max(after, clauseStop)
      if (taken(match.index, end)) continue
      const spoken = (conditionFirst ? match[2] : match[1]) ?? ''
      const key = bestPhrase(spoken, outcomes)?.key
      if (!key) continue
      const span = spanOf(sentence, match.index, end)
      for (const alternative of sentence.slice(clauseStart, clauseStop).split(/\s+or\s+(?:if\s+|when\s+)?/i)) {
        const when = alternative.split(/\s+and\s+(?:if\s+)?/i).map((clause) => readCondition(clause, fields))
        if (when.length > 0 && when.every((condition) => condition !== undefined))
          found.push({ outcome: key, when, span })
      }
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start)
}
