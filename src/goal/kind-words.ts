import { ResponseTarget, type ScopedTime, type SpokenPattern } from '../schema.ts'
import { contentBeside } from './content.ts'
import { answering, targetOf } from './times.ts'
import type { Found } from './values/value.ts'
import { findPhrase, overlaps, type Span, trimmed, without } from './words.ts'

// What a goal says of its kind of service in words that the pattern knows: what such a service does anyway, and how long something
// takes that is none of the first answer.

type Spec = SpokenPattern['spec']

/** Stretches that ask for what such a service does anyway. One of which what is unwanted says more stands for nothing. */
export function anywayIn(sentence: string, { anyway }: Pick<Spec, 'anyway'>, unwanted: readonly Span[]): Span[] {
  return anyway
    .flatMap((phrase) => findPhrase(sentence, phrase))
    .filter((one) => unwanted.every((other) => !overlaps(one, other) || covers(one, other)))
}

export const covers = (wide: Span, narrow: Span): boolean => wide.start <= narrow.start && wide.end >= narrow.end

/** How long such a service has to answer where nothing else is said; undefined where that is left to its parts. */
export function usualTime({ rules }: Pick<Spec, 'rules'>): ResponseTarget | undefined {
  return Object.values(rules).flatMap((rule) => (rule.gives.endsWith('/record') ? (ownTime(rule) ?? []) : []))[0]
}

function ownTime(rule: Spec['rules'][string] | undefined): ResponseTarget | undefined {
  return ResponseTarget.safeParse(rule?.rows.find(({ when }) => Object.keys(when).length === 0)?.is).data
}

/**
 * "Second stage 25 working days": how long something else takes than the first answer. A number alone is of the unit that the
 * pattern counts it in. Undefined when the clause says a word more.
 */
export function stageIn(
  sentence: string,
  clause: Span,
  found: readonly Found[],
  { rules, stages }: Pick<Spec, 'rules' | 'stages'>,
  read: readonly Span[],
): ScopedTime | undefined {
  for (const [rule, words] of Object.entries(stages)) {
    const names = words.flatMap((phrase) => findPhrase(sentence, phrase)).filter((one) => covers(clause, one))
    // "Second" is a value as well, of the name.
    const [value, ...more] = found.filter(({ span }) => !names.some((name) => overlaps(name, span)))
    if (names.length === 0 || !value || more.length > 0) continue
    const amount = targetOf(value.value)
    const target = amount ?? counted(value, ownTime(rules[rule]))
    // Of a number alone nothing else may be said, not even of whom or what it is.
    const said = contentBeside(sentence, clause, [...read, ...names, value.span])
    const bare = without(sentence, [...names, value.span]).slice(clause.start, clause.end)
    const whole = amount
      ? said.every(({ text }) => text.toLowerCase().replace(answering, '') === '')
      : /^[\s:]*(?:in|within|is|takes)?[\s.:]*$/.test(bare)
    if (target && whole) return { rule, target, when: [], because: trimmed(sentence, clause).text }
  }
  return undefined
}

function counted({ value }: Found, usual: ResponseTarget | undefined): ResponseTarget | undefined {
  if (value.kind !== 'number' || value.border || !usual) return undefined
  return ResponseTarget.safeParse({ amount: value.value, unit: usual.unit }).data
}
