import { capitalise } from './words.ts'

const pronouns = 'they|people|children|we|i|you|it|he|she|someone|somebody|anyone|nobody'
const auxiliaries =
  "is|are|am|was|were|has|have|had|can|could|cannot|will|would|should|must|may|might|do|does|did|(?:is|are|was|were|has|have|had|ca|could|wo|would|should|do|does|did)n['’]t"
const verbs =
  'live|need|want|feel|say|report|seem|look|smell|sound|refuse|require|threaten|use|get|go|come|work|sleep|leak|suffer|cause|affect|involve|concern|include|relate|contain|mention|happen|occur|fail|fall|stop|drink|take|care|depend|rely|lack|remain|stay|appear|face|ask|call|know|keep|hear|see|think|find|lose|cost|pay|owe|receive|claim|speak|hold|show'
const third = verbs
  .split('|')
  .map((verb) => (/[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : verb === 'go' ? 'goes' : `${verb}s`))
  .join('|')
const adverbs =
  'not|only|never|already|just|also|recently|always|ever|often|regularly|repeatedly|since|now|still|sometimes'
const participles =
  'been|gone|had|left|lost|got|broken|fallen|stopped|taken|given|eaten|seen|written|stolen|become|come|run|made|said|told|felt|kept|heard|found|cut|hurt|hit|done|slept|sent|met|paid|put'

/** A statement in three parts: "the caller | has | no food". */
export interface Statement {
  subject: string
  verb: string
  rest: string
}

const withAuxiliary = new RegExp(`^(\\S.{0,80}?)\\s+(${auxiliaries})\\s+(\\S.*)$`, 'i')
const withVerb = new RegExp(
  `^(\\S.{0,80}?)\\s+((?:(?:${adverbs})\\s+)?(?:${third}))(?!\\s+(?:of|${auxiliaries})\\b)\\b\\s*(.*)$`,
  'i',
)
const withPronoun = new RegExp(
  // Before another verb it may be no verb at all: "people nearby are ill".
  `^(${pronouns}|(?:the|these|those|their)\\s+[a-z]+s(?=\\s+(?:${verbs})\\b))\\s+((?:(?:${adverbs})\\s+)?(?:(?:${verbs}|${third})\\b|(?!(?:or|and|in|of|with|at|on|from|to|for|by|under|over|aged)\\b)(?!.*\\b(?:${auxiliaries})\\b)[a-z]+))\\b\\s*(.*)$`,
  'i',
)
const opening = new RegExp(
  `^(?:${auxiliaries}|${third}|${adverbs}|no|in|at|on|with|of|to|by|for|under|over|being|and|or)\\b`,
  'i',
)

const anyVerb = new RegExp(`\\b(?:${auxiliaries}|${third})\\b`, 'i')
/** Whether a verb that we know stands in it, so that "there is" must not be put before it. */
export const hasVerb = (said: string): boolean => anyVerb.test(said)

/** Finds subject and verb; undefined for what is no statement, such as "no heating" or "has no food". */
export function statementOf(said: string): Statement | undefined {
  if (opening.test(said) && !/^no(?:body| one)\b/i.test(said)) return undefined
  const [first] = [withAuxiliary, withVerb, withPronoun]
    .flatMap((shape) => {
      const [, subject = '', verb = '', rest = ''] = shape.exec(said) ?? []
      return subject && !/^(?:the|a|an|any|this|their|his|her)$/i.test(subject) ? [{ subject, verb, rest }] : []
    })
    .sort((a, b) => a.subject.length - b.subject.length)
  return first
}

/** Turns a statement into a question: auxiliary first, or "do" before other verbs; undefined for what is no statement. */
export function askYesNo(said: string): string | undefined {
  const statement = statementOf(said)
  if (!statement) return undefined
  const { verb, rest } = statement
  const subject = /^[A-Z][a-z]/.test(said) ? statement.subject.replace(/^./, (c) => c.toLowerCase()) : statement.subject
  const plainly = `Is it true that ${said}?`
  if (/\b(?:who|whom|that|which|what|whose|if|when|where|because)\b/i.test(subject)) return plainly
  if (/^(?:had|cannot|may|might|.*n['’]t)$/i.test(verb)) return plainly
  if (/^ha(?:s|ve)$/i.test(verb) && !isDone(rest)) return `${/s$/i.test(verb) ? 'Does' : 'Do'} ${subject} have ${rest}?`
  if (new RegExp(`^(?:${auxiliaries})$`, 'i').test(verb)) return `${capitalise(verb.toLowerCase())} ${subject} ${rest}?`
  const { base, singular } = bare(verb, subject)
  if (!base) return plainly
  return `${singular ? 'Does' : 'Do'} ${subject} ${base}${rest && ` ${rest}`}?`
}

/** "has failed" asks with the auxiliary, "has a garden" asks with do. */
function isDone(rest: string): boolean {
  return new RegExp(
    `^(?:(?:${adverbs})\\s+)*(?:${participles}|(?!need|red\\b|bed|seed|feed|limited)[\\w-]+ed)\\b`,
    'i',
  ).test(rest)
}

/** "often leaks" → often leak, of one; nothing for a verb in the past, which "do" cannot ask for as it stands. */
function bare(verb: string, subject: string): { base: string | undefined; singular: boolean } {
  const singular = !/^(?:they|people|children|we|i|you|(?:the|these|those|their) [a-z]+s)$/i.test(subject)
  if (/ed$/i.test(verb) || /\b(?:fell|left|lost|broke|died|went|came|got|made|took|ran|became|said|felt)$/i.test(verb))
    return { base: undefined, singular }
  if (!singular) return { base: verb, singular }
  if (!/s$/i.test(verb)) return { base: undefined, singular }
  return {
    base: verb
      .replace(/ies$/i, 'y')
      .replace(/goes$/i, 'go')
      .replace(/([^s])s$/i, '$1'),
    singular,
  }
}
