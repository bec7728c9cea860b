import type { Condition, ResponseTarget } from '../schema.ts'
import type { EndOfCondition } from './clause.ts'
import { groupsIn, type Whom } from './groups.ts'
import { matterIn } from './matters.ts'
import { outcomeOf } from './rule-forms.ts'
import type { Found, Value } from './values/value.ts'
import { bestPhrase, normalise, overlaps, type Span, spanOf, trimmed } from './words.ts'

/** What a service does by a time to answer: the words that say no more than that. */
export const answering =
  /\b(?:answer(?:s|ed|ing)?|respon(?:d|ds|ded|ding|se|ses)|repl(?:y|ies|ied|ying)|decid(?:e|es|ed|ing)|decisions?|act|contact|get back|got back|hears? back|hears? from us)\b/g
/** What is answered, and when that begins, without leaving anybody out. */
const everything =
  /\b(?:of receipt|of (?:receiving|getting) (?:it|them)|all|every|each|any|everyone|everybody|everything|anything|have|has|get|gets|got|an|be|been|will|us|you|please|always|a|the|to|for|at|most|cases?)\b/g
const leading = /\b(?:within|in under|in|no later than|inside|under|at most|up to)\b/g
const others =
  /\b(?:everything else|everyone else|anything else|all others?|all other \p{L}+|others?|otherwise|the rest|remaining(?: \p{L}+)?|else)\b/u
const telling =
  /\b(?:notify|notified|tell|told|text|texted|email|emailed|message|send|inform|informed|update|updated|people|them)\b/g

type Scope =
  | { all: true; told: boolean; bare: boolean }
  | { rest: true }
  | { outcome: string }
  | { when: string; unless: boolean }
  | { of: Condition[][] }
  | { about: string }

/** A time to answer, for whom, and the clause that says so. */
export interface Time {
  target: ResponseTarget
  scope: Scope
  clause: Span
  because: Span
}

export interface TimeWords {
  sentence: string
  outcomes: Readonly<Record<string, readonly string[]>>
  /** Says where a condition ends. */
  endOf: EndOfCondition
  /** Words for a record: cases, referrals. */
  nouns: readonly string[]
  /** Words for any record: with "all" they leave none out. */
  records: readonly string[]
  /** Those who may be answered: of them a time says when they hear, not what it is about. */
  people: readonly RegExp[]
  /** Ways to tell people that stand in the sentence. */
  channels: readonly Span[]
  whom: Whom
  /** Conditions that are asked already. */
  asked: readonly Condition[]
  /** How long such a service has anyway: said alone, it says no more. */
  usual?: ResponseTarget | undefined
}

/** "2 working days", "a week" → what a response may take; undefined for what no response target can say: working hours, months. */
export function targetOf(value: Value): ResponseTarget | undefined {
  if (value.kind !== 'duration' || (value.border !== undefined && value.border !== 'atMost')) return undefined
  const units = { hour: 'hours', day: 'days', week: 'days', 'working-day': 'working-days' } as const
  const unit = units[value.unit as keyof typeof units]
  const amount = value.unit === 'week' ? value.amount * 7 : value.amount
  return unit && Number.isInteger(amount) && amount >= 1 && amount <= 365 ? { amount, unit } : undefined
}

/** The time that a clause gives; undefined when it gives none, or says a word more than that. */
export function timeIn(clause: Span, found: readonly Found[], words: TimeWords, last?: Time): Time | undefined {
  // One is the time, and others may stand in its condition; what has more is no time to answer.
  if (found.length > 4) return undefined
  for (const value of found) {
    const target = targetOf(value.value) ?? shortened(value.value, last)
    const condition = target && conditionOf(clause, value.span, words)
    // What else has a number stands in the condition, or is not read.
    const people = peopleBehind(clause, value.span, words.sentence)
    const others = found.filter(
      (one) => one !== value && ![condition, people].some((stretch) => stretch && overlaps(one.span, stretch)),
    )
    if (!target || others.length > 0) continue
    const scope = condition
      ? ifOf(condition, words.outcomes)
      : (scopeOf(clause, value, target, words) ??
        (people && groupScope(clause, value.span, people, words)) ??
        aboutOf(clause, value, words, last))
    if (!scope || (value.value.kind === 'number' && !('outcome' in scope || 'about' in scope))) continue
    return { target, scope, clause, because: trimmed(words.sentence, clause) }
  }
  return undefined
}

/** "If it is urgent" names an outcome; what else a condition says is asked. */
function ifOf({ text: condition, unless }: Said, outcomes: TimeWords['outcomes']): Scope {
  const [, said] =
    new RegExp(`^(?:(?:it|they|this|the \\w+|a \\w+) (?:is|are) )?(${outcomeOf(outcomes)})$`).exec(
      normalise(condition).trim(),
    ) ?? []
  const is = said === undefined ? undefined : bestPhrase(said, outcomes)?.key
  return is && !unless ? { outcome: is } : { when: condition, unless }
}

/** "Food is decided within 1 working day, furniture within 10": a time of what is named, and of nothing else. */
function aboutOf(clause: Span, { span }: Found, words: TimeWords, last: Time | undefined): Scope | undefined {
  const text = normalise(words.sentence)
  if (/\p{L}/u.test(text.slice(span.end, clause.end))) return undefined
  const records = new RegExp(`^(?:${oneOf([...words.nouns, ...words.records])})$`)
  const named = [records, new RegExp(`\\b${outcomeOf(words.outcomes)}\\b`), ...words.people]
  const again = last !== undefined && 'about' in last.scope
  const about = matterIn(text.slice(clause.start, span.start), again, named)
  return about === undefined ? undefined : { about }
}

