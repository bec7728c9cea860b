import type { Eligible, GoalDuration, GoalLimit, ScopedTime } from '../schema.ts'
import { choiceIn, isWayOut, type Told } from './channels.ts'
import { contentBeside } from './content.ts'
import { doneAnyway, durationIn } from './durations.ts'
import { eligibleIn, notEligibleIn } from './eligible.ts'
import { rulesForGroups, withGroups } from './group-rules.ts'
import type { Bearing, DecidedRule, Inside, Piece } from './heard.ts'
import { stageIn } from './kind-words.ts'
import { limitIn } from './limits.ts'
import { type Price, priceIn } from './prices.ts'
import { phrasesOf } from './rule-forms.ts'
import { answering, type Time, timeIn } from './times.ts'
import { kindOfUnread, withoutAble } from './weight.ts'
import { normalise } from './words.ts'

/** What says that something holds for some: it does not go with the name of a service. */
const conditional = /^(?:rule|negation|channel)$/

/** What one clause comes to. */
export type Said =
  | { is: 'rules'; rules: readonly DecidedRule[] }
  | { is: 'time'; time: Time; ways: readonly Told[] }
  | { is: 'stage'; stage: ScopedTime }
  | { is: 'limit'; limit: GoalLimit }
  | { is: 'duration'; duration: GoalDuration; ways: readonly Told[] }
  | { is: 'price'; price: Price }
  | { is: 'eligible'; eligible: readonly Eligible[] }
  | { is: 'way'; way: Told }
  /** Something in it is not understood, so nothing is made of any of it; an outcome by itself says of nothing that it has it. */
  | { is: 'lost'; outcome?: boolean }
  /** What is lost of it is known already; `calm` where nothing else is lost that could say for whom the next is. */
  | { is: 'unwanted'; calm: boolean }
  /** Words that change nothing; `clean` where there are none. */
  | { is: 'nothing'; clean: boolean }

export function saidIn(piece: Piece, inside: Inside, bearing: Bearing): Said {
  const { clause, named } = piece
  const { sentence, whom, asked } = bearing
  if (inside.lost) return beside(piece, inside, bearing)
  if (inside.rules.length > 0) {
    const rules = withGroups(clause, inside, bearing)
    return rules ? { is: 'rules', rules } : { is: 'lost' }
  }
  const eligible = shutsOut(bearing) ? eligibleIn(clause, sentence, whom, asked, piece.behind) : undefined
  if (eligible) return { is: 'eligible', eligible }
  const rules = rulesForGroups(clause, bearing)
  if (rules) return { is: 'rules', rules }
  const price = priceIn(clause, inside.values, { sentence, whom, asked, naming: inside.names })
  if (price) return { is: 'price', price }
  if (inside.values.length > 0) return valued(piece, inside, bearing)
  if (inside.ways.length > 0) {
    const anyway = doneAnyway(clause, bearing.partRules)
    const way =
      named && !isWayOut(inside.ways[0]!.span)
        ? undefined
        : choiceIn(sentence, clause, inside.ways, [...inside.names, ...anyway])
    return way ? { is: 'way', way } : { is: 'lost' }
  }
  const left = contentBeside(sentence, clause, inside.names)
  const kind = kindOfUnread(named ? withoutAble(clause.text) : clause.text, bearing.vocabulary)
  if (left.length > 0 && (named ? conditional.test(kind) : kind !== 'note'))
    return { is: 'lost', outcome: isOutcome(clause.text, bearing) }
  return { is: 'nothing', clean: left.every(({ text }) => text.toLowerCase().replace(answering, '') === '') }
}

/** "Not within 2 days but within 5": what is unwanted says nothing of whom the next is for. */
function beside({ clause }: Piece, { unwanted }: Inside, { sentence, whom, asked, ...bearing }: Bearing): Said {
  const eligible = shutsOut(bearing) ? notEligibleIn(clause, sentence, whom, asked) : undefined
  if (eligible) return { is: 'eligible', eligible }
  // "For everyone except children": what limits a clause is lost with all of it.
  if (unwanted.some(({ start }) => contentBeside(sentence, { start: clause.start, end: start }, []).length > 0))
    return { is: 'lost' }
  return { is: 'unwanted', calm: unwanted.length > 0 }
}

function valued({ clause }: Piece, { names, values, ways }: Inside, bearing: Bearing): Said {
  const { partRules, pattern, sentence } = bearing
  const out = ways.filter(({ span }) => isWayOut(span))
  const time = timeIn(clause, values, { ...bearing, channels: out.map(({ span }) => span) }, bearing.last)
  if (time) return { is: 'time', time, ways }
  const stage = stageIn(sentence, clause, values, pattern, names)
  if (stage) return { is: 'stage', stage }
  const limit = limitIn(sentence, clause, values, pattern.settings, names)
  if (limit) return { is: 'limit', limit }
  const duration = durationIn(sentence, clause, values, partRules, [...names, ...out.map(({ span }) => span)])
  return duration ? { is: 'duration', duration, ways: out } : { is: 'lost' }
}

/** Whether a journey of the pattern is stopped by whom the goal says that it is for. */
const shutsOut = ({ pattern }: Pick<Bearing, 'pattern'>): boolean =>
  Object.values(pattern.settings).some((setting) => 'says' in setting)

const isOutcome = (text: string, { outcomes }: Bearing): boolean =>
  new RegExp(`^(?:${phrasesOf(outcomes)})$`).test(normalise(text).trim())
