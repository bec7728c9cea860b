import type { Intent, PatternFile, Vocabulary } from '../schema.ts'
import { amountIn } from './amounts.ts'
import { choiceIn, isWayOut, waysIn } from './channels.ts'
import { endOfCondition } from './clause.ts'
import { clausesOf } from './clauses.ts'
import { contentBeside } from './content.ts'
import { limitIn } from './limits.ts'
import { overlapping } from './overlapping.ts'
import { phrasesOf } from './rule-forms.ts'
import type { ReadRule } from './rules.ts'
import { answering, settleTimes, timeIn } from './times.ts'
import type { Found } from './values/value.ts'
import { kindOfUnread, withoutAble } from './weight.ts'
import { overlaps, type Span, spanOf, trimmed, without } from './words.ts'

/** What may stand before an outcome and leaves nobody out: "cases are urgent if …", "give it high priority when …". */
const giving = new Set(
  'get gets getting given gives giving take takes taken has have having treat treated mark marked count counted anything anyone anybody everything someone somebody case cases always automatically also then triage'.split(
    ' ',
  ),
)
/** What says that something holds for some: it does not go with the name of a service. */
const conditional = /^(?:rule|negation|channel)$/

type Over = ReturnType<typeof overlapping<Span>>

interface Heard {
  sentence: string
  pattern: PatternFile['spec']
  vocabulary: Vocabulary
  decides: string | undefined
  outcomes: Readonly<Record<string, readonly string[]>>
  placed: Span
  rules: readonly (ReadRule & { decides: string })[]
  /** Stretches that are read with the rules, and those of which nothing could be made. */
  ruleSpans: readonly Span[]
  halfRead: readonly Span[]
  unwanted: readonly Span[]
  values: readonly Found[]
  /** Words that say what the service is, wherever they stand. */
  naming: readonly Span[]
  /** Words of parts, of which nothing may come. */
  mentioned: readonly Span[]
  nouns: readonly string[]
}

export interface Findings extends Pick<Intent, 'deadline' | 'times' | 'limits' | 'amounts'> {
  rules: (ReadRule & { decides: string })[]
  constraints: { kind: string; value: string; span: Span }[]
  /** Stretches of which all is read. */
  read: Span[]
  unread: Span[]
}

/**
 * What each clause of a goal comes to. A finding stands only if its clause leaves no word unread that says something;
 * otherwise the whole clause is unread, and nothing is made of any of it.
 */
export function findIn(heard: Heard): Findings {
  const { halfRead, pattern, placed, ruleSpans, sentence, unwanted, values, vocabulary } = heard
  const choices = Object.fromEntries(
    Object.entries(vocabulary.constraints).map(([kind, phrases]) => [kind, toOwnPeople(phrases, pattern)]),
  )
  const ways = Object.entries(choices).flatMap(([kind, phrases]) =>
    waysIn(wished(heard), phrases).map((way) => ({ kind, ...way })),
  )
  const clauses = clausesOf(sentence, {
    values: values.map(({ span }) => span),
    whole: [...ruleSpans, ...halfRead],
    unwanted: [...unwanted, ...halfRead],
    naming: placed,
    outcome: phrasesOf(heard.outcomes),
  }).flatMap((clause) => pieces(clause, heard))
  const records = Object.values(vocabulary.nouns).flat()
  const endOf = endOfCondition(phrasesOf(heard.outcomes))
  const read: Span[] = []
  const unread: Span[] = [...unwanted, ...halfRead]
  const times: NonNullable<ReturnType<typeof timeIn>>[] = []
  const limits: Intent['limits'] = []
  const amounts: Intent['amounts'] = []
  const chosen: { kind: string; value: string; span: Span; clause: Span }[] = []
  const dropped: Span[] = []
  // "Food, within 2 days": what is said by a time alone is for all only where nothing stands unread before it.
  let clean = true
  const bySpan = <T extends { span: Span }>(all: readonly T[]) =>
    overlapping(all.map((of) => ({ of, start: of.span.start, end: of.span.end })))
  const [rulesOver, lostOver, unwantedOver, namingOver] = [ruleSpans, unread, unwanted, heard.naming].map((spans) =>
    overlapping([...spans]),
  ) as [Over, Over, Over, Over]
  const [valuesOver, waysOver] = [bySpan(values), bySpan(ways)]
  for (const { clause, named } of clauses) {
    const there = rulesOver(clause)
    const names = namingOver(clause)
    const counted = valuesOver(clause)
      .map(({ of }) => of)
      .filter(({ value }) => !(named && value.kind === 'number' && !value.border))
    const told = waysOver(clause).map(({ of }) => of)
    const oneWay = new Set(told.map(({ value }) => value)).size < 2
    const left = contentBeside(sentence, clause, names)
    const lost = () => {
      unread.push(trimmed(sentence, clause))
      dropped.push(clause)
      clean = false
    }
    if (lostOver(clause).length > 0) {
      // "Not within 2 days but within 5": what is unwanted says nothing of whom the next is for.
      const unwantedHere = unwantedOver(clause)
      if (unwantedHere.length === 0) clean = false
      // "For everyone except children": what limits a clause is lost with all of it.
      if (unwantedHere.some(({ start }) => contentBeside(sentence, { start: clause.start, end: start }, []).length > 0))
        lost()
    } else if (there.length > 0) {
      const beside = contentBeside(sentence, clause, [...names, ...there])
      if (beside.every(({ text }) => giving.has(text.toLowerCase()))) read.push(clause)
      else lost()
    } else if (counted.length > 0) {
      const time = timeIn(
        clause,
        counted,
        { ...heard, endOf, records, channels: told.map(({ span }) => span).filter(isWayOut) },
        times.at(-1),
      )
      const limit = time ? undefined : limitIn(sentence, clause, counted, pattern.settings, names)
      const amount = time || limit ? undefined : amountIn(sentence, clause, counted, names)
      if (time && oneWay && (clean || !(named || ('bare' in time.scope && time.scope.bare)))) {
        times.push(time)
        if ('told' in time.scope) chosen.push(...told.map((way) => ({ ...way, clause })))
      } else if (limit && !limits.some(({ setting }) => setting === limit.setting)) {
        limits.push(limit)
        read.push(clause)
      } else if (amount) {
        amounts.push(amount)
        read.push(clause)
      } else lost()
    } else if (told.length > 0) {
      const is = named && !isWayOut(told[0]!.span) ? undefined : choiceIn(sentence, clause, told, names)
      if (is) chosen.push({ ...is, clause })
      else lost()
    } else {
      const kind = kindOfUnread(named ? withoutAble(clause.text) : clause.text, vocabulary)
      if (left.length > 0 && (named ? conditional.test(kind) : kind !== 'note')) lost()
      else {
        clean = left.every(({ text }) => text.toLowerCase().replace(answering, '') === '')
        // "Answer not within 2 days but within 5" says it once for both.
        if (clean && unwantedOver({ start: clause.end, end: clause.end + 1 }).some(({ start }) => start === clause.end))
          read.push(clause)
      }
    }
  }
  const droppedOver = overlapping(dropped)
  const rules = heard.rules.filter(({ span }) => droppedOver(span).length === 0)
  const best = bestOf(chosen)
  const again = ({ kind, value }: { kind: string; value: string }) =>
    best.some((one) => one.kind === kind && one.value === value)
  // Where a second way is told, the time that goes with it is not for all either.
  const second = overlapping(chosen.filter((one) => !again(one)).map(({ clause }) => clause))
  const single = times.filter(({ clause }) => second(clause).length === 0)
  const settled = settleTimes(single, heard.decides, pattern.fields, rules)
  const unsettled = overlapping(settled.unread)
  const standing = chosen.filter((one) => again(one) && unsettled(one.clause).length === 0)
  return {
    rules,
    ...(settled.deadline ? { deadline: settled.deadline } : {}),
    times: settled.times,
    limits,
    amounts,
    constraints: bestOf(standing).map(({ kind, span, value }) => ({ kind, value, span })),
    read: [...read, ...settled.read, ...standing.map(({ clause }) => clause)],
    unread: outermost([
      ...unread,
      ...settled.unread.map((one) => trimmed(sentence, one)),
      ...chosen.filter((one) => !again(one)).map(({ clause }) => trimmed(sentence, clause)),
    ]),
  }
}

