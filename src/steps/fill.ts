import type { AnswerCheck } from '../brain/brain.ts'
import type { Answers, Fillings, Questions, Role } from '../brain/roles.ts'
import type { Catalog } from '../catalog/load.ts'
import type { Composition, Question, RecordField } from '../schema.ts'
import { checkFillings } from './fill/check-fillings.ts'
import { checkScenarios } from './fill/check-scenarios.ts'
import { placeholders } from './fill/placeholders.ts'
import { calmAnswers, requiredScenarios } from './fill/required.ts'
import { visibleTo } from './fill/visible.ts'
import type { Draft } from './settle.ts'

export type AskAgent = <R extends Role>(role: R, question: Questions[R], check: AnswerCheck<R>) => Promise<Answers[R]>

/** A composition with what the coder answered, so that a later lap can hand it back for repair. */
export interface Filled {
  composition: Composition
  fillings: Fillings
}

/** What a lap has shown, for the coder to mend. */
export type Repair = NonNullable<Questions['coder']['repair']>

/**
 * draft → composition. The tester writes scenarios before any rule is filled, so that none is cut to fit; then the coder
 * fills rules and wording. Each answer is checked in code.
 */
export async function fill(draft: Draft, catalog: Catalog, ask: AskAgent): Promise<Filled> {
  const { intent, pattern, composition } = draft
  const required = requiredScenarios(intent, pattern, composition.record)
  const operations = [...catalog.capabilities.values()]
    .flatMap((capability) => capability.operations)
    .filter((operation) => composition.components[operation.capability])
  const added = await ask(
    'tester',
    {
      intent,
      pattern,
      record: composition.record,
      required,
      operations: Object.fromEntries(operations.map(({ name, summary }) => [name, summary])),
      visible: visibleTo(composition, catalog),
    },
    checkScenarios,
  )
  const calm = calmAnswers(intent, composition.record)
  const scenarios = [
    ...required,
    ...added.scenarios.map((one) => ({ ...one, from: 'goal' as const, answers: { ...calm, ...one.answers } })),
  ]
  return fillHoles({ ...draft, composition: { ...composition, scenarios } }, catalog, ask)
}

/** The coder's part alone: asked once for the first lap and again, with what failed, for each repair. Scenarios stay. */
export async function fillHoles(
  draft: Omit<Draft, 'composition'> & { composition: Omit<Composition, 'rules' | 'wording'> },
  catalog: Catalog,
  ask: AskAgent,
  repair?: Repair,
): Promise<Filled> {
  const { intent, pattern, composition } = draft
  const wording = Object.fromEntries(
    Object.entries(pattern.spec.wording).map(([name, text]) => [name, text.replaceAll('{noun}', intent.noun)]),
  )
  const fillings = await ask(
    'coder',
    {
      intent,
      rules: Object.fromEntries(
        Object.entries(pattern.spec.rules).map(([name, table]) => [
          name,
          {
            outcomes: Object.keys(catalog.vocabulary.outcomes[name] ?? {}),
            fields: decidable(composition.record),
            table,
          },
        ]),
      ),
      questions: Object.fromEntries(composition.record.map((field) => [field.name, field.question])),
      wording,
      placeholders: Object.keys(placeholders),
      ...(repair ? { repair } : {}),
    },
    checkFillings,
  )
  return { fillings, composition: filled(composition, wording, pattern.spec.rules, fillings, catalog) }
}

/** A table can only compare what has borders: yes or no, and numbers. */
function decidable(record: readonly RecordField[]): string[] {
  return record.filter(({ type }) => type === 'YesNo' || type === 'WholeNumber').map(({ name }) => name)
}

function filled(
  composition: Omit<Composition, 'rules' | 'wording'>,
  wording: Record<string, string>,
  tables: Draft['pattern']['spec']['rules'],
  fillings: Fillings,
  catalog: Catalog,
): Composition {
  const rules: Composition['rules'] = {}
  for (const [name, table] of Object.entries(tables)) {
    const code = fillings.functions[name]
    rules[name] = code
      ? { output: table.output, outcomes: Object.keys(catalog.vocabulary.outcomes[name] ?? {}), code }
      : fillings.rules[name]!
  }
  const { scenarios, ...rest } = composition
  return {
    ...rest,
    record: composition.record.map((field) => ({ ...field, question: worded(field, fillings) })),
    rules,
    wording: { ...wording, ...fillings.wording },
    scenarios,
  }
}

function worded({ name, question }: RecordField, { questions }: Fillings): Question {
  return { ...question, ...questions[name] }
}
