import type { Answer } from '../../../goal/decide.ts'
import { type Composition, type Step, undoSteps } from '../../../schema.ts'
import { type Flow, flowsOf, received } from '../flows.ts'
import { eventType } from '../service-events.ts'
import { answersAsked, changedCode, type Value } from './samples.ts'
import { meets, triesOf } from './step-conditions.ts'

/** What a withdrawal must bring about, as a test tries it: the calls that undo what was done, in their order, each once. */
export interface WithdrawalRow {
  name: string
  event: string
  /** TypeScript of the answers under which it is tried. */
  answers: string
  /** What must have been called before. */
  does: string[]
  undoes: string[]
  /** What is announced each time when all of it is through, if anything is. */
  announced: string
  /** What goes wrong at the first of what is undone. */
  fault: '' | 'down' | 'refused'
}

type Answers = Record<string, Answer>

/** For each event that withdraws what was done: all of it, less of it, and what is undone while a part is away or refuses. */
export function withdrawalRows(composition: Composition, sample: Readonly<Record<string, Value>>): WithdrawalRow[] {
  const flows = flowsOf(composition)
  const undone = undoSteps(composition).filter((step) => isTold(step, composition))
  return flows.flatMap((flow) => {
    if (flow.name === received || !flow.steps.some(({ withdraw }) => withdraw)) return []
    const before = flows[0]!.steps.filter((step) => undone.some(({ undoes }) => undoes === step.id))
    const sets = setsOf(before, composition, sample)
    const size = (set: Answers) => before.filter((step) => meets(step, composition, { ...sample, ...set })).length
    const most = sets.toSorted((a, b) => size(b) - size(a))[0]!
    const least = sets.toSorted((a, b) => size(a) - size(b))[0]!
    const row = (set: Answers, says: string, fault: WithdrawalRow['fault'] = ''): WithdrawalRow => {
      const given = { ...sample, ...set }
      const done = before.filter((step) => meets(step, composition, given))
      return {
        name: `${flow.name}: ${says}`,
        event: flow.name,
        answers: changedCode(composition, sample, set as Record<string, Value>),
        does: done.map((step) => step.do!),
        undoes: callsIn(flow, composition, done, undone),
        announced: announcedIn(flow, composition),
        fault,
      }
    }
    const all = row(most, 'what was done is undone, last first, each once')
    if (all.undoes.length === 0) return []
    const less = row(least, 'what was not done is not undone')
    const isLess = less.undoes.length < all.undoes.length && (less.undoes.length > 0 || less.announced !== '')
    return [
      all,
      ...(isLess ? [less] : []),
      row(most, 'what cannot be undone while a part is away is undone once it is there', 'down'),
      row(most, 'what a part refuses to undo needs attention, and is undone once when tried again', 'refused'),
    ]
  })
}

/** Whether answers alone decide if it is done. */
const isTold = (step: Step, composition: Composition) => step.if === undefined || triesOf(step, composition).length > 0

/** Answers that tell under which conditions steps are done, the sample's own first; all that is asked there is in the sample. */
function setsOf(steps: readonly Step[], composition: Composition, sample: Readonly<Record<string, Value>>): Answers[] {
  const each = steps.flatMap((step) => triesOf(step, composition))
  const both = each.flatMap((one) => each.map((other) => ({ ...one, ...other })))
  const isAsked = (set: Answers) => {
    const asked = answersAsked(composition, { ...sample, ...set } as Record<string, Value>)
    return Object.keys(sample).every((name) => name in asked)
  }
  return [{}, ...[...each, ...both].filter(isAsked)]
}

/** The calls of a flow among those that undo anything, in their order, where these steps were done. */
function callsIn(
  { steps }: Flow,
  { on }: Composition,
  done: readonly Step[],
  undone: ReturnType<typeof undoSteps>,
): string[] {
  const again = new Set(on.flatMap((one) => one.steps.map(({ id }) => id)))
  const undo = undone.flatMap((step) => (done.some(({ id }) => id === step.undoes) ? [step.do!] : []))
  const calls = steps.flatMap((step) => {
    if (step.withdraw) return undo
    return step.do && !step.if && !again.has(step.id) ? [step.do] : []
  })
  return calls.filter((name) => undone.some((step) => step.do === name))
}

/** What a flow announces each time, behind its withdrawal. */
function announcedIn({ steps }: Flow, composition: Composition): string {
  const behind = steps.slice(steps.findIndex(({ withdraw }) => withdraw))
  const again = composition.on.flatMap((one) => one.steps)
  const found = behind.find((step) => step.emit && !step.if && again.includes(step))
  return found ? eventType(composition, found.emit!) : ''
}
