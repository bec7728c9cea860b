import { canBeTold, kindOf } from '../../catalog/asks.ts'
import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import {
  answered,
  answeredRules,
  type Composition,
  onlyAnswers,
  partsOf,
  type Rule,
  stepsOf,
  stopRules,
} from '../../schema.ts'
import { memberOf } from './answer/found.ts'
import { calledFor } from './lookup-code.ts'

type Report = (where: string, message: string, suggestion: string) => void

/** Reports what no journey can be: one of several, one that ends in what there is not, or in an answer and in more. */
export function checkJourneys(
  composition: Composition,
  { types }: Catalog,
  operations: ReadonlyMap<string, Operation>,
  report: Report,
): void {
  const { journeys = [], scenarios, rules } = composition
  if (journeys.length > 1) report('journeys', 'there are several', 'Give one: a service has one way through.')
  const bare = onlyAnswers(composition)
  const stopped = stopRules(composition).length > 0
  // What can be seen of a journey that ends in an answer, and of no other but that it stops people.
  const ends: readonly string[] = ['answer', 'stop', 'kept']
  for (const { id, expect } of scenarios)
    for (const { see } of expect)
      if (ends.includes(see) !== bare && !(stopped && see === 'stop'))
        report(
          `scenarios.${id}`,
          `looks at ${see}, which there is not`,
          bare ? `See ${ends.join(', ')}: the journey ends in an answer.` : 'See what is made of what was sent.',
        )
  const table = (where: string, name: string): Rule | undefined => {
    const rule = rules[name]
    if (!rule) report(where, `there is no rule ${name}`, `There are ${Object.keys(rules).join(', ') || 'none'}.`)
    else if ('code' in rule) report(where, `${name} is code`, 'Give a table: its rows say why.')
    else return rule
    return undefined
  }
  const given = (rule: Rule) => rule.gives.split('/')[0]!
  const isText = (type: string) => canBeTold(types, type) && ['text', 'long'].includes(kindOf(types, type)!)
  for (const name of answeredRules(composition)) {
    const rule = table('journeys', name)
    if (rule && !canBeTold(types, given(rule)))
      report('journeys', `nothing says how what ${name} gives (${rule.gives}) is shown`, 'Give a type that is shown.')
  }
  for (const name of stopRules(composition)) {
    const rule = table('journeys', name)
    if (rule && !isText(given(rule)))
      report('journeys', `${name} stops people and gives ${rule.gives}`, 'Give a text that says why.')
    for (const [other, { inputs }] of Object.entries(rules).flatMap(([id, one]) =>
      'code' in one ? [] : [[id, one] as const],
    ))
      if (Object.values(inputs).includes(`rule.${name}`))
        report(`rules.${other}`, `compares ${name}, which stops people`, 'Compare what both follow from.')
  }
  if (!bare) return
  const nothing = 'A journey that ends in an answer asks and answers, and does nothing else.'
  const { answers = {}, lookups, record } = composition
  if (record.length === 0) report('record', 'nobody is asked anything', 'Ask what the rules compare.')
  for (const name of Object.keys(answers).filter((one) => !answered(composition).includes(one)))
    report(`answers.${name}`, 'no journey answers with it', 'Name it in journeys, or take it out.')
  for (const { id, under } of stepsOf(composition))
    if (under !== 'lookups') report(`${under}.${id}`, 'is a step without a record', nothing)
  for (const [name, answer] of Object.entries(answers))
    for (const member of [...(answer.heading ? [answer.heading] : []), ...answer.show]) {
      const found = memberOf(answer, member, operations)
      if (!found) report(`answers.${name}`, `${answer.do} finds no ${member}`, 'Name a member of what it answers.')
      else if (!canBeTold(types, found.type))
        report(`answers.${name}`, `nothing says how ${member} (${found.type}) is shown`, 'Show another member.')
    }
  const calls = [
    ...lookups.map(({ id, do: does, inputs }) => ({ where: `lookups.${id}`, called: [does!], sources: inputs })),
    ...Object.entries(answers).map(([name, one]) => ({
      where: `answers.${name}`,
      called: [one.do],
      sources: one.inputs,
    })),
    ...record.map((field) => ({
      where: `record.${field.name}`,
      called: calledFor(field),
      sources: field.choices?.inputs ?? {},
    })),
  ]
  for (const { where, called, sources } of calls) {
    for (const name of called)
      if ((operations.get(name)?.security?.length ?? 0) > 0)
        report(
          where,
          `calls ${name}, which not everybody may`,
          'Nobody signs in here: name an operation that is public.',
        )
    for (const source of Object.values(sources))
      if (!['record', 'step'].includes(partsOf(source).kind))
        report(where, `is asked with ${source}`, 'Ask with an answer, or with what was looked up by one.')
  }
  const used = new Set(calls.flatMap(({ called }) => called.map((name) => name.split('.')[0])))
  for (const capability of Object.keys(composition.components))
    if (!used.has(capability)) report(`components.${capability}`, 'nothing calls it', nothing)
  for (const { name, question, choices } of record)
    if (choices?.hold || question.kind === 'file' || (question.kind === 'pick' && !choices))
      report(`record.${name}`, 'needs a part that keeps or finds it', nothing)
}
