import { type Checked, check, longest, namesOf, type Typed } from './answers.ts'
import { STATEMENT } from './kinds/choice.ts'
import { fieldsOfWay, waysOf, wayText } from './kinds/contact.ts'
import { unitsOf, unitWords } from './kinds/duration.ts'
import { acceptedTypes } from './kinds/file.ts'
import { kinds } from './kinds/index.ts'
import type { Part } from './kinds/kind.ts'
import type { Answer, Answers, Choice, Question } from './shapes.ts'

/** One question as the template `field.njk` draws it. */
export interface Field {
  name: string
  kind: Question['kind']
  check: Question['check']
  title: string
  hint: string | undefined
  optional: boolean
  autocomplete: string
  spellcheck: boolean | undefined
  /** characters; only where the question itself sets a limit, which the page then counts down */
  count: number | undefined
  value: string
  /** by name: each field, where there are several */
  parts: Record<string, Part>
  choices: Choice[]
  /** the choices by the heading that they stand under; one group without a heading where there are none */
  groups: { heading: string | undefined; items: Item[] }[]
  /** kind `several`: the choices as the component of GOV.UK has them */
  boxes: (Item | { divider: string })[]
  ways: { value: string; text: string; names: string[] }[]
  units: { value: string; text: string }[]
  statement: string
  file: boolean
  accept: string
  whole: boolean
  error: string | undefined
  /** the id of the field that the error is about */
  wrong: string | undefined
}

interface Item {
  value: string
  text: string
  hint?: { text: string }
  checked: boolean
  behaviour?: 'exclusive'
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
export function retyped(question: Question, answer: Answer | undefined): Typed {
  return answer === undefined || answer === '' ? {} : kinds[question.kind].retyped(question, answer)
}

/** An answer as the check answers page shows it. `label` is the text of what was picked, or the name of a file. */
export function shown(question: Question, answer: Answer | undefined, label?: string): string {
  if (answer === undefined || answer === '') return 'Not provided'
  return kinds[question.kind].shown(question, answer, label)
}

const LONGEST_KEPT = 20_000

/** What a form sent for a question, and nothing else that came with it; longer by far than any answer, not without end. */
export function ownFields(question: Question, typed: Typed): Typed {
  return Object.fromEntries(namesOf(question).map((one) => [one, (typed[one] ?? '').slice(0, LONGEST_KEPT)]))
}

/** A question with what was typed and what is wrong with it. */
export function fieldOf(question: Question, typed: Typed, choices: Choice[], checked?: Checked): Field {
  const wrong = checked !== undefined && 'problem' in checked ? checked : undefined
  const { marks } = kinds[question.kind]
  const parts = namesOf(question).map((name): [string, Part] => {
    const isWrong = wrong !== undefined && (marks?.(name, wrong.field, wrong.problem) ?? name === wrong.field)
    return [name, { name, value: typed[name] ?? '', wrong: isWrong }]
  })
  const all = question.kind === 'yes-no' ? YES_NO : choices
  const value = typed[question.name] ?? ''
  return {
    name: question.name,
    kind: question.kind,
    check: question.check,
    title: question.title,
    hint: question.hint,
    optional: question.optional ?? false,
    // Browsers offer the person's own details for any field that says nothing, also for those about somebody else.
    autocomplete: question.autocomplete ?? 'off',
    spellcheck: question.spellcheck,
    count: question.maxLength === undefined ? undefined : longest(question),
    value,
    parts: Object.fromEntries(parts),
    choices: all,
    groups: grouped(all, value),
    boxes: boxesOf(all, value.split('\n')),
    ways: waysOf(question).map((way) => ({ value: way, text: wayText(way), names: fieldsOfWay(question.name, way) })),
    units: unitsOf(question).map((unit) => ({ value: unit, text: unitWords(unit) })),
    statement: question.statement ?? STATEMENT,
    file: question.kind === 'file',
    accept: acceptedTypes(question).join(','),
    whole: (question.decimals ?? 0) === 0,
    error: wrong?.problem,
    wrong: wrong?.field,
  }
}

const itemOf = ({ value, text, hint }: Choice, checked: boolean): Item => ({
  value,
  text,
  ...(hint === undefined ? {} : { hint: { text: hint } }),
  checked,
})

function grouped(choices: readonly Choice[], value: string): Field['groups'] {
  const groups: Field['groups'] = []
  for (const choice of choices) {
    const item = itemOf(choice, choice.value === value)
    const last = groups.at(-1)
    if (last !== undefined && last.heading === choice.group) last.items.push(item)
    else groups.push({ heading: choice.group, items: [item] })
  }
  return groups
}

function boxesOf(choices: readonly Choice[], ticked: readonly string[]): Field['boxes'] {
  return choices.flatMap((choice, index): Field['boxes'] => {
    const item = itemOf(choice, ticked.includes(choice.value))
    if (!choice.alone) return [item]
    return [...(index === 0 ? [] : [{ divider: 'or' }]), { ...item, behaviour: 'exclusive' }]
  })
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
