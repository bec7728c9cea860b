import type { Style } from '../show/colour.ts'
import type { Page } from '../show/layout.ts'
import { type PlanPart, showPlan } from '../show/plan.ts'
import { blocks } from './blocks.ts'
import type { Body } from './body.ts'
import { settledPlan } from './items.ts'
import type { Talk } from './state.ts'
import { wrapped } from './wrap.ts'

interface Section {
  name: string
  parts: readonly PlanPart[]
  /** What `?` says of it. */
  about: string
}

/** The parts of the plan as they are moved through. */
export const sections: readonly Section[] = [
  {
    name: 'Goal',
    parts: ['goal', 'unread', 'reuse'],
    about:
      'What was understood. The pattern is the kind of service; a record is what people send; the folder is made where you are. What was not read stands in the report, the receipt and the README of the service.',
  },
  {
    name: 'Parts',
    parts: ['parts'],
    about:
      'Each part of the catalogue that is used, and why. "needs WardCode" means that nobody asked for the part: a type was needed that only it supplies. Below stands what was passed over, with the rule that did it.',
  },
  {
    name: 'Questions',
    parts: ['questions'],
    about:
      'What people will be asked, in this order. A question with a reason is there since nothing else could supply the value.',
  },
  {
    name: 'Rules and times',
    parts: ['words', 'rules'],
    about:
      'What the goal says is decided, and by when, with its own words; then the tables and settings that hold where it says nothing else. A table is read from its top: the first row that holds decides.',
  },
  {
    name: 'Texts',
    parts: [],
    about: 'What people are written and told, word for word. {names in braces} are filled in for each of them.',
  },
  {
    name: 'Inputs',
    parts: ['inputs', 'setUp', 'undo'],
    about:
      'Every input of every step, with its type and role, and where its value comes from. What is set up once and what a withdrawal undoes stand below.',
  },
  {
    name: 'Policy',
    parts: ['policy', 'open'],
    about:
      'What the rules of your organisation say of the parts. What needs approval is asked before anything is made.',
  },
]

/** The second screen: one section of the plan. */
export function planBody(talk: Talk, style: Style): Body {
  const { columns: width, draft, left, preview, read, section } = talk
  const { name, parts } = sections[section]!
  const bar = sections.map((one, index) => (index === section ? style.strong(`[${one.name}]`) : one.name)).join('  ')
  const on = blocks(style)
  const wrong = [...(draft?.problems ?? []), ...(preview?.problems ?? [])]
  if (wrong.length > 0) {
    on.heading(
      draft ? 'What you saved is no plan yet; e opens it again' : 'The plan leads nowhere in these places; e opens it',
    )
    on.table(wrong.map(({ message, suggestion = '', where = '' }) => [where, message, suggestion]))
  }
  if (read?.plan) showPlan(settledPlan(read.plan, left), on, parts)
  if (name === 'Texts') showTexts(preview?.texts, read?.plan?.model, on)
  return { lines: [...wrapped(bar, width), '', ...on.lines(width)] }
}

function showTexts(texts: Readonly<Record<string, string>> | undefined, model: string | undefined, on: Page): void {
  on.heading('Texts')
  if (model) on.line(`  ${model} may word them otherwise; those of the catalogue are:`)
  for (const [name, text] of Object.entries(texts ?? {})) {
    on.line(`  ${name}`)
    for (const line of text.trimEnd().split('\n')) on.line(`    ${line}`.trimEnd())
  }
}
