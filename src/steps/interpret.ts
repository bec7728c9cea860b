import type { Answers, Questions } from '../brain/roles.ts'
import { askable, kindOf, questionFor } from '../catalog/asks.ts'
import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import { refuseContradiction } from '../goal/contradiction.ts'
import { restsOn } from '../goal/rests-on.ts'
import { unclaimedIn } from '../goal/unclaimed.ts'
import { findPhrase, reservedNames } from '../goal/words.ts'
import type {
  BringsFile,
  Goal,
  Intent,
  PatternFile,
  RecordField,
  Spoken,
  SpokenPattern,
  Unplaced,
  Vocabulary,
} from '../schema.ts'
import { notPlaced } from './not-placed.ts'
import { ruledOut } from './resolve/choose.ts'

export type AskPlanner = (
  question: Questions['planner'],
  check: (answer: Answers['planner']) => string[],
) => Promise<Answers['planner']>

const longest = 4000

/** goal → intent, by the planner. Throws 'goal-empty', 'goal-too-long', 'goal-contradicts', or 'no-pattern' with what is known. */
export async function interpret(goal: Goal, catalog: Catalog, askPlanner: AskPlanner): Promise<Intent> {
  const sentence = goal.sentence.trim()
  if (!/[\p{L}\p{N}]/u.test(sentence)) {
    throw new ComposeError('goal-empty', 'The goal is empty.', {
      suggestion: 'Say what the service is for: compose "case triage service"',
    })
  }
  if (sentence.length > longest) {
    throw new ComposeError(
      'goal-too-long',
      `The goal has ${sentence.length} characters; at most ${longest} are read.`,
      {
        suggestion: 'Say it in a few sentences. Details belong into composition.yaml, which you can edit afterwards.',
      },
    )
  }
  unknownNames(goal, catalog)
  const refused = ruledOut(catalog)
  const question: Questions['planner'] = {
    goal: { ...goal, sentence },
    vocabulary: spoken(catalog.vocabulary),
    patterns: Object.fromEntries([...catalog.patterns].map(([id, { file }]) => [id, spokenOf(file)])),
    capabilities: Object.fromEntries(
      [...catalog.capabilities]
        .filter(([id]) => !refused.has(id))
        .map(([id, { brings, file }]) => [
          id,
          { description: file.metadata.description, words: file.spec.words, rules: settable(brings.rules) },
        ]),
    ),
    questions: Object.fromEntries(simplyAsked(catalog).map((type) => [type, questionFor(catalog.types, type)!])),
  }
  const answer = await askPlanner(question, (given) =>
    given.pattern === null ? checkUnplaced(given, catalog) : checkIntent(given, sentence, catalog),
  )
  // The goal is the person's: whatever an answer says of it, and of what options fixed, counts for nothing.
  if (answer.pattern !== null) {
    const { spec } = catalog.patterns.get(answer.pattern)!.file
    refuseContradiction(answer, catalog.vocabulary.outcomes, spec)
    const read = { ...answer, goal: question.goal }
    return { ...read, unread: [...read.unread, ...unclaimedIn(read, catalog.vocabulary, spec.also)] }
  }
  throw notPlaced(answer, catalog)
}

function unknownNames(goal: Goal, catalog: Catalog): void {
  const known = [...catalog.capabilities.keys()].join(', ')
  for (const [capability, component] of Object.entries(goal.use)) {
    const entry = catalog.components.get(component)
    if (!catalog.capabilities.has(capability))
      throw new ComposeError('unknown-name', `--use ${capability}: no such capability`, {
        suggestion: `Known capabilities: ${known}.`,
      })
    if (!entry?.file.spec.provides.some((provided) => provided.capability === capability)) {
      const suppliers = [...catalog.components]
        .filter(([, { file }]) => file.spec.provides.some((provided) => provided.capability === capability))
        .map(([id]) => id)
      throw new ComposeError(
        'unknown-name',
        `--use ${capability}=${component}: ${entry ? 'that component does not provide it' : 'no such component'}`,
        { suggestion: `Suppliers of ${capability}: ${suppliers.join(', ') || 'none'}.` },
      )
    }
  }
  const answer = goal.answers?.pattern
  if (answer !== undefined && !catalog.patterns.has(answer))
    throw new ComposeError('unknown-name', `--answer pattern=${answer}: there is no such pattern`, {
      suggestion: `Known patterns: ${[...catalog.patterns.keys()].join(', ')}.`,
    })
  for (const capability of goal.without) {
    if (!catalog.capabilities.has(capability))
      throw new ComposeError('unknown-name', `--without ${capability}: no such capability`, {
        suggestion: `Known capabilities: ${known}.`,
      })
  }
}

/** Patterns that an answer without one names must exist. */
function checkUnplaced({ between = [], nearest }: Unplaced, { patterns }: Catalog): string[] {
  const named = [...between.map(({ pattern }) => pattern), ...(nearest === undefined ? [] : [nearest])]
  return named.filter((id) => !patterns.has(id)).map((id) => `"${id}" is no pattern of the catalogue`)
}

