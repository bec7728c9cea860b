import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { ComposeError, type Problem } from '../../errors.ts'
import { type Composition, inputsNamed, type Placed, partsOf, type Source, stepsOf, stopRules } from '../../schema.ts'
import { always, placeholdersIn } from '../fill/placeholders.ts'
import { tooLong } from '../fill/text-length.ts'
import { checkChoices } from './check-choices.ts'
import { checkJourneys } from './check-journeys.ts'
import { mightDo } from './check-never.ts'
import { checkTexts } from './check-texts.ts'
import { checkTypes } from './check-types.ts'
import { checkValues } from './check-values.ts'
import { checkWithdrawals } from './check-withdrawals.ts'
import { mayLack, Presence } from './presence.ts'
import { circleOf, undecided } from './rule-order.ts'

/** Members that every record has beside the answers to its questions. */
const given = ['reference', 'answers', 'applicantId', 'receivedAt']

/**
 * The operations of the catalogue by name. Throws 'bad-file' with everything in a composition that leads nowhere: a part,
 * an operation, an input or a source that there is not.
 */
export function checkReferences(composition: Composition, catalog: Catalog): ReadonlyMap<string, Operation> {
  const operations = new Map(
    [...catalog.capabilities.values()].flatMap((capability) =>
      capability.operations.map((operation) => [operation.name, operation] as const),
    ),
  )
  const problems: Problem[] = []
  const report = (where: string, message: string, suggestion: string) =>
    problems.push({ code: 'bad-file', where: `composition.yaml#${where}`, message: `${where}: ${message}`, suggestion })
  const steps = stepsOf(composition)
  const byId = new Map(steps.map((step) => [step.id, step]))
  const presence = new Presence(composition, operations)
  const fields = [...composition.record.map(({ name }) => name), ...given]

  /** Why a source leads nowhere, if it does. */
  const astray = (source: Source): string | undefined => {
    const { kind, head, path } = partsOf(source)
    if (kind === 'record')
      return fields.includes(head) ? undefined : `the record has no ${head}; it has ${fields.join(', ')}`
    if (kind === 'rule') return Object.hasOwn(composition.rules, head) ? undefined : `there is no rule ${head}`
    if (kind === 'text') return Object.hasOwn(composition.texts, head) ? undefined : `there is no text ${head}`
    if (kind === 'event') return undefined
    const step = byId.get(head)
    if (!step) return `there is no step ${head}`
    const members = operations.get(step.do ?? '')?.outputs.map((one) => one.path) ?? []
    return members.includes(path)
      ? undefined
      : `${head} answers no ${path}; it answers ${members.filter(Boolean).join(', ') || 'nothing'}`
  }
  const follow = (where: string, source: Source) => {
    const problem = astray(source)
    if (problem)
      report(
        where,
        `${source} leads nowhere: ${problem}`,
        'Name a field, a rule, a text or what an earlier step answers.',
      )
  }

  for (const [capability, { component }] of Object.entries(composition.components))
    if (!catalog.components.has(component))
      report(
        `components.${capability}`,
        `the catalogue has no component ${component}`,
        'compose catalog list shows what there is.',
      )
  for (const [at, step] of steps.entries()) {
    const where = `${step.under}.${step.id}`
    if (steps.findIndex(({ id }) => id === step.id) < at)
      report(where, 'another step has this id', 'Give it one of its own.')
    const kinds = [step.do, step.emit, step.await, step.withdraw].filter((one) => one !== undefined)
    if (kinds.length !== 1) report(where, `has ${kinds.length} of do, emit, await and withdraw`, 'Give exactly one.')
    checkInputs(step, where)
    for (const [input, source] of Object.entries(step.inputs)) {
      follow(`${where}.inputs.${input}`, source)
      const { kind, head } = partsOf(source)
      if (kind !== 'step') continue
      if (step.undoes !== undefined && step.undoes !== head)
        report(
          `${where}.inputs.${input}`,
          `${source} may not have been answered when ${step.undoes} is undone`,
          `Name an answer of people, a rule, a text or what ${step.undoes} answered.`,
        )
      if (steps.findIndex(({ id }) => id === head) >= at)
        report(`${where}.inputs.${input}`, `${source} is answered later`, 'Name what an earlier step answers.')
    }
    for (const source of Object.keys(step.if ?? {})) follow(`${where}.if`, source)
  }
  checkWithdrawals(composition, operations, report)
  for (const [name, { do: does, inputs, with: constants = {} }] of Object.entries(composition.answers ?? {})) {
    checkInputs({ id: name, do: does, inputs, with: constants, under: 'answers' }, `answers.${name}`)
    for (const [input, source] of Object.entries(inputs)) follow(`answers.${name}.inputs.${input}`, source)
  }
  const stops = stopRules(composition)
  checkJourneys(composition, catalog, operations, report)
  checkChoices(composition, operations, catalog.types, report)
  checkTexts(composition, report)
  checkTypes(composition, operations, report)
  checkValues(composition, operations, catalog.types, report)
  for (const [name, rule] of Object.entries(composition.rules)) {
    const type = rule.gives.split('/')[0] ?? ''
    if (!catalog.types.has(type))
      report(`rules.${name}.gives`, `there is no type ${type}`, 'Name a type of the catalogue.')
    if ('code' in rule) continue
    for (const [input, source] of Object.entries(rule.inputs)) {
      follow(`rules.${name}.inputs.${input}`, source)
      if (!['record', 'rule'].includes(partsOf(source).kind))
        report(
          `rules.${name}.inputs.${input}`,
          `${source} is not known when the rule decides`,
          'Compare an answer or another rule.',
        )
    }
    for (const input of new Set(rule.rows.flatMap((row) => Object.keys(row.when))))
      if (!rule.inputs[input])
        report(`rules.${name}`, `compares ${input}, which is none of its inputs`, 'Add it to inputs.')
    for (const named of new Set(rule.rows.flatMap((row) => inputsNamed(row.is)))) {
      const { kind, head } = partsOf(rule.inputs[named] ?? named)
      const field = composition.record.find(({ name }) => kind === 'record' && name === head)
      if (!field || typeOfText(field.type) !== 'string')
        report(`rules.${name}`, `gives $${named}, which is no answer that is a text`, 'Name an input that is one.')
      else if (mayLack(field))
        report(`rules.${name}`, `gives $${named}, which may be left out`, 'Name an answer that everybody gives.')
    }
    const gap = stops.includes(name) ? undefined : undecided(rule, composition)
    if (gap) report(`rules.${name}`, `no row decides ${gap}`, 'Add a last row without a condition.')
  }
  for (const [at, never] of composition.never.entries()) {
    for (const source of Object.keys(never.if)) follow(`never.${at}.if`, source)
    for (const step of mightDo(never, composition))
      report(
        `${step.under}.${step.id}`,
        `does ${step.do}, which must never be done under ${JSON.stringify(never.if)}`,
        'Give the step an if that rules this out.',
      )
  }
  const circle = circleOf(composition.rules)
  if (circle) report(`rules.${circle}`, 'is decided by itself', 'Let no two rules compare each other.')
  for (const [name, text] of Object.entries(composition.texts))
    for (const held of placeholdersIn(text)) if (!always.includes(held)) follow(`texts.${name}`, held)
  for (const [type, words] of Object.entries(composition.values)) {
    const schema = catalog.types.get(type) as { enum?: string[] } | undefined
    const known = schema?.enum ?? Object.keys(words)
    if (!schema) report(`values.${type}`, 'there is no such type', 'Name a type of the catalogue.')
    for (const value of Object.keys(words).filter((one) => !known.includes(one)))
      report(`values.${type}.${value}`, `a ${type} is never that; it is ${known.join(', ')}`, 'Name one of them.')
  }
  for (const { name, most, at } of tooLong(composition, composition.texts, catalog))
    report(
      `texts.${name}`,
      `may come to ${at} characters, and a text message has room for ${most}`,
      'Shorten it, or let people be written to in another way only: only, at the question for the contact.',
    )
  if (problems.length > 0)
    throw new ComposeError('bad-file', problems[0]!.message, { suggestion: problems[0]!.suggestion ?? '', problems })
  return operations

  function typeOfText(type: string): string | undefined {
    return (catalog.types.get(type) as { type?: string } | undefined)?.type
  }

  function checkInputs(step: Placed, where: string): void {
    if (!step.do) return
    const operation = operations.get(step.do)
    const advice = 'Correct the step; compose catalog show <capability> lists operations and their inputs.'
    if (!operation) {
      report(where, `does ${step.do}, which the catalogue does not have`, advice)
      return
    }
    const has = (name: string) => step.inputs[name] !== undefined || step.with?.[name] !== undefined
    for (const { name, required, hasDefault } of operation.inputs)
      if (required && !hasDefault && !has(name)) report(where, `gives no ${name}, which ${step.do} needs`, advice)
    if (!step.optional)
      for (const source of presence.neededOf(step))
        report(where, `needs ${source}, which may not be there`, 'Say optional: true, and it is left out then.')
    for (const name of [...Object.keys(step.inputs), ...Object.keys(step.with ?? {})])
      if (!operation.inputs.some((one) => one.name === name))
        report(where, `gives ${name}, which ${step.do} does not take`, advice)
  }
}
