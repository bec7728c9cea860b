import { type Span, spanOf } from './words.ts'

const someone =
  'people|them|everyone|everybody|residents?|tenants?|patients?|callers?|applicants?|referrers?|customers?|staff|us'
const message = 'sms|texts?|e ?mails?|letters?|post|messages?'
const soon = '(?:within|in|no later than)\\s+\\S+\\s+(?:working |business )?(?:hour|day|week)'
const tell = `(?:text|e ?mail|message|notify|inform)\\s+(?:(?:and|or)\\s+(?:text|e ?mail)\\s+)?(?:(?:the|all)\\s+)?(?:${someone})\\b`
const always = (outcome: string) => [
  `(?:a |an |it is )?(?:${outcome})(?:\\s+priority|\\s+cases?)?\\s+(?:if|when|where|whenever|in case|otherwise)\\b`,
  `(?:answer|respond|reply|decide|act|get back|contact|acknowledge)\\b[^,;.]{0,40}?\\s${soon}`,
  tell,
  `(?:never|do not|don['’]t)\\s+${tell}`,
  `(?:treat|mark|rank|flag|class|count)\\s+[^,;.]{1,120}?\\sas\\s+(?:${outcome})\\b`,
]
/** After "and" these could as well go on with a condition: "they are ill and never ask for help". */
const afterComma = (outcome: string) => [
  ...always(outcome),
  `(?:${outcome})(?:\\s+priority|\\s+cases?)?\\s+(?:for|${soon})\\b`,
  `(?:not |but )?${soon}`,
  '\\d+\\s+(?:working |business )?(?:hour|day|week)s?\\b',
  `(?:tell|update|contact|write to|let|send|ask)\\s+(?:(?:the|all|an?|by|via)\\s+)?(?:${someone}|${message})\\b`,
  `(?:use|by|via)\\s+(?:${message})\\b`,
  `(?:${message})\\s*(?:$|[,;.!?])`,
  'if\\s',
  "(?:never|do not|don['’]t)\\s+(?:tell|contact|write|send|ask|use|make|mark|treat|post|call)\\b",
  `(?:no|without|not)\\s+(?:any\\s+|by\\s+|via\\s+)?(?:payments?|accounts?|sign|log|phone|paper|notifications?|addresse?s?|${message})\\b`,
  '(?:everything|everyone|anything|others?|otherwise|else|the rest|all (?:others?|the rest|cases?))\\b',
  '(?:staff|caseworkers?|we)\\s+(?:can|may|must|should|will|see|decide|work)\\b',
  '(?:keep|record|publish|show)\\s+(?:people|them|an?|the|all|every|records?)\\b',
]

/** How something else begins that the service should do; what does not begin so still belongs to a condition. */
const wish = (beginnings: readonly string[]) =>
  new RegExp(`^\\s*(?:(?:and|but|then|also|or|please)\\s+)*(?:${beginnings.join('|')})`)

const stop = /[;!?]|\.(?=\s|$)|,(?!\d)|\s+(?:and|or|then|but)\s/g

/**
 * Where a condition ends that begins at `from`: at a stop, or where another wish begins. It is not `clear` when a comma
 * stands in it: "over 75, lives alone and has no heating" is then one condition that nobody should cut in two.
 */
export function conditionEnd(
  text: string,
  sentence: string,
  from: number,
  outcome: string,
): { end: number; clear: boolean } {
  const [goesOn, begins] = [wish(always(outcome)), wish(afterComma(outcome))]
  const line = [...sentence.slice(from).matchAll(/\n/g)].find(({ index }) => begins.test(text.slice(from + index)))
  const last = line ? from + line.index : text.length
  let clear = true
  for (const { 0: sign, index } of text.slice(from, last).matchAll(stop)) {
    const at = from + index
    if (/[;!?.]/.test(sign)) return { end: at, clear }
    const after = text.slice(sign === ',' ? at + 1 : at)
    if ((sign === ',' ? begins : goesOn).test(after) || after.trim() === '') return { end: at, clear }
    if (sign === ',') clear = false
  }
  return { end: last, clear }
}

const not =
  /\b(?:(?:please\s+)?(?:do|does|should|must|will|can|may|is|are)\s+)?(?:(?:never|neither|nor|nobody|none|without|avoid|excluding|except|instead of|rather than|cannot)\b|not\b(?!-| (?:only|later|more|less) )|no\b(?!-| (?:later|more|less|fewer) than)|\w+n['’]t\b)/i
const notEnd = /[,;!?](?!\d)|\.(?=\s|$)|\s+(?:but|and instead|instead(?! of)|if|when|where)\b|$/i

/** What the goal does not want: "never email people", "not within 2 days" (and then: "but within 5"). */
export function negatedClauses(sentence: string): Span[] {
  const spans: Span[] = []
  for (let from = 0; ; ) {
    const found = not.exec(sentence.slice(from))
    if (!found) return spans
    const start = from + found.index
    const after = start + found[0].length
    from = after + notEnd.exec(sentence.slice(after))!.index
    spans.push(spanOf(sentence, start, from))
  }
}

/** Whether what stands before a rule turns it round: "never high priority if …", "only if …". */
export const turnsRound = (before: string): boolean =>
  not.test(before.split(/[,]|\bbut\b/).at(-1)!) ||
  /\b(?:less|least|lower|lowest|more|most|very|semi|non|only|even|unless|except)\s*$/.test(before) ||
  /\b(?:if|when|unless)\b[^,]*,\s*$/.test(before)
