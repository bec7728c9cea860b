import { ComposeError } from '../../errors.ts'
import type { Composition, CompositionStep } from '../../schema.ts'

/** What is done about a record when something happened: it was sent, or an event came. */
export interface Flow {
  /** `received`, or the type of the event. */
  name: string
  steps: CompositionStep[]
}

/** The flow that a record begins with. */
export const received = 'received'

/**
 * The settled steps, cut where they wait: what stands behind an `await` is a flow that its event begins, and its `else` one
 * that begins when whoever owns the date says that it has passed. Throws 'bad-file' when one event would begin two flows.
 */
export function flowsOf({ steps }: Pick<Composition, 'steps'>): Flow[] {
  const flows: Flow[] = [{ name: received, steps: [] }]
  const late: Flow[] = []
  for (const step of steps) {
    if (step.await) {
      flows.push({ name: step.await, steps: [] })
      const otherwise = steps.find((one) => one.id === step.else)
      if (otherwise) late.push({ name: overdue(step.await), steps: [otherwise] })
    } else if (step.only !== 'else') flows.at(-1)!.steps.push(step)
  }
  const all = [...flows, ...late].filter((flow) => flow.name === received || flow.steps.length > 0)
  const twice = all.find((flow, index) => all.findIndex((other) => other.name === flow.name) < index)
  if (!twice) return all
  throw new ComposeError('bad-file', `composition.yaml: two steps wait for ${twice.name}`, {
    suggestion: 'Let one of them wait, and put what the other waits for behind it.',
  })
}

/** dev.compose.case.closed.v1 → dev.compose.case.overdue.v1: the event by which the owner of a date says that it has passed. */
function overdue(awaited: string): string {
  return awaited.replace(/\.[^.]+(\.v\d+)$/, '.overdue$1')
}

/** The events that begin flows. */
export function awaitedEvents(composition: Pick<Composition, 'steps'>): string[] {
  return flowsOf(composition).flatMap(({ name }) => (name === received ? [] : [name]))
}
