import { refuses } from './values/negation.ts'

const someone =
  'people|them|everyone|everybody|residents?|tenants?|patients?|callers?|applicants?|referrers?|customers?|staff|us'
const message = 'sms|texts?|e ?mails?|letters?|post|messages?'
const soon = '(?:within|in|no later than)\\s+\\S+\\s+(?:working |business )?(?:hour|day|week)'
const tell = `(?:text|e ?mail|message|notify|inform)\\s+(?:(?:and|or)\\s+(?:text|e ?mail)\\s+)?(?:(?:the|all)\\s+)?(?:${someone})\\b`
const always = (outcome: string) => [
  `(?:a |an |it is )?(?:${outcome})(?:\\s+priority|\\s+cases?)?\\s+(?:if|when|where|whenever|in case|otherwise)\\b`,
  '(?:we )?aim to\\s',
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
  "(?:never|do not|don['’]t)\\s+(?:tell|contact|write|send|ask|use|make|mark|treat|post|call|message|text|e ?mail|notify|inform|phone|share|show|publish|close|delete)\\b",
  `(?:no|without|not)\\s+(?:any\\s+|by\\s+|via\\s+)?(?:payments?|accounts?|sign|log|phone|paper|notifications?|addresse?s?|${message})\\b`,
  '(?:everything|everyone|anything|others?|otherwise|else|the rest|all (?:others?|the rest|cases?))\\b',
  '(?:staff|caseworkers?|we)\\s+(?:can|may|must|should|will|see|decide|work)\\b',
  '(?:keep|record|publish|show)\\s+(?:people|them|an?|the|all|every|records?)\\b',
]

/** How something else begins that the service should do; what does not begin so still belongs to a condition. */
const wish = (beginnings: readonly string[]) =>
  new RegExp(`^\\s*(?:(?:and|but|then|also|or|please)\\s+)*(?:${beginnings.join('|')})`)

const stop = /[;!?]|\.(?=\s|$)|,(?!\d)|\s+(?:and|or|then|but)\s/g

/** Characters of a condition; what goes on longer is none that anybody could be asked. */
const longest = 500

export type EndOfCondition = (text: string, sentence: string, from: number) => { end: number; clear: boolean }

/**
 * Says where a condition ends that begins at `from`: at a stop, or where another wish begins. It is not `clear` when a comma
 * stands in it: "over 75, lives alone and has no heating" is then one condition that nobody should cut in two.
 */
export function endOfCondition(outcome: string): EndOfCondition {
  const [goesOn, begins] = [wish(always(outcome)), wish(afterComma(outcome))]
  return (text, sentence, from) => {
    const most = Math.min(text.length, from + longest)
    let last = most
    for (const { index } of sentence.slice(from, most).matchAll(/\n/g)) {
      if (!begins.test(text.slice(from + index, most))) continue
      last = from + index
      break
    }
    let clear = true
    for (const { 0: sign, index } of text.slice(from, last).matchAll(stop)) {
      const at = from + index
      if (/[;!?.]/.test(sign)) return { end: at, clear }
      const after = text.slice(sign === ',' ? at + 1 : at, at + longest)
      if ((sign === ',' ? begins : goesOn).test(after) || after.trim() === '') return { end: at, clear }
      if (sign === ',') clear = false
    }
    return { end: last, clear: clear && last < from + longest }
  }
}

/** Whether something else begins that the service should do, at the start of a text in lower case. */
export const beginsWish = (outcome: string): RegExp =>
  wish([
    ...always(outcome),
    `(?:by|via)\\s+(?:${message})\\b`,
    "(?:otherwise|everything else|never|do not|don[’']t)\\b",
  ])

/** Whether what stands before a rule turns it round: "never high priority if …", "only if …". */
export const turnsRound = (before: string): boolean =>
  refuses(before.split(/[,]|\bbut\b/).at(-1)!) ||
  /\b(?:less|least|lower|lowest|more|most|very|semi|non|only|even|unless|except)\s*$/.test(before) ||
  /\b(?:if|when|unless)\b[^,]*,\s*$/.test(before)
