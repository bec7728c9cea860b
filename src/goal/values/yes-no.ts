import type { Part, Tokens } from './tokens.ts'
import type { YesNo } from './value.ts'

const words: Readonly<Record<string, boolean>> = { yes: true, no: false, true: true, false: false }

/** "yes" or "no" by itself: before a further word it says something of that ("no address"). */
export function yesNoAt(tokens: Tokens, at: number): Part<YesNo> {
  const said = tokens.at(at)
  if (!Object.hasOwn(words, said)) return undefined
  if (tokens.hyphenated(at) || /^[\p{L}\d£]/u.test(tokens.at(at + 1))) return undefined
  return { value: { kind: 'yes-no', is: words[said]! }, next: at + 1 }
}
