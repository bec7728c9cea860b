import { Problem } from '../problem.ts'
import { asked, submission } from './journey.ts'
import type { Halt } from './session-data.ts'
import type { Answers, Question, Stop, StopRule } from './shapes.ts'

/** What a journey asks, and what ends it. */
export interface Journey {
  questions: readonly Question[]
  stops?: readonly StopRule[]
}

/** Thrown where what is sent must not be taken: status 422, code `stopped`, with the words that people read on the page. */
export class Stopped extends Problem {
  readonly halt: Halt

  constructor(halt: Halt, needs: readonly string[]) {
    const detail = [halt.heading, ...halt.paragraphs].join('\n')
    super(
      'stopped',
      detail,
      needs.map((name) => ({ pointer: `/body/${name}`, detail: halt.heading })),
    )
    this.name = 'Stopped'
    this.halt = halt
  }
}

/**
 * For whatever takes answers that no page has seen, such as the API of a service. All stops are decided: nothing is still to
 * be answered.
 *
 *     submit: async ({ body, tx }) => {
 *       await demandNoStop({ questions, stops }, answersOf(body))
 *
 * @throws Stopped
 */
export async function demandNoStop({ questions, stops = [] }: Journey, answers: Answers): Promise<void> {
  const halt = await firstOf(stops, submission(questions, answers))
  if (halt !== undefined) throw new Stopped(halt, needsOf(stops, halt))
}

/** The first stop that holds, of those that have all they need. */
export function haltOf({ questions, stops = [] }: Journey, answers: Answers): Promise<Halt | undefined> {
  const ready = stops.filter((stop) => isSettled(stop, questions, answers))
  return firstOf(ready, submission(questions, answers))
}

/** The questions whose answers led to a stop and may be changed, in the order in which they are asked. */
export function changeable({ questions, stops = [] }: Journey, answers: Answers, halt: Halt): Question[] {
  const needs = needsOf(stops, halt)
  return asked(questions, answers).filter(({ name }) => needs.includes(name))
}

const needsOf = (stops: readonly StopRule[], { id }: Halt) => stops.find((stop) => stop.id === id)?.needs ?? []

async function firstOf(stops: readonly StopRule[], given: Answers): Promise<Halt | undefined> {
  for (const { id, decide } of stops) {
    const stop: Stop | undefined = await decide(given)
    if (stop !== undefined) return { id, ...stop }
  }
  return undefined
}

/** Whether nothing that a stop needs is open: answered, passed by, or certain not to be asked. */
function isSettled({ needs }: StopRule, questions: readonly Question[], answers: Answers): boolean {
  const path = asked(questions, answers)
  const open = path.find(({ name }) => answers[name] === undefined)
  const before = (name: string) =>
    open === undefined || questions.indexOf(open) > questions.findIndex((question) => question.name === name)
  return needs.every((name) => answers[name] !== undefined || (before(name) && !path.some((one) => one.name === name)))
}
