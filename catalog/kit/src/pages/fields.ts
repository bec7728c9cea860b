import { type Checked, check, longest, type Typed } from './answers.ts'
import { dayText } from './dates.ts'
import type { Answers, Choice, Question } from './shapes.ts'

/** One question as the template `field.njk` draws it. */
export interface Field {
  name: string
  kind: Question['kind']
  title: string
  hint: string | undefined
  optional: boolean
  autocomplete: string
  spellcheck: boolean | undefined
  /** characters; only where the question itself sets a limit, which the page then counts down */
  count: number | undefined
  value: string
  parts: { name: string; value: string; wrong: boolean }[]
  choices: Choice[]
  error: string | undefined
}

/** One line of an error summary: the text and the id of the field it leads to. */
export interface Mistake {
  text: string
  href: string
}

const YES_NO: Choice[] = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]

/** An answer as the person would type it again. */
export function retyped(question: Question, answer: string | boolean | undefined): Typed {
  if (answer === undefined) return {}
  if (question.kind === 'date' && typeof answer === 'string') {
    const [year = '', month = '', day = ''] = answer.split('-')
    const plain = (digits: string) => digits.replace(/^0/, '')
    return {
      [`${question.name}-day`]: plain(day),
      [`${question.name}-month`]: plain(month),
      [`${question.name}-year`]: year,
    }
  }
  return { [question.name]: typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : answer }
}

/** An answer as the check answers page shows it. `label` is the text of a chosen address. */
export function shown(question: Question, answer: string | boolean | undefined, label?: string): string {
  if (answer === undefined || answer === '') return 'Not provided'
  if (typeof answer === 'boolean') return answer ? 'Yes' : 'No'
  if (question.kind === 'date') return dayText(answer)
  return label ?? question.options?.find((option) => option.value === answer)?.text ?? answer
}

const LONGEST_KEPT = 20_000

/** What a form sent for a question, and nothing else that came with it; longer by far than any answer, not without end. */
export function ownFields({ name, kind }: Question, typed: Typed): Typed {
  const names = kind === 'date' ? ['day', 'month', 'year'].map((part) => `${name}-${part}`) : [name]
  return Object.fromEntries(names.map((one) => [one, (typed[one] ?? '').slice(0, LONGEST_KEPT)]))
}

/** A question with what was typed and what is wrong with it. */
export function fieldOf(question: Question, typed: Typed, choices: Choice[], checked?: Checked): Field {
  const wrong = checked !== undefined && 'problem' in checked ? checked : undefined
  const parts = question.kind === 'date' ? ['day', 'month', 'year'] : []
  return {
    name: question.name,
    kind: question.kind,
    title: question.title,
    hint: question.hint,
    optional: question.optional ?? false,
    // Browsers offer the person's own details for any field that says nothing, also for those about somebody else.
    autocomplete: question.autocomplete ?? 'off',
    spellcheck: question.spellcheck,
    count: question.maxLength === undefined ? undefined : longest(question),
    value: typed[question.name] ?? '',
    parts: parts.map((part) => ({
      name: part,
      value: typed[`${question.name}-${part}`] ?? '',
      // The field the message leads to is marked; when the whole date is wrong that is all three.
      wrong: wrong !== undefined && (wrong.field.endsWith(`-${part}`) || !wrong.problem.includes('must include')),
    })),
    choices: question.kind === 'yes-no' ? YES_NO : choices,
    error: wrong?.problem,
  }
}

/** Checks a form of several questions: its fields to draw again, its mistakes, and the answers when there are none. */
export function checkForm(
  asked: { question: Question; choices: Choice[] }[],
  typed: Typed,
): { fields: Field[]; mistakes: Mistake[]; answers: Answers } {
  const fields: Field[] = []
  const mistakes: Mistake[] = []
  const answers: Answers = {}
  for (const { question, choices } of asked) {
    const checked = check(question, typed, choices)
    fields.push(fieldOf(question, typed, choices, checked))
    if ('problem' in checked) mistakes.push({ text: checked.problem, href: `#${checked.field}` })
    else if (checked.answer !== '') answers[question.name] = checked.answer
  }
  return { fields, mistakes, answers }
}
