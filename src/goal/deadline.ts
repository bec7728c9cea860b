import { ComposeError } from '../errors.ts'
import type { ResponseTarget } from '../schema.ts'
import { amount, targetOf } from './time.ts'
import { normalise, type Span, spanOf } from './words.ts'

/** What may follow without limiting a deadline. */
const forAll =
  '(?:\\s+(?:of (?:receipt|receiving it|getting it)|for (?:everyone|everybody|everything|(?:all |every |each )(?:cases?|referrals?|reports?|requests?|enquir(?:y|ies)|concerns?|complaints?|applications?|people)|all)))?'
const pattern = new RegExp(
  `(?:(answer|respond|reply|decide|decision|response|act|contact|get back)([^,.;]{0,40}?)\\s+)?(?:within|in under|in|no later than)\\s+${amount}\\s+(working |business |week)?\\s*(hour|day|week)s?(?![\\p{L}])${forAll}`,
  'gu',
)

/** Ends of the part of a sentence that a deadline belongs to. */
const part = /[,;!?]|\.(?=\s|$)|\s(?:and|or|but|then)\s/gu
/** What gives a deadline to some cases, or to something else than the answer. */
const some =
  /\b(?:urgent|emergency|emergencies|immediate|critical|high|low|standard|routine|priority|red|amber|green|serious|severe|simple|complex|minor|major|vulnerable|acknowledge\w*|escalate\w*|remind\w*|delete\w*|erase\w*|keep|kept|retain\w*|close\w*|visit\w*|inspect\w*|repair\w*|pay|paid|book\w*|open\w*|live|launch\w*|start\w*|ready|if|when|where|unless|who)\b/
const rest = /\b(?:else|others?|otherwise|the rest|remaining)\b/
const someAfter = /^\s+(?:for|if|when|where|unless|except|in|on|otherwise|of)\b/

/** What may be an answer, or only a message on the way to it. */
const told = /\b(?:notify|tell|text|email|message|send|inform|update)\b/

interface Deadline {
  target: ResponseTarget
  span: Span
  /** The words that say the deadline itself: "answer … within 2 days". */
  read: Span[]
}

/**
 * "answer within 2 working days" → { amount: 2, unit: 'working-days' }, with the words it stands in. A deadline of some
 * cases only ("within 2 hours for urgent ones") is never made that of all: it is in `unread`. Throws 'goal-contradicts'
 * when two are given for all.
 */
export function readDeadline(sentence: string): { deadline?: Deadline; unread: Span[] } {
  const text = normalise(sentence)
  const found = [...text.matchAll(pattern)].flatMap((match) => {
    const [, , , count = '', kind = '', unit = ''] = match
    const target = targetOf(count, kind, unit)
    if (!target) return []
    const start = match.index
    const end = start + match[0].length
    const from = [...text.slice(0, start).matchAll(part)].map((one) => one.index + one[0].length).at(-1) ?? 0
    const until = end + ([...text.slice(end).matchAll(part)][0]?.index ?? text.length - end)
    const words = text.slice(from, end)
    const limited = some.test(words) || someAfter.test(text.slice(end, until))
    return [
      {
        target,
        limited,
        told: told.test(words),
        rest: rest.test(text.slice(from, until)),
        span: spanOf(sentence, start, end),
        read: around(sentence, match),
        whole: trimmed(sentence, from, until),
      },
    ]
  })
  // "Everything else" says that the other deadlines are not for all either.
  const unlimited = found.some((one) => one.rest) ? [] : found.filter((one) => !one.limited)
  const answers = unlimited.filter((one) => !one.told)
  const general = answers.length > 0 ? answers : unlimited
  const [first] = general
  const other = general.find(
    (one) => one.target.amount !== first!.target.amount || one.target.unit !== first!.target.unit,
  )
  if (first && other) {
    throw new ComposeError(
      'goal-contradicts',
      `The goal gives two deadlines for every case: "${first.span.text.trim()}" and "${other.span.text.trim()}".`,
      { suggestion: 'Keep one of them. A service has one deadline for all its cases.' },
    )
  }
  return {
    ...(first ? { deadline: { target: first.target, span: first.span, read: first.read } } : {}),
    unread: found.filter((one) => !general.includes(one)).map((one) => one.whole),
  }
}

/** "answer", "within 2 days": what stands between the two is left to others to read. */
function around(sentence: string, { index, 0: { length }, 1: verb = '', 2: between = '' }: RegExpExecArray): Span[] {
  const after = index + verb.length
  return [spanOf(sentence, index, after), spanOf(sentence, after + between.length, index + length)]
}

function trimmed(sentence: string, from: number, until: number): Span {
  const text = sentence.slice(from, until)
  const start = from + text.length - text.trimStart().length
  return spanOf(sentence, start, start + text.trim().length)
}
