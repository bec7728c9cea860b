import { isDeepStrictEqual } from 'node:util'
import { contentIn } from '../goal/content.ts'
import { refuses } from '../goal/values/negation.ts'
import type { Condition, Fact, Intent, Reading, ResponseTarget } from '../schema.ts'

/** A fact that a reading should have: whether a finding is it, and the words by which it is looked for among what is told as unread. */
export interface ExpectedFact {
  fact: Fact
  shown: string
  is?: (found: FoundFact) => boolean
  words: string
}

/** Something that a reading came to. */
export interface FoundFact {
  fact: Exclude<Fact, 'also' | 'unread'>
  value: unknown
  when: readonly Condition[]
  of?: string
  because: string
  shown: string
}

/** All that an intent says besides kind and parts. */
export function foundIn({ amounts, constraints, deadline, limits, rules, times }: Intent): FoundFact[] {
  const conditions = (when: readonly Condition[]) =>
    when.map(({ is, phrase, title }) => `${phrase} (${title} ${JSON.stringify(is)})`).join(' and ')
  const time = (target: ResponseTarget) => `${target.amount} ${target.unit}`
  return [
    ...rules.map(({ because, outcome, when }) => ({
      fact: 'rule' as const,
      value: outcome,
      when,
      because,
      shown: `${outcome} if ${conditions(when)}`,
    })),
    ...(deadline
      ? [
          {
            fact: 'time' as const,
            value: time(deadline.target),
            when: [],
            because: deadline.because,
            shown: time(deadline.target),
          },
        ]
      : []),
    ...times.map(({ because, of, target, when }) => ({
      fact: 'time' as const,
      value: time(target),
      when,
      ...(of ? { of: of.outcome } : {}),
      because,
      shown: [
        time(target),
        ...(of ? [`of ${of.outcome}`] : []),
        ...(when.length ? [`if ${conditions(when)}`] : []),
      ].join(' '),
    })),
    ...constraints
      .filter(({ kind }) => kind === 'channel')
      .map(({ because, value }) => ({ fact: 'channel' as const, value, when: [], because, shown: value })),
    ...limits.map(({ because, by, count, period }) => ({
      fact: 'limit' as const,
      value: { most: count, every: period, by },
      when: [],
      because,
      shown: `${count} every ${period}${by ? ` by ${by}` : ''}`,
    })),
    ...amounts.map(({ because, pence, ...rest }) => ({
      fact: 'amount' as const,
      value: pence,
      when: 'when' in rest ? (rest.when as Condition[]) : [],
      because,
      shown: `£${pence / 100}`,
    })),
  ]
}

/** All that a goal says by its right reading, besides kind and parts. */
export function expectedOf({ also, amounts, channels, limits, rules, times, unread }: Reading): ExpectedFact[] {
  return [
    ...rules.map((rule) => ({
      fact: 'rule' as const,
      shown: `${rule.is} if ${rule.if}`,
      is: ({ fact, value, when }: FoundFact) =>
        fact === 'rule' && value === rule.is && saysSame(rule.if, when, rule.test),
      words: rule.if,
    })),
    ...times.map((time) => ({
      fact: 'time' as const,
      shown: [time.is, ...(time.of ? [`of ${time.of}`] : []), ...(time.if ? [`if ${time.if}`] : [])].join(' '),
      is: ({ fact, of, value, when }: FoundFact) =>
        fact === 'time' &&
        value === time.is &&
        (time.of !== undefined || time.if !== undefined
          ? (of !== undefined && of === time.of) || (time.if !== undefined && saysSame(time.if, when))
          : of === undefined && when.length === 0),
      words: time.is.split(' ')[0]!,
    })),
    ...channels.map((channel) => ({
      fact: 'channel' as const,
      shown: channel,
      is: ({ fact, value }: FoundFact) => fact === 'channel' && value === channel,
      words: { text: 'text', email: 'email', letter: 'letter' }[channel] ?? channel,
    })),
    ...limits.map((limit) => ({
      fact: 'limit' as const,
      shown: `${limit.most} every ${limit.every}${limit.by ? ` by ${limit.by}` : ''}`,
      is: ({ fact, value }: FoundFact) => fact === 'limit' && isDeepStrictEqual(value, { by: undefined, ...limit }),
      words: String(limit.most),
    })),
    ...amounts.map((amount) => ({
      fact: 'amount' as const,
      shown: `£${amount.pounds}${amount.if ? ` if ${amount.if}` : ''}`,
      is: ({ fact, value, when }: FoundFact) =>
        fact === 'amount' &&
        value === Math.round(amount.pounds * 100) &&
        (amount.if ? saysSame(amount.if, when) : when.length === 0),
      words: String(amount.pounds),
    })),
    ...also.map((words) => ({ fact: 'also' as const, shown: words, words })),
    ...unread.map((words) => ({ fact: 'unread' as const, shown: words, words })),
  ]
}

/** Whether conditions say what a goal's words say: the same words, the same way round, the same number. */
function saysSame(words: string, when: readonly Condition[], test?: Condition['is']): boolean {
  if (when.length === 0) return false
  const said = new Set(when.flatMap(({ phrase }) => stemsOf(phrase)))
  const wanted = new Set(stemsOf(words))
  if (said.size !== wanted.size || [...wanted].some((word) => !said.has(word))) return false
  if (test !== undefined) return when.some(({ is }) => isDeepStrictEqual(is, test))
  // "Is there no heating? yes" says the same as "Is there heating? no".
  return when.every(({ is, title }) =>
    typeof is === 'boolean' ? is === (refuses(words) === refuses(title)) : typeof is === 'object',
  )
}

/** The words that say something, without what the tongue adds. */
export const stemsOf = (text: string): string[] =>
  contentIn(text).map(({ text: word }) => word.toLowerCase().replace(/(?:'s|s|es)$/, ''))
