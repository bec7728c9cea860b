import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { ComposeError } from '../../errors.ts'
import type { BroughtStep, Intent, PatternFile, Phases } from '../../schema.ts'
import { type Called, calledByWords } from './brought-question.ts'
import { inWordsOf } from './in-words.ts'
import { partsNamed } from './parts-named.ts'

/** The pattern's phases with what parts do in them, each where it says; a phase in which nothing is done is none. */
export function phasesOf(intent: Intent, file: PatternFile, catalog: Catalog): Record<string, BroughtStep[]> {
  const { capabilities } = catalog
  const called = calledByWords(intent, file, catalog)
  const parts = partsNamed(intent, file)
  const own = file.spec.phases
  const brought = parts.flatMap((part) =>
    (capabilities.get(part)?.brings.steps ?? [])
      .filter(({ onlyWith }) => onlyWith.every((id) => parts.includes(id)))
      .flatMap(({ phase, onlyWith: _, each, ...step }) =>
        each === undefined
          ? [{ part, phase, step, first: false }]
          : called
              .filter(({ capability, question }) => capability === part && question.for.startsWith(`${each}/`))
              .map((one) => ({ part, phase, step: forEach(step, one), first: true })),
      ),
  )
  for (const { part, phase, step } of brought)
    if (!own[phase])
      throw new ComposeError(
        'no-composition',
        `${part} does ${step.id} in the phase ${phase}, which the pattern ${file.metadata.name} does not have.`,
        { suggestion: `Leave it out with --without ${part}, or add the phase to the pattern.` },
      )
  const all = Object.entries(own).map(([phase, steps]): [string, BroughtStep[]] => [
    phase,
    [
      ...brought.flatMap((one) => (one.phase === phase && one.first ? [one.step] : [])),
      ...steps,
      ...brought.flatMap((one) => (one.phase === phase && !one.first ? [one.step] : [])),
    ],
  ])
  return inWordsOf(intent, file, Object.fromEntries(all.filter(([, steps]) => steps.length > 0)))
}

/** A step as it is done for one question: keep → keep-photo. */
function forEach({ as, with: constants, ...step }: BroughtStep, { question }: Called): BroughtStep {
  const role = question.for.split('/')[1]!
  const said = <T>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replaceAll('{role}', role) : value,
      ]),
    )
  return {
    ...step,
    id: `${step.id}-${role}`,
    ...(as ? { as: said(as) as Record<string, string> } : {}),
    ...(constants ? { with: said(constants) } : {}),
  }
}

/** Where nothing is ever withdrawn nothing says how. */
export const withoutUndo = (phases: Phases): Phases =>
  Object.fromEntries(Object.entries(phases).map(([name, steps]) => [name, steps.map(({ undo: _, ...step }) => step)]))

/** The operation of the catalogue that a step does. Throws 'no-composition' when there is none. */
export function operationNamed(step: BroughtStep, catalog: Catalog): Operation {
  const [capability = ''] = step.do!.split('.')
  const operation = catalog.capabilities.get(capability)?.operations.find((one) => one.name === step.do)
  if (operation) return operation
  throw new ComposeError(
    'no-composition',
    `The step ${step.id} does ${step.do}, which nothing in the catalogue offers.`,
    {
      suggestion: 'Run compose catalog lint: it names what is missing.',
    },
  )
}
