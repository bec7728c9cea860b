import type { Condition, Intent, ResponseTarget, Spoken, SpokenPattern } from '../schema.ts'
import type { Told } from './channels.ts'
import type { EndOfCondition } from './clause.ts'
import type { PartRules } from './durations.ts'
import type { Whom } from './groups.ts'
import type { ReadRule } from './rules.ts'
import type { Time } from './times.ts'
import type { Found } from './values/value.ts'
import type { Span } from './words.ts'

export type DecidedRule = ReadRule & { decides: string }

/** A sentence with all that is found in it before it is read clause by clause. */
export interface Heard {
  sentence: string
  pattern: SpokenPattern['spec']
  vocabulary: Spoken
  decides: string | undefined
  outcomes: Readonly<Record<string, readonly string[]>>
  placed: Span
  rules: readonly DecidedRule[]
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
  /** Rules of the pattern's parts that a goal may set, by name. */
  partRules: PartRules
}

export interface Findings extends Pick<Intent, 'deadline' | 'times' | 'limits' | 'amounts' | 'eligible' | 'durations'> {
  rules: DecidedRule[]
  constraints: { kind: string; value: string; span: Span }[]
  /** Stretches of which all is read. */
  read: Span[]
  unread: Span[]
}

/** A clause, or a piece of the one that names the service; `behind` is the name that it goes on from. */
export interface Piece {
  clause: Span
  named: boolean
  behind: string
}

/** What stands in one clause. */
export interface Inside {
  rules: readonly Span[]
  /** Names of the service. */
  names: readonly Span[]
  values: readonly Found[]
  ways: readonly Told[]
  unwanted: readonly Span[]
  /** Whether some of it is lost already. */
  lost: boolean
}

/** What of the sentence bears on every clause. */
export interface Bearing extends Heard {
  whom: Whom
  /** Words for any record, of whatever kind. */
  records: readonly string[]
  /** Says where a condition ends. */
  endOf: EndOfCondition
  asked: readonly Condition[]
  last: Time | undefined
  /** Those who may be answered. */
  people: readonly RegExp[]
  /** How long such a service has to answer anyway. */
  usual: ResponseTarget | undefined
}
