import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import { type Composition, type Intent, type PatternFile, type Plan, stepsOf } from '../schema.ts'
import { shellWord } from '../shell-word.ts'
import { partsInOrder, settleDesk } from './desk.ts'
import { settleOwn } from './own.ts'
import { settlePeople } from './people.ts'
import { refuseUnread } from './unread.ts'

/** A composition whose holes (rules, texts, scenarios) the agents have yet to fill. */
export interface Draft {
  intent: Intent
  pattern: PatternFile
  composition: Omit<Composition, 'rules' | 'texts' | 'scenarios'> & { rules: Plan['rules'] }
}

/** plan → draft. Pure. Throws 'plan-stale' when the catalogue has changed since, 'open-question' when a person must choose, 'goal-unread' when something of the goal would be lost. `models` are those that read the goal or fill the holes, if any do. */
export function settle(plan: Plan, catalog: Catalog, models: readonly (string | undefined)[] = []): Draft {
  const pattern = catalog.patterns.get(plan.pattern.name)
  const stale = [
    ...(pattern?.digest === plan.pattern.digest ? [] : [`pattern ${plan.pattern.name}`]),
    ...(catalog.policyDigest === plan.policy ? [] : ['policy']),
    ...plan.choices
      .filter(({ component, digest }) => catalog.components.get(component)?.digest !== digest)
      .map(({ component }) => `component ${component}`),
  ]
  if (stale.length > 0 || !pattern) {
    throw new ComposeError('plan-stale', `The catalogue has changed since this plan was made: ${stale.join(', ')}.`, {
      suggestion: `Plan again: compose plan ${JSON.stringify(plan.intent.goal.sentence)} --out plan.yaml`,
    })
  }
  const [question] = plan.openQuestions.filter((one) => one.default === undefined)
  if (question) {
    throw new ComposeError(
      'open-question',
      [question.question, ...(question.options.length > 0 ? [`(${question.options.join(' | ')})`] : [])].join(' '),
      {
        suggestion: `${question.options.length > 0 ? `Say one of them with --answer ${shellWord(`${question.id}=${question.options[0]}`)}. Or save` : 'Save'} the plan with compose plan --out plan.yaml, settle the input there, remove the question, and run compose apply plan.yaml.`,
      },
    )
  }
  refuseUnread(plan, catalog)
  const approval = plan.verdicts.find((one) => one.verdict === 'needs-approval')
  if (approval) {
    throw new ComposeError('open-question', `The policy asks for approval: ${approval.detail}.`, {
      suggestion: 'Review the plan; then run the same command with --yes, which says that a person approved.',
    })
  }
  return draftOf(plan, catalog, models)
}

/** The same of a plan that nothing is made of yet: whatever a person has still to settle is not looked at. */
export function draftOf(plan: Plan, catalog: Catalog, models: readonly (string | undefined)[] = []): Draft {
  const model = [...new Set(models.filter((one) => one !== undefined))].join(', ')
  const pattern = catalog.patterns.get(plan.pattern.name)!
  const { intent } = plan
  const components = Object.fromEntries(
    plan.choices.map(({ capability, component, version, binding }) => [capability, { component, version, binding }]),
  )
  const parts = partsInOrder(components, pattern.file.spec.capabilities)
  // What a part says, if it comes to say it, the pattern may say in words of its own.
  const brought = parts.flatMap((id) => Object.entries(catalog.capabilities.get(id)!.brings.texts)).reverse()
  const sent = new Set(stepsOf(plan).flatMap(({ inputs }) => Object.values(inputs)))
  const texts = Object.fromEntries(brought.filter(([name]) => sent.has(`text.${name}`)))
  return {
    intent,
    pattern: { ...pattern.file, spec: { ...pattern.file.spec, texts: { ...texts, ...pattern.file.spec.texts } } },
    composition: {
      version: 2,
      name: intent.name,
      title: intent.title,
      noun: intent.noun,
      goal: intent.goal,
      ...(model ? { model } : {}),
      pattern: { name: plan.pattern.name, version: plan.pattern.version },
      components,
      people: settlePeople(pattern.file.spec.people, { components }, catalog),
      values: { ...pattern.file.spec.values, ...plan.values },
      record: plan.record,
      ...(plan.journeys ? { journeys: plan.journeys } : {}),
      ...(plan.answers ? { answers: plan.answers } : {}),
      lookups: plan.lookups,
      rules: plan.rules,
      phases: plan.phases,
      on: plan.on,
      ...settleDesk(parts, intent.noun, catalog, pattern.file.spec),
      ...settleOwn(parts, catalog, pattern.file.spec.person),
      never: plan.never,
      ...(plan.unread.length > 0 ? { unread: plan.unread.map(({ kind, words }) => ({ words, kind })) } : {}),
    },
  }
}
