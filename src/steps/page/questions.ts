import { answered, answeredRules, type RecordField } from '../../schema.ts'
import { pageTexts } from '../fill/placeholders.ts'
import type { Block, Cell, Section } from './document.ts'
import { type Facts, purposeOf } from './facts.ts'
import { conditionText, messageText, named, questionOf } from './values.ts'
import { say, words } from './words.ts'

const said = words.questions

/** What people are asked, in which order, and why; what the pages say around it. */
export function questionsSection(facts: Facts): Section {
  const { record } = facts.composition
  return {
    id: 'questions',
    title: said.title,
    blocks: [
      { kind: 'text', text: record.length === 0 ? said.none : said.intro },
      ...(record.length === 0 ? [] : [table(facts)]),
      ...record.flatMap(urgentBlocks),
      ...pagesBlock(facts),
      ...answerBlocks(facts),
    ],
  }
}

function table(facts: Facts): Block {
  return {
    kind: 'table',
    caption: said.caption,
    head: [said.question, said.answered, said.why],
    rows: facts.composition.record.map((field, index) => [
      [
        say(said.numbered, { number: String(index + 1), question: field.question.title }),
        ...(field.question.hint ? [field.question.hint] : []),
      ],
      answeredHow(field, facts),
      whyAsked(field, facts),
    ]),
  }
}

function answeredHow(field: RecordField, { composition, catalog }: Facts): Cell {
  const { question, choices, optional } = field
  const conditions = Object.entries(field.if ?? {}).map(([name, test]) =>
    conditionText(questionOf(name, composition), test),
  )
  return [
    ...(question.only ? question.only.map((way) => said.ways[way]) : [said.kinds[question.kind]]),
    ...Object.values(question.options ?? {}),
    ...(question.maxLength ? [say(said.upTo, { count: String(question.maxLength) })] : []),
    ...(choices ? [say(said.picked, { list: purposeOf(choices.operation, catalog) })] : []),
    ...(choices?.hold ? [said.held] : []),
    ...(question.urgent
      ? [
          say(said.urgent, {
            answer:
              typeof question.urgent.is === 'string'
                ? question.urgent.is
                : question.urgent.is
                  ? words.values.yes
                  : words.values.no,
            heading: question.urgent.heading,
          }),
        ]
      : []),
    ...(optional ? [said.optional] : []),
    ...(conditions.length > 0 ? [said.onlyIf, ...conditions] : []),
  ]
}

/** A question stands there since a step needs the answer, since the goal says so, or since the pattern has it. */
function whyAsked({ because }: RecordField, { composition, catalog }: Facts): string {
  if (because === undefined) return said.pattern
  const step = /^(\S+) needs it \(/.exec(because)?.[1]
  if (step === undefined) return say(said.goal, { words: because })
  return Object.hasOwn(composition.rules, step)
    ? say(said.neededBy, { rule: named(step) })
    : say(said.needed, { purpose: purposeOfStep(step, { composition, catalog }) })
}

/** What a step, or a rule that is needed, is for. */
export function purposeOfStep(id: string, { composition, catalog }: Pick<Facts, 'composition' | 'catalog'>): string {
  const { lookups, on, phases } = composition
  const steps = [...lookups, ...Object.values(phases).flat(), ...on.flatMap((one) => one.steps)]
  const found = steps.find((step) => step.id === id)
  if (found?.do) return purposeOf(found.do, catalog)
  const answer = composition.answers?.[id]
  return answer ? purposeOf(answer.do, catalog) : named(id)
}

function urgentBlocks({ question: { urgent } }: RecordField): Block[] {
  if (!urgent) return []
  return [
    { kind: 'heading', text: say(said.urgentTitle, { heading: urgent.heading }) },
    { kind: 'list', items: urgent.paragraphs },
  ]
}

function pagesBlock({ composition: { texts } }: Facts): Block[] {
  const names = pageTexts.filter((name): name is keyof typeof said.pageNames => Boolean(texts[name]))
  if (names.length === 0) return []
  const rows = names.map((name) => [said.pageNames[name], messageText(texts[name]!)])
  return [{ kind: 'table', caption: said.pages, head: [said.page, said.says], rows }]
}

/** Of a service that answers at once. */
function answerBlocks({ composition }: Facts): Block[] {
  if (answered(composition).length === 0) return []
  const rules = answeredRules(composition).map(named)
  const found = Object.values(composition.answers ?? {})
  return [
    { kind: 'heading', text: said.answers },
    ...(rules.length > 0 ? [{ kind: 'text', text: say(said.answersRules, { rules: rules.join(', ') }) } as const] : []),
    {
      kind: 'list',
      items: [
        ...found.map(
          ({ title, show, labels }): Cell => [title, ...show.map((member) => labels[member] ?? named(member))],
        ),
        ...found.map(({ none }): Cell => [said.nothingFound, none.title, ...none.says]),
        said.nothingKept,
      ],
    },
  ]
}
