import { type Composition, type Placed, partsOf, setupPhase, stepsOf, submitPhase } from '../../schema.ts'
import { toldBy } from './told.ts'
import { conditionText, eventNamed, named, sourceText } from './values.ts'
import { say, words } from './words.ts'

/** When a step is done, in words: while the person waits, or when something has happened. */
export function momentOf(step: Placed, composition: Composition): string {
  if (step.undoes !== undefined) return undoneAt(step.undoes, composition)
  const { under } = step
  if (composition.on.some(({ event }) => event === under)) return say(words.way.onEvent, { event: eventNamed(under) })
  return phaseNamed(under, composition)
}

function undoneAt(id: string, composition: Composition): string {
  const undone = stepsOf(composition).find((step) => step.id === id)
  const told = undone && toldBy(undone, composition)
  return say(words.messages.undone, { subject: told?.subject ?? named(id) })
}

/** What stands above the steps of a phase: behind a step that awaits an event it is that event. */
export function phaseNamed(phase: string, { phases }: Pick<Composition, 'phases'>): string {
  if (phase === 'lookups') return words.way.sent
  if (phase === setupPhase) return words.way.setup
  if (phase === submitPhase) return words.way.submit
  let awaited: string | undefined
  for (const [name, steps] of Object.entries(phases)) {
    awaited = steps.findLast((step) => step.await)?.await ?? awaited
    if (name === phase) break
  }
  return awaited ? say(words.way.onEvent, { event: eventNamed(awaited) }) : words.way.received
}

/** What must hold for a step to be done. */
export function conditionsOf({ if: when = {} }: Pick<Placed, 'if'>, composition: Composition): string[] {
  return Object.entries(when).map(([source, test]) => {
    const { kind, head } = partsOf(source)
    const type = kind === 'rule' ? (composition.rules[head]?.gives.split('/')[0] ?? '') : ''
    return conditionText(sourceText(source, composition), test, type, composition)
  })
}
