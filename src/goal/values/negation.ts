import { type Span, spanOf } from '../words.ts'
import { Tokens } from './tokens.ts'

const refusing = new Set('never neither nor nobody none without avoid excluding except cannot'.split(' '))
const helping = new Set('please do does should must will can may is are'.split(' '))
/** What follows when it is said how much, and not that something is unwanted: "not only", "no later than". */
const measuring = new Set('only later more less fewer older younger'.split(' '))
const costs = new Set('charge charges fee fees cost'.split(' '))
const ends = new Set('but if when where'.split(' '))
/** "Without asking where they live": what is asked belongs to it. */
const saying = new Set('ask asking asked know knowing say saying tell telling show showing see seeing'.split(' '))

/** What a goal does not want, with its end: "never email people", "not within 2 days" (and then: "but within 5"). */
export function negationsIn(sentence: string, tokens: Tokens = new Tokens(sentence)): Span[] {
  const spans: Span[] = []
  for (let at = 0; at < tokens.all.length; at++) {
    const refused = refusesAt(tokens, at)
    if (refused === undefined) continue
    const first = firstOf(tokens, at)
    const last = endOf(tokens, refused, sentence)
    spans.push(spanOf(sentence, tokens.all[first]!.start, tokens.all[last - 1]!.end))
    at = last - 1
  }
  return spans
}

/** Whether any word of a text refuses something. */
export function refuses(text: string): boolean {
  const tokens = new Tokens(text)
  return tokens.all.some((_, at) => refusesAt(tokens, at) !== undefined)
}

function refusesAt(tokens: Tokens, at: number): number | undefined {
  const said = tokens.at(at)
  if (refusing.has(said) || (said.length > 3 && said.endsWith("n't"))) return at + 1
  if (said === 'instead' || said === 'rather') {
    const of = said === 'instead' ? 'of' : 'than'
    return tokens.at(at + 1) === of ? at + 2 : undefined
  }
  // "non-stop", "no-one": a part of a word.
  if (said !== 'not' && said !== 'no') return undefined
  if (tokens.hyphenated(at)) return undefined
  // What costs nothing is no negation.
  if (said === 'no' && costs.has(tokens.at(at + 1))) return undefined
  if (!measuring.has(tokens.at(at + 1))) return at + 1
  return said === 'no' && tokens.at(at + 2) !== 'than' && tokens.at(at + 1) !== 'later' ? at + 1 : undefined
}

/** "please do not": from where it begins. */
function firstOf(tokens: Tokens, at: number): number {
  let first = at
  if (first > 0 && helping.has(tokens.at(first - 1)) && tokens.at(first - 1) !== 'please') first--
  if (first > 0 && first < at && tokens.at(first - 1) === 'please') first--
  return first
}

function endOf(tokens: Tokens, from: number, sentence: string): number {
  let at = from
  for (; at < tokens.all.length; at++) {
    const { text, start, end } = tokens.all[at]!
    const before = tokens.all[at - 1]!
    if (/^[,;!?.()]$/.test(text) && !(text === '.' && /\S/.test(sentence[end] ?? ' '))) break
    if ((ends.has(text) && !saying.has(tokens.at(at - 1))) || sentence.slice(before.end, start).includes('\n')) break
    if (text === 'and' && tokens.at(at + 1) === 'instead') break
    if (text === 'instead' && tokens.at(at + 1) !== 'of') break
  }
  return at
}
