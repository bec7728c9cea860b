import { endOfCondition } from './clause.ts'
import { normalise } from './words.ts'

/** A piece of the sentence that has the form of a rule. */
export interface Candidate {
  start: number
  end: number
  spoken: string
  clause: string
  clear: boolean
}

/** Every piece of the sentence that has one of the three forms, in the order they stand in. */
export function candidates(
  text: string,
  sentence: string,
  outcomes: Readonly<Record<string, readonly string[]>>,
): Candidate[] {
  const outcome = outcomeOf(outcomes)
  const clause = '(?<clause>(?:[^,;.]|[,.](?=\\d)){3,160}?)'
  const ends = '(?=\\s*(?:$|[,;.!?]|\\s(?:and|but|then|otherwise|else)\\b))'
  const outcomeFirst = new RegExp(`\\b${outcome}\\s+(?:if|when|where|whenever|in case)\\s+`, 'g')
  const conditionFirst = [
    new RegExp(
      `\\bif\\s+${clause}(?:,|\\s+then)\\s+(?:it is |it's |make it |give it |treat (?:it|them) as |mark (?:it|them) as |that is )?${outcome}${ends}`,
      'g',
    ),
    new RegExp(
      `\\b(?:treat|mark|rank|flag|class|count)\\s+(?:any |all |every )?(?:cases?|anything|everything|anyone|those|people|referrals?|reports?|requests?)\\s+(?<joint>where|with|in which|who|when|if|about|involving)\\s+${clause}\\s+as\\s+${outcome}${ends}`,
      'g',
    ),
  ]
  const endOf = endOfCondition(phrasesOf(outcomes))
  const first = [...text.matchAll(outcomeFirst)].map((match): Candidate => {
    const from = match.index + match[0].length
    const { end, clear } = endOf(text, sentence, from)
    return { start: match.index, end, spoken: match.groups!.outcome!, clause: sentence.slice(from, end), clear }
  })
  const second = conditionFirst.flatMap((form) =>
    [...text.matchAll(form)].map((match): Candidate => {
      const { outcome: spoken = '', clause: said = '', joint = '' } = match.groups!
      const from = match.index + match[0].indexOf(said, joint ? match[0].indexOf(` ${joint} `) + joint.length : 0)
      const words = sentence.slice(from, from + said.length)
      const end = match.index + match[0].length
      return { start: match.index, end, spoken, clause: `${subjectOf(joint, said)}${words}`, clear: true }
    }),
  )
  return [...first, ...second].sort((a, b) => a.start - b.start)
}

/** What "treat cases with …" leaves out of its condition. */
function subjectOf(joint: string, said: string): string {
  if (joint === 'with')
    return /^(?:children|people|(?!this|less)[a-z]+[^s\W]s)\b/i.test(said) ? 'there are ' : 'there is '
  if (joint === 'about') return 'it is about '
  if (joint === 'involving') return 'it involves '
  if (joint !== 'who') return ''
  return /^(?:is|has|was|\w+s)\s/.test(said) ? 'the person ' : 'they '
}

export const phrasesOf = (outcomes: Readonly<Record<string, readonly string[]>>): string =>
  Object.values(outcomes)
    .flat()
    .map(normalise)
    .sort((a, b) => b.length - a.length)
    .join('|')

/** An expression for an outcome as people say it. */
export const outcomeOf = (outcomes: Readonly<Record<string, readonly string[]>>): string =>
  `(?<outcome>${phrasesOf(outcomes)})(?:\\s+priority|\\s+cases?)?`
