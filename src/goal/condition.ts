import type { Condition, RecordField, Test } from '../schema.ts'
import { camel, capitalise, normalise } from './words.ts'

const comparisons: readonly [RegExp, (value: number) => Test][] = [
  [/\b(?:over|above|more than|older than|greater than|longer than)\b/, (value) => ({ over: value })],
  [/\b(?:under|below|less than|younger than|fewer than|shorter than)\b/, (value) => ({ under: value })],
  [/\b(?:at least|no less than)\b/, (value) => ({ atLeast: value })],
  [/\b(?:at most|no more than|up to)\b/, (value) => ({ atMost: value })],
]

/**
 * Reads one condition: "there is a risk of harm" → is riskOfHarm true, asked as "Is there a risk of harm?";
 * "they are over 75" → is age over 75. A field that the pattern already asks for is used again.
 */
export function readCondition(clause: string, fields: readonly RecordField[]): Condition | undefined {
  const said = clause
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.,;:!?]+$/, '')
  const plain = normalise(said)
  if (!/[a-z]/.test(plain)) return undefined
  const counted = readComparison(said, plain)
  if (counted) return counted
  const phrase = bare(plain)
  const known = fields.find(
    (field) => field.type === 'YesNo' && wordsIn(field.name).every((word) => plain.split(' ').includes(word)),
  )
  return {
    phrase: said,
    field: known?.name ?? camel(phrase),
    is: true,
    title: known?.question.title ?? askYesNo(said, plain),
    type: 'YesNo',
  }
}

function readComparison(said: string, plain: string): Condition | undefined {
  for (const [words, test] of comparisons) {
    const found = words.exec(plain)
    const number = found && /^\s*(\d{1,9})\b\s*([a-z]*)/.exec(plain.slice(found.index + found[0].length))
    if (!found || !number) continue
    const unit = number[2] ?? ''
    const is = test(Number(number[1]))
    const subject = bare(
      plain
        .slice(0, found.index)
        .replace(/\b(?:is|are|has|have|aged|been|lasted|lasting)\b\s*$/, '')
        .trim(),
    )
    if (
      /^(?:they|he|she|someone|somebody|anyone|aged|person|applicant|subject|)$/.test(subject) &&
      /^(?:years?|)$/.test(unit)
    ) {
      return { phrase: said, field: 'age', is, title: 'How old is the person, in years?', type: 'WholeNumber' }
    }
    if (subject === '' || subject === 'there') {
      return {
        phrase: said,
        field: camel(`number of ${unit}`),
        is,
        title: `How many ${unit} are there?`,
        type: 'WholeNumber',
      }
    }
    return {
      phrase: said,
      field: camel(subject),
      is,
      title: `${capitalise(subject)}: how many${unit ? ` ${unit}` : ''}?`,
      type: 'WholeNumber',
    }
  }
  return undefined
}

/** Takes away what does not name the thing: "there is a risk of harm" → "risk of harm". */
function bare(plain: string): string {
  return plain
    .replace(
      /^(?:that\s+)?(?:there\s+(?:is|are|was|were)|there's|it\s+(?:is|involves|concerns)|they\s+(?:are|have)|(?:the\s+)?(?:person|case|applicant|someone|somebody|anyone)\s+(?:is|has))\s+/,
      '',
    )
    .replace(/^(?:a|an|any|the|some|in|at)\s+/, '')
    .trim()
}

const wordsIn = (name: string): string[] =>
  name
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
    .split(' ')

/** Turns a statement into a question: auxiliary first, or "do" before other verbs. */
function askYesNo(said: string, plain: string): string {
  const aux = /^(.{1,60}?)\s+(is|are|was|were|has|have|can|cannot|will)\s+(.+)$/.exec(plain)
  if (aux) {
    const [, subject = '', verb = '', rest = ''] = aux
    // "has failed" asks with the auxiliary, "has a garden" asks with do.
    const full =
      (verb === 'has' || verb === 'have') &&
      !/^(?:been|gone|had|left|lost|got|broken|fallen|stopped|\w+ed|\w+en)\b/.test(rest)
    if (!full) return `${capitalise(verb)} ${subject} ${rest}?`
    return `${verb === 'has' ? 'Does' : 'Do'} ${subject} have ${rest}?`
  }
  const verb = /^(they|people|children|we|i|it|he|she|someone|somebody|anyone)\s+(.+)$/.exec(plain)
  if (verb) {
    const [, subject = '', rest = ''] = verb
    const plural = /^(?:they|people|children|we|i)$/.test(subject)
    return plural ? `Do ${subject} ${rest}?` : `Does ${subject} ${rest.replace(/^([a-z]+?)s\b/, '$1')}?`
  }
  return `Does this apply: ${said}?`
}
