import type { Condition, Intent } from '../schema.ts'
import { bestOf, type Told, waysTold } from './channels.ts'
import { endOfCondition } from './clause.ts'
import { whomOf } from './groups.ts'
import type { DecidedRule, Findings, Heard, Inside, Piece } from './heard.ts'
import { usualTime } from './kind-words.ts'
import { type Said, saidIn } from './one-clause.ts'
import { overlapping } from './overlapping.ts'
import { piecesOf } from './pieces.ts'
import { type Price, settlePrices } from './prices.ts'
import { phrasesOf } from './rule-forms.ts'
import { settleTimes } from './settle-times.ts'
import type { Time } from './times.ts'
import { normalise, overlaps, type Span, trimmed, without } from './words.ts'

/**
 * What each clause of a goal comes to. A finding stands only if its clause leaves no word unread that says something;
 * otherwise the whole clause is unread, and nothing is made of any of it.
 */
export function findIn(heard: Heard): Findings {
  const { halfRead, pattern, sentence, unwanted, vocabulary } = heard
  const bearing = {
    ...heard,
    whom: whomOf(pattern, vocabulary),
    records: Object.values(vocabulary.nouns).flat(),
    endOf: endOfCondition(phrasesOf(heard.outcomes)),
    usual: usualTime(pattern),
    people: (vocabulary.weighs.person?.words ?? []).map((word) => new RegExp(`\\b${normalise(word)}(?:s|es)?\\b`)),
  }
  const insideOf = looked(heard)
  const unwantedOver = overlapping(unwanted)
  const read: Span[] = []
  const unread: Span[] = [...halfRead]
  const shut: Span[] = []
  const rules: DecidedRule[] = []
  let times: Time[] = []
  const stages: Intent['times'] = []
  const limits: Intent['limits'] = []
  const durations: Intent['durations'] = []
  const prices: Price[] = []
  const eligible: Intent['eligible'] = []
  const chosen: (Told & { clause: Span })[] = []
  // What is asked already; every condition is looked up among these.
  const asked: Condition[] = heard.rules.flatMap(({ when }) => when)
  const ask = (all: readonly { when: readonly Condition[] }[]) => asked.push(...all.flatMap(({ when }) => when))
  // "Food, within 2 days": what is said by a time alone is for all only where nothing stands unread before it.
  let clean = true
  // "Urgent, answer within 2 days": whom the time is for nobody knows, on either side.
  let lone = false
  let before: Time | undefined
  for (const piece of piecesOf(heard)) {
    const { clause, named } = piece
    const said: Said = saidIn(piece, insideOf(piece), { ...bearing, asked, last: times.at(-1) })
    const wasLone: boolean = lone
    const timeBefore = before
    lone = false
    before = undefined
    const lost = () => {
      unread.push(trimmed(sentence, clause))
      clean = false
    }
    switch (said.is) {
      case 'rules':
        rules.push(...said.rules)
        ask(said.rules)
        read.push(clause)
        break
      case 'time': {
        const { time, ways } = said
        const isAll = 'all' in time.scope
        const oneWay = new Set(ways.map(({ value }) => value)).size < 2
        if (!oneWay || (isAll && wasLone) || (!clean && (named || ('bare' in time.scope && time.scope.bare)))) lost()
        else {
          times.push(time)
          if (isAll) before = time
          if ('told' in time.scope) chosen.push(...ways.map((way) => ({ ...way, clause })))
        }
        break
      }
      case 'stage':
        if (stages.some(({ rule }) => rule === said.stage.rule)) lost()
        else {
          stages.push(said.stage)
          read.push(clause)
        }
        break
      case 'limit':
        if (limits.some(({ setting }) => setting === said.limit.setting)) lost()
        else {
          limits.push(said.limit)
          read.push(clause)
        }
        break
      case 'duration':
        if (durations.some(({ rule }) => rule === said.duration.rule)) lost()
        else {
          durations.push(said.duration)
          chosen.push(...said.ways.map((way) => ({ ...way, clause })))
          read.push(clause)
        }
        break
      case 'price':
        prices.push(said.price)
        ask(said.price.whom.map((when) => ({ when })))
        break
      case 'eligible':
        // Of two that say whom it is for nobody knows whether one is enough.
        if (eligible.length > 0) lost()
        else {
          eligible.push(...said.eligible)
          ask(said.eligible)
          read.push(clause)
          shut.push(clause)
        }
        break
      case 'way':
        chosen.push({ ...said.way, clause })
        break
      case 'unwanted':
        if (!said.calm) clean = false
        rules.push(...heard.rules.filter(({ span }) => overlaps(span, clause)))
        break
      case 'lost':
        lost()
        if (!said.outcome) break
        lone = true
        if (timeBefore === undefined) break
        times = times.filter((one) => one !== timeBefore)
        unread.push(trimmed(sentence, timeBefore.clause))
        break
      case 'nothing':
        clean = said.clean
        lone = wasLone && said.clean
        // "Answer not within 2 days but within 5" says it once for both.
        if (clean && unwantedOver({ start: clause.end, end: clause.end + 1 }).some(({ start }) => start === clause.end))
          read.push(clause)
    }
  }
  const best = bestOf(chosen)
  const again = ({ kind, value }: Told) => best.some((one) => one.kind === kind && one.value === value)
  // Where a second way is told, the time that goes with it is not for all either.
  const second = overlapping(chosen.filter((one) => !again(one)).map(({ clause }) => clause))
  const single = times.filter(({ clause }) => second(clause).length === 0)
  const paid = settlePrices(prices)
  const settled = settleTimes(single, heard.decides, pattern.fields, [...rules, ...paid.amounts, ...eligible])
  const unsettled = overlapping(settled.unread)
  const standing = chosen.filter((one) => again(one) && unsettled(one.clause).length === 0)
  const shutOver = overlapping(shut)
  return {
    rules,
    ...(settled.deadline ? { deadline: settled.deadline } : {}),
    times: [...settled.times, ...stages],
    limits,
    durations,
    eligible,
    amounts: paid.amounts,
    constraints: bestOf(standing).map(({ kind, span, value }) => ({ kind, value, span })),
    read: [...read, ...paid.read, ...settled.read, ...standing.map(({ clause }) => clause)],
    unread: outermost([
      ...unwanted.filter((one) => shutOver(one).length === 0),
      ...unread,
      ...paid.unread,
      ...settled.unread.map((one) => trimmed(sentence, one)),
      ...chosen.filter((one) => !again(one)).map(({ clause }) => trimmed(sentence, clause)),
    ]),
  }
}

/** Says what stands in a clause; looked up, so that many of each cost no square. */
function looked(heard: Heard): (piece: Piece) => Inside {
  const { halfRead, naming, pattern, ruleSpans, sentence, unwanted, values, vocabulary } = heard
  // What is unwanted or said of rules is no wish.
  const wished = without(sentence, [...ruleSpans, ...halfRead, ...unwanted], ';')
  const bySpan = <T extends { span: Span }>(all: readonly T[]) =>
    overlapping(all.map((of) => ({ of, start: of.span.start, end: of.span.end })))
  const [rules, names, unwantedIn, lost] = [
    overlapping(ruleSpans),
    overlapping(naming),
    overlapping(unwanted),
    overlapping([...unwanted, ...halfRead]),
  ]
  const [valuesIn, waysIn] = [bySpan(values), bySpan(waysTold(wished, vocabulary, pattern))]
  return ({ clause, named }) => ({
    rules: rules(clause),
    names: names(clause),
    values: valuesIn(clause)
      .map(({ of }) => of)
      .filter(({ value }) => !(named && value.kind === 'number' && !value.border)),
    ways: waysIn(clause).map(({ of }) => of),
    unwanted: unwantedIn(clause),
    lost: lost(clause).length > 0,
  })
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
