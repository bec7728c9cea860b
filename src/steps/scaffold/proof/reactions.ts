import type { Operation } from '../../../catalog/contract.ts'
import { type Composition, partsOf, type Step } from '../../../schema.ts'
import { always, placeholdersIn } from '../../fill/placeholders.ts'
import { eventType } from '../service-events.ts'
import type { Written } from '../written-as.ts'
import { isAboutRecord } from './about.ts'

/** What an event brings about, as a test lets it come twice: what is done each time, and what that must tell. */
export interface ReactionRow {
  name: string
  event: string
  /** What is called each time, or published. */
  does: { operation: string; step: string } | { event: string }
  /** The members that tell, and what they tell of: operations whose answers are others each time. */
  tells: { member: string; of: string; named: string; written?: Written }[]
}

/** One row for each step that changes something when an event came; `steps` of a reaction are those that the sample does not leave out. */
export function reactionRows(
  composition: Composition,
  operations: ReadonlyMap<string, Operation>,
  certain: (steps: readonly Step[]) => Step[],
  written: (placeholder: string) => Written | undefined,
): ReactionRow[] {
  return composition.on.flatMap(({ event, steps }) =>
    certain(steps).flatMap((step): ReactionRow[] => {
      const tells = toldIn(step, steps, composition, written)
      const read = [...new Set(tells.map(({ from }) => from))].join(' and ')
      const name = `${event}: ${step.id} is done each time${read ? `, with what ${read} reads then` : ''}`
      const row = { name, event, tells: tells.map(({ from: _, ...one }) => one) }
      if (step.emit) return [{ ...row, does: { event: eventType(composition, step.emit) } }]
      const operation = operations.get(step.do ?? '')
      if (!operation || operation.method === 'GET' || !isAboutRecord(operation)) return []
      return [{ ...row, does: { operation: operation.name, step: step.id } }]
    }),
  )
}

/** What the texts of a step tell of what steps beside it read, which may be something else each time. */
function toldIn(
  { inputs }: Step,
  beside: readonly Step[],
  { texts }: Composition,
  written: (placeholder: string) => Written | undefined,
) {
  return Object.entries(inputs).flatMap(([member, source]) => {
    const { kind, head } = partsOf(source)
    const held = kind === 'text' ? placeholdersIn(texts[head] ?? '').filter((name) => !always.includes(name)) : []
    return held.flatMap((placeholder) => {
      const { head: from, path } = partsOf(placeholder)
      const step = beside.find(({ id }) => id === from)
      if (!step?.do || path === undefined || path.includes('.')) return []
      const as = written(placeholder)
      return [{ member, from, of: step.do, named: path, ...(as && { written: as }) }]
    })
  })
}
