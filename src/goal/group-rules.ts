import type { Condition } from '../schema.ts'
import { contentBeside } from './content.ts'
import { groupsIn } from './groups.ts'
import type { Bearing, DecidedRule, Inside } from './heard.ts'
import { outcomeOf } from './rule-forms.ts'
import { bestPhrase, normalise, overlaps, type Span, trimmed } from './words.ts'

/** What may stand before an outcome and leaves nobody out: "cases are urgent if …", "give it high priority when …". */
const giving =
  'get gets getting given gives giving take takes taken has have having treat treated mark marked count counted anything anyone anybody everything someone somebody case cases always automatically also then triage'.split(
    ' ',
  )
const gives = new Set(giving)
const trailing = new RegExp(`(?:\\s+(?:${giving.join('|')}|are|is|be|should|must|will|a))+\\s*$`)

/**
 * The rules of a clause, with the people that stand before them: "carers get high priority if they live alone". Undefined where
 * something else stands beside them.
 */
export function withGroups(clause: Span, { names, rules: spans }: Inside, bearing: Bearing): DecidedRule[] | undefined {
  const { asked, rules, sentence, whom } = bearing
  const own = rules.filter(({ span }) => overlaps(span, clause))
  const left = contentBeside(sentence, clause, [...names, ...spans])
  if (left.every(({ text }) => gives.has(text.toLowerCase()))) return own
  const first = Math.min(...spans.map(({ start }) => start))
  if (left.some(({ start }) => start > first) || spans.length > 1) return undefined
  const before = normalise(sentence.slice(clause.start, first))
    .replace(trailing, '')
    .replace(/^\s*(?:and|but)\s+/, '')
  const groups = groupsIn(before.trim(), whom, asked)
  const all = groups?.flatMap((group) => own.map((rule) => joined(rule, group, trimmed(sentence, clause))))
  return all?.every((rule) => rule !== undefined) ? all : undefined
}

function joined(rule: DecidedRule, group: readonly Condition[], span: Span): DecidedRule | undefined {
  const when = [...group, ...rule.when]
  return new Set(when.map(({ field }) => field)).size === when.length ? { ...rule, when, span } : undefined
}

/** "High priority for carers", "over 75s are urgent": an outcome for people; undefined when a word more is said. */
export function rulesForGroups(clause: Span, bearing: Bearing): DecidedRule[] | undefined {
  const { asked, decides, outcomes, sentence, whom } = bearing
  if (decides === undefined || clause.text.length > 400) return undefined
  const span = trimmed(sentence, clause)
  const text = normalise(span.text).replace(/\s+/g, ' ').replace(/^and /, '')
  const outcome = outcomeOf(outcomes)
  const said =
    new RegExp(`^(?:(?:${giving.join('|')}|a|is|are|it) )*${outcome} (?:for|to) (?<who>.+)$`).exec(text) ??
    new RegExp(
      `^(?<who>.+?) (?:are|is|get|gets|have|has|take|should (?:be|get)|must (?:be|get))(?: (?:given|treated as|always|a))* ${outcome}$`,
    ).exec(text)
  const { outcome: spoken = '', who = '' } = said?.groups ?? {}
  const is = bestPhrase(spoken, outcomes)?.key
  const groups = is === undefined ? undefined : groupsIn(who, whom, asked)
  return groups?.map((when) => ({ decides, outcome: is!, when, span }))
}
