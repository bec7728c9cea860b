import type { AnswerCheck } from '../brain/brain.ts'
import type { Answers, Fillings, Questions, Role } from '../brain/roles.ts'
import type { Catalog } from '../catalog/load.ts'
import { type Composition, inputsNamed, type Question, type RecordField, type Rule } from '../schema.ts'
import { calmAnswers } from './fill/calm.ts'
import { checkFillings } from './fill/check-fillings.ts'
import { checkScenarios } from './fill/check-scenarios.ts'
import { always, placeholdersIn } from './fill/placeholders.ts'
import { requiredScenarios } from './fill/required.ts'
import { tooLong } from './fill/text-length.ts'
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
 * fills rules and texts. Each answer is checked in code.
 */
export async function fill(draft: Draft, catalog: Catalog, ask: AskAgent): Promise<Filled> {
  const { intent, pattern, composition } = draft
  const visible = visibleTo(composition, catalog)
  const required = requiredScenarios(intent, pattern, composition, visible)
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
      visible,
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
  draft: Draft & { composition: Pick<Composition, 'scenarios'> },
  catalog: Catalog,
  ask: AskAgent,
  repair?: Repair,
): Promise<Filled> {
  const { intent, pattern, composition } = draft
  const texts = Object.fromEntries(
    Object.entries(pattern.spec.texts).map(([name, text]) => [name, text.replaceAll('{noun}', intent.noun)]),
  )
  const fillings = await ask(
    'coder',
    {
      intent,
      rules: Object.fromEntries(
        holesOf(composition.rules, catalog).map(([name, table, values]) => [
          name,
          { values, fields: decidable(composition.record), table },
        ]),
      ),
      questions: Object.fromEntries(composition.record.map((field) => [field.name, field.question])),
      texts,
      placeholders: [...new Set([...always, ...Object.values(texts).flatMap(placeholdersIn)])],
      ...(repair ? { repair } : {}),
    },
    async (answer, holes) => [
      ...(await checkFillings(answer, holes)),
      ...tooLong(composition, { ...texts, ...answer.texts }, catalog).map(
        ({ name, most, at }) =>
          `texts.${name}: a text message has room for ${most} characters, and this may have ${at}`,
      ),
    ],
  )
  return { fillings, composition: filled(composition, texts, fillings, catalog) }
}

/** A table can only compare what has borders: yes or no, and numbers. */
function decidable(record: readonly RecordField[]): string[] {
  return record.filter(({ type }) => type === 'YesNo' || type === 'WholeNumber').map(({ name }) => name)
}

/** Rules that choose one of a few values: what an agent may fill. What else a rule gives is the plan's. */
function holesOf(rules: Draft['composition']['rules'], catalog: Catalog): [string, Rule, string[]][] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const values = Object.keys(catalog.vocabulary.outcomes[name] ?? {})
    return values.length > 0 ? [[name, rule, values]] : []
  })
}

function filled(
  composition: Draft['composition'] & Pick<Composition, 'scenarios'>,
  texts: Record<string, string>,
  fillings: Fillings,
  catalog: Catalog,
): Composition {
  const rules: Composition['rules'] = {}
  for (const [name, table] of Object.entries(composition.rules)) {
    const code = fillings.functions[name]
    rules[name] = code
      ? { gives: table.gives, values: Object.keys(catalog.vocabulary.outcomes[name] ?? {}), code }
      : withInputs(fillings.rules[name] ?? table, composition)
  }
  return {
    ...composition,
    record: composition.record.map((field) => ({ ...field, question: worded(field, fillings) })),
    rules,
    texts: { ...texts, ...fillings.texts },
  }
}

/** Says of each thing that the rows compare where it comes from. */
function withInputs(rule: Rule, { record }: Pick<Composition, 'record'>): Rule {
  const compared = [...new Set(rule.rows.flatMap((row) => [...Object.keys(row.when), ...inputsNamed(row.is)]))]
  const sourceOf = (name: string) => (record.some((field) => field.name === name) ? `record.${name}` : `rule.${name}`)
  return { ...rule, inputs: Object.fromEntries(compared.map((name) => [name, rule.inputs[name] ?? sourceOf(name)])) }
}

function worded({ name, question }: RecordField, { questions }: Fillings): Question {
  return { ...question, ...questions[name] }
}
