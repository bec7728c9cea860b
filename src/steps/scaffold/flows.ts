import { type Composition, partsOf, type Step, setupPhase } from '../../schema.ts'

/** What is done about a record when something happened: it was sent, or an event came. */
export interface Flow {
  /** `received`, or the type of the event. */
  name: string
  steps: Step[]
}

/** The flow that a record begins with. */
export const received = 'received'

type Steps = Pick<Composition, 'phases' | 'on'>

/**
 * The settled phases, cut where they wait: what stands behind an `await` is a flow that its event begins. What is done on
 * an event at any time follows, in a flow of its own or, where the event begins one already, at its end.
 */
export function flowsOf({ phases, on }: Steps): Flow[] {
  const flows: Flow[] = [{ name: received, steps: [] }]
  const { [setupPhase]: _, ...ofRecords } = phases
  for (const step of Object.values(ofRecords).flat()) {
    if (step.await) flows.push({ name: step.await, steps: [] })
    else flows.at(-1)!.steps.push(step)
  }
  for (const { event, steps } of on) {
    const same = flows.find(({ name }) => name === event)
    if (same) same.steps.push(...steps)
    else flows.push({ name: event, steps: [...steps] })
  }
  return flows.filter((flow) => flow.name === received || flow.steps.length > 0)
}

/** The events that begin flows. */
export function awaitedEvents(composition: Steps): string[] {
  return flowsOf(composition).flatMap(({ name }) => (name === received ? [] : [name]))
}

/** The members of its event that the steps of a flow take. */
export function eventMembers({ steps }: Flow): string[] {
  const taken = steps.flatMap(({ inputs }) => Object.values(inputs).map(partsOf))
  return [...new Set(taken.flatMap(({ kind, head }) => (kind === 'event' ? [head] : [])))].sort()
}