/** Without those that stand whole in another. */
function outermost(spans: readonly Span[]): Span[] {
  const over = overlapping(spans)
  return spans.filter(
    (one) =>
      !over(one).some(
        (other) =>
          other !== one &&
          other.start <= one.start &&
          other.end >= one.end &&
          other.end - other.start > one.end - one.start,
      ),
  )
}

/** "Text people", in the pattern's own word for whoever uses the service: text residents. */
function toOwnPeople(
  phrases: Readonly<Record<string, readonly string[]>>,
  { people }: PatternFile['spec'],
): Record<string, string[]> {
  const users = Object.entries(people).flatMap(([name, { may }]) => (may.length === 0 ? [name, `the ${name}`] : []))
  return Object.fromEntries(
    Object.entries(phrases).map(([value, all]) => [
      value,
      [
        ...all,
        ...all
          .filter((phrase) => / people$/.test(phrase))
          .flatMap((phrase) => users.map((user) => phrase.replace(/people$/, user))),
      ],
    ]),
  )
}

/** The sentence without what is unwanted or said of rules. */
const wished = ({ halfRead, ruleSpans, sentence, unwanted }: Heard): string =>
  without(sentence, [...ruleSpans, ...halfRead, ...unwanted], ';')

/** The clause that names the service is read piece by piece: what stands between its names is a clause each. */
function pieces(clause: Span, { naming, placed, sentence }: Heard): { clause: Span; named: boolean }[] {
  if (!overlaps(clause, placed)) return [{ clause, named: false }]
  const names = naming.filter((one) => overlaps(one, clause)).sort((a, b) => a.start - b.start)
  const found: Span[] = []
  let from = clause.start
  for (const name of names) {
    if (name.start > from) found.push(spanOf(sentence, from, name.start))
    from = Math.max(from, name.end)
  }
  if (from < clause.end) found.push(spanOf(sentence, from, clause.end))
  return found.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).map((one) => ({ clause: one, named: true }))
}

/** One value of each kind: that of the longest words, then of the first. What says the same again is read too. */
function bestOf<T extends { kind: string; value: string; span: Span; clause: Span }>(chosen: readonly T[]): T[] {
  return [...new Set(chosen.map(({ kind }) => kind))].flatMap((kind) => {
    const all = chosen.filter((one) => one.kind === kind)
    const [best] = [...all].sort(
      (a, b) => b.span.end - b.span.start - (a.span.end - a.span.start) || a.span.start - b.span.start,
    )
    return best ? [best] : []
  })
}