const oneOf = (words: readonly string[]): string => words.map((word) => `${word}(?:s|es)?`).join('|')

/** "Red within 2 hours, amber 6": the unit of the one before. */
function shortened(value: Value, last: Time | undefined): ResponseTarget | undefined {
  if (value.kind !== 'number' || value.border || !last || !('outcome' in last.scope || 'about' in last.scope))
    return undefined
  const amount = value.value
  return Number.isInteger(amount) && amount >= 1 && amount <= 365 ? { amount, unit: last.target.unit } : undefined
}

function scopeOf(clause: Span, { span }: Found, target: ResponseTarget, words: TimeWords): Scope | undefined {
  const { sentence, outcomes } = words
  const text = normalise(sentence)
  const before = text.slice(clause.start, span.start)
  const after = text.slice(span.end, clause.end)
  const ways = words.channels.filter(({ start, end }) => start >= clause.start && end <= clause.end)
  const cut = (from: number, said: string) =>
    ways.reduce(
      (rest, way) =>
        way.start >= from && way.end <= from + said.length
          ? rest.slice(0, way.start - from) + ' '.repeat(way.end - way.start) + rest.slice(way.end - from)
          : rest,
      said,
    )
  const said = `${cut(clause.start, before)} ${cut(span.end, after)}`
  const verb = said.match(answering) !== null
  const lead = leading.test(text.slice(Math.max(clause.start, span.start - 12), span.end))
  leading.lastIndex = 0
  const noun = new RegExp(
    `\\b(?:${oneOf(words.nouns)}|(?:all|every|each|any)(?: the| our)? (?:${oneOf(words.records)}))\\b`,
    'g',
  )
  const rest = said.replace(answering, ' ').replace(leading, ' ')
  const elsewhere = others.test(rest)
  const outcome = new RegExp(`\\b${outcomeOf(outcomes)}\\b`).exec(rest)
  const bareOf = (from: string) =>
    from
      .replace(noun, ' ')
      .replace(everything, ' ')
      .replace(/\b(?:and|but|then|or|we|they|it|is|are|on|of|by|people|our|ones?|priority)\b/g, ' ')
      .replace(/[^\p{L}\p{N}]/gu, '')
  if (elsewhere) return bareOf(rest.replace(others, ' ')) === '' ? { rest: true } : undefined
  if (outcome) {
    const is = bestPhrase(outcome.groups!.outcome!, outcomes)?.key
    return is && bareOf(rest.replace(outcome[0], ' ')) === '' ? { outcome: is } : undefined
  }
  const told = ways.length > 0 || rest.match(telling) !== null
  const isUsual = words.usual !== undefined && same(words.usual, target)
  if (bareOf(rest.replace(telling, ' ')) !== '' || !(lead || verb || isUsual)) return undefined
  return { all: true, told, bare: !verb && !told }
}

/** "answer within 2 hours if they are ill", "if they are ill, answer within 2 hours": the condition; undefined when none is said so. */
function conditionOf(clause: Span, value: Span, words: TimeWords): Said | undefined {
  const { sentence } = words
  const text = normalise(sentence)
  const tail = /^\s*,?\s*(if|when|where|unless)\s+/.exec(text.slice(value.end, clause.end))
  if (tail) {
    const from = value.end + tail[0].length
    const { end, clear } = words.endOf(text, sentence, from)
    const whole = clear && end >= clause.end && saysNoMore(text.slice(clause.start, value.start), words)
    return whole ? { ...spanOf(sentence, from, end), unless: tail[1] === 'unless' } : undefined
  }
  const head = /^\s*(?:(?:and|but)\s+)?(if|when|where|unless)\s+([^,]{3,160}),/.exec(
    text.slice(clause.start, value.start),
  )
  if (!head) return undefined
  const [whole, joint, said = ''] = head
  const from = clause.start + whole.length - said.length - 1
  const around = `${text.slice(clause.start + head[0].length, value.start)} ${text.slice(value.end, clause.end)}`
  return saysNoMore(around, words)
    ? { ...spanOf(sentence, from, from + said.length), unless: joint === 'unless' }
    : undefined
}

/** A condition with where it stands; `unless` it holds. */
type Said = Span & { unless: boolean }

/** Whether words say no more than that all of them are answered. */
const saysNoMore = (said: string, { nouns }: TimeWords): boolean =>
  said
    .replace(answering, ' ')
    .replace(leading, ' ')
    .replace(everything, ' ')
    .replace(new RegExp(`\\b(?:${oneOf(nouns)})\\b`, 'g'), ' ')
    .replace(/\b(?:we|and|it|people|then)\b|,/g, ' ')
    .trim() === ''

/** "Within 2 days for over 75s": what stands behind a time for whom it is. */
function peopleBehind({ end, text }: Span, value: Span, sentence: string): Span | undefined {
  const lead = /^\s*for\s+/i.exec(text.slice(value.end - (end - text.length)))
  return lead ? spanOf(sentence, value.end + lead[0].length, end) : undefined
}

/** The people whom a time is for. */
function groupScope(clause: Span, value: Span, { text }: Span, words: TimeWords): Scope | undefined {
  if (!saysNoMore(normalise(clause.text).slice(0, value.start - clause.start), words)) return undefined
  const of = groupsIn(text, words.whom, words.asked)
  return of && { of }
}

export const same = (one: ResponseTarget, other: ResponseTarget): boolean =>
  one.amount === other.amount && one.unit === other.unit