/** What no shape can say: every name exists, and every finding rests on words of the sentence. */
export function checkIntent(intent: Intent, sentence: string, catalog: Catalog): string[] {
  const findings: string[] = []
  const pattern = catalog.patterns.get(intent.pattern)?.file.spec
  if (!pattern)
    return [`pattern: "${intent.pattern}" is not in the catalogue; it has ${[...catalog.patterns.keys()].join(', ')}`]
  for (const quote of restsOn(intent))
    if (!sentence.includes(quote)) findings.push(`because: "${quote}" does not stand in the goal`)
  for (const { id } of intent.capabilities)
    if (!catalog.capabilities.has(id)) findings.push(`capabilities: "${id}" is not in the catalogue`)
  for (const { kind, value } of intent.constraints) {
    if (!own(own(catalog.vocabulary.constraints, kind), value))
      findings.push(`constraints: ${kind} "${value}" is not known`)
  }
  for (const { because } of intent.anyway)
    if (!pattern.anyway.some((phrase) => findPhrase(because, phrase).some(({ text }) => text === because)))
      findings.push(`anyway: the pattern does not say that it does "${because}"`)
  for (const { rule } of intent.times)
    if (rule !== undefined && !own(pattern.stages, rule)) findings.push(`times: the pattern has no stage "${rule}"`)
  const asked = new Set<string>()
  for (const { name, type, role, ordinary } of intent.fields) {
    const own = pattern.fields.find(
      (one) => one.name === name || (!plainTypes.has(type) && one.type === type && one.role === role),
    )
    if (own) findings.push(`fields: the pattern asks for ${own.name} (${own.type} of the ${own.role}) already`)
    if (asked.has(name)) findings.push(`fields: "${name}" is asked for twice`)
    asked.add(name)
    if (reservedNames.has(name)) findings.push(`fields: the name "${name}" is taken`)
    if (!simplyAsked(catalog).includes(type))
      findings.push(`fields: nobody can be asked for a ${type}; there are ${simplyAsked(catalog).join(', ')}`)
    if (
      ordinary !== undefined &&
      typeof ordinary !== ({ YesNo: 'boolean', WholeNumber: 'number' } as Record<string, string>)[type]
    )
      findings.push(`fields: ordinary of ${name} is no ${type}`)
  }
  for (const rule of intent.rules) {
    if (!own(pattern.rules, rule.decides)) findings.push(`rules: the pattern decides no "${rule.decides}"`)
    else if (!own(own(catalog.vocabulary.outcomes, rule.decides), rule.outcome))
      findings.push(`rules: "${rule.outcome}" is not an outcome of ${rule.decides}`)
  }
  const conditional = { rules: intent.rules, times: intent.times, amounts: intent.amounts, eligible: intent.eligible }
  for (const [what, all] of Object.entries(conditional))
    for (const { when } of all) findings.push(...checkConditions(when, intent, pattern).map((one) => `${what}: ${one}`))
  const settable = pattern.capabilities.flatMap((id) => Object.entries(catalog.capabilities.get(id)!.brings.rules))
  for (const { rule } of intent.durations)
    if (!settable.some(([name, { words }]) => name === rule && words))
      findings.push(`durations: no part of the pattern lets a goal set "${rule}"`)
  return findings
}

function checkConditions(
  when: Intent['rules'][number]['when'],
  { fields }: Intent,
  pattern: PatternFile['spec'],
): string[] {
  return when.flatMap(({ field, type }, index) => {
    const known: RecordField | undefined = pattern.fields.find((one) => one.name === field)
    const added = fields.find((one) => one.name === field)
    return [
      // A row of a decision table has one test of each answer, so the first of two would be lost.
      ...(when.findIndex((one) => one.field === field) < index
        ? [`${field} stands twice in one set of conditions`]
        : []),
      ...(known && known.type !== type ? [`${field} is a ${known.type} in the pattern`] : []),
      ...(added && added.type !== type ? [`${field} is a ${added.type} in fields`] : []),
      ...(reservedNames.has(field) ? [`the name "${field}" is taken`] : []),
    ]
  })
}

function spokenOf(file: PatternFile): SpokenPattern {
  const { texts, scenarios, lists, forms, labels, person, phases, on, ...spec } = file.spec
  return { ...file, spec }
}

const spoken = ({ weighs, ...vocabulary }: Vocabulary): Spoken => ({
  ...vocabulary,
  weighs: Object.fromEntries(Object.entries(weighs).map(([kind, { words }]) => [kind, { words }])),
})

/** The rules of a part that a goal may set, with their words. */
const settable = (rules: BringsFile['rules']) =>
  Object.fromEntries(Object.entries(rules).flatMap(([name, { words }]) => (words ? [[name, { words }]] : [])))

/** A member of its own: the names come from an answer, which may say `constructor`. */
function own<T>(of: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return of && Object.hasOwn(of, name) ? of[name] : undefined
}

/** Types that a person can simply be asked for; what is picked from a list, and how to reach somebody, only wiring can bring. */
function simplyAsked({ types }: Catalog): string[] {
  return askable(types).filter((type) => !['pick', 'contact'].includes(kindOf(types, type) ?? ''))
}

/** Types of which a record may hold many: no operation takes one of them by its type alone. */
const plainTypes: ReadonlySet<string> = new Set(['YesNo', 'WholeNumber', 'FreeText'])
