import { spanOf } from '../words.ts'
import { ageAt } from './age.ts'
import { countAt, plainAt, rangeAt } from './count.ts'
import { durationAt } from './duration.ts'
import { dateAt, momentAt } from './moment.ts'
import { moneyAt, percentAt } from './money.ts'
import { type Part, Tokens } from './tokens.ts'
import type { Found, Value } from './value.ts'
import { yesNoAt } from './yes-no.ts'

/** One row a form; of several that fit at one place the longest is meant, of equally long ones the first. */
const forms: readonly ((tokens: Tokens, at: number) => Part<Value>)[] = [
  moneyAt,
  ageAt,
  countAt,
  percentAt,
  momentAt,
  dateAt,
  durationAt,
  rangeAt,
  plainAt,
  yesNoAt,
]

/** Every value of a text with the words it stands in, from left to right; no two share a word. */
export function valuesIn(text: string, tokens: Tokens = new Tokens(text)): Found[] {
  const found: Found[] = []
  for (let at = 0; at < tokens.all.length; ) {
    let best: Part<Value>
    for (const form of forms) {
      const read = form(tokens, at)
      if (read && read.next > (best?.next ?? at)) best = read
    }
    if (best) {
      const span = spanOf(text, tokens.all[at]!.start, tokens.all[best.next - 1]!.end)
      found.push({ value: best.value, span })
    }
    at = best?.next ?? at + 1
  }
  return found
}

/** The one value that a whole text is; undefined when more stands there, or something else. */
export function onlyValueIn(text: string): Value | undefined {
  const [found, ...others] = valuesIn(text)
  return found && others.length === 0 && found.span.text === text.trim() ? found.value : undefined
}
