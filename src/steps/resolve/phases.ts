import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { ComposeError } from '../../errors.ts'
import type { BroughtStep, Intent, PatternFile, Phases } from '../../schema.ts'
import { inWordsOf } from './in-words.ts'
import { partsNamed } from './parts-named.ts'

/** The pattern's phases with what parts do in them, each where it says; a phase in which nothing is done is none. */
export function phasesOf(intent: Intent, file: PatternFile, { capabilities }: Catalog): Record<string, BroughtStep[]> {
  const parts = partsNamed(intent, file)
  const own = file.spec.phases
  const brought = parts.flatMap((part) =>
    (capabilities.get(part)?.brings.steps ?? [])
      .filter(({ onlyWith }) => onlyWith.every((id) => parts.includes(id)))
      .map(({ phase, onlyWith: _, ...step }) => ({ part, phase, step })),
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
    [...steps, ...brought.flatMap((one) => (one.phase === phase ? [one.step] : []))],
  ])
  return inWordsOf(intent, file, Object.fromEntries(all.filter(([, steps]) => steps.length > 0)))
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
