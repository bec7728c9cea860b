import { randomUUID } from 'node:crypto'
import { clockText, londonParts, momentText } from './dates.ts'
import { asked, withoutAnswer } from './journey.ts'
import type { Application, Holding, Reserved } from './session-data.ts'
import type { Answers, Choice, Holds, Question } from './shapes.ts'

const GONE = 'What you chose is no longer free. Choose another.'
const GONE_FILE = 'The file you uploaded is not kept any more. Upload it again.'
const HELD = 'We keep what you chose for you until {until}.'

export const goneText = (asked: Question | { gone?: string }): string =>
  ('gone' in asked && asked.gone) || ('kind' in asked && asked.kind === 'file' ? GONE_FILE : GONE)

/** What is said on a page about what is held for the person, until when it is. */
export function keptTexts(questions: readonly Question[], { holds = {} }: Application, now = Date.now()): string[] {
  return questions.flatMap((question) => {
    const hold = holds[question.name]
    // A file is held for hours: nobody need hurry for it.
    if (hold === undefined || !isHeld(hold, now) || question.kind === 'file') return []
    const text = ('held' in question && question.held) || HELD
    return [text.replaceAll('{until}', untilText(hold.until, now))]
  })
}

/** `3:15pm` today, and with its day on any other. */
function untilText(until: string, now: number): string {
  const { day, minutes } = londonParts(until)
  return day === londonParts(new Date(now).toISOString()).day ? clockText(minutes) : momentText(until)
}

export const isHeld = ({ until }: Holding, now = Date.now()): boolean => Date.parse(until) > now

/** What is held for this very answer, and is so for some time yet. */
export function heldFor({ holds = {} }: Application, name: string, picked: string): Holding | undefined {
  const hold = holds[name]
  return hold !== undefined && hold.choice.value === picked && isHeld(hold) ? hold : undefined
}

/** What there is to pick, with what is held for the person or may be: nobody else is offered it any more. */
export function withReserved(choices: Choice[], { holds, holding }: Application, name: string): Choice[] {
  return [holds?.[name], holding?.[name]].reduce(withOne, choices)
}

function withOne(choices: Choice[], one: Reserved | undefined): Choice[] {
  if (one === undefined || choices.some(({ value }) => value === one.choice.value)) return choices
  const at = choices.findIndex(({ value }) => value === one.before)
  return choices.toSpliced(Math.max(0, at), 0, one.choice)
}

/** The questions whose hold has ended. While a try to send has an end that nobody knows, only trying again tells. */
export function endedHolds({ holds = {}, submitKey }: Application, now = Date.now()): string[] {
  if (submitKey !== undefined) return []
  return Object.keys(holds).filter((name) => !isHeld(holds[name]!, now))
}

/** An answer is no longer to be had: it goes, with what hangs on it, and the words stand at its question until another is given. */
export function loseAnswer(questions: readonly Question[], one: Application, name: string, words: string): void {
  one.answers = withoutAnswer(questions, one.answers, name)
  one.said = { ...one.said, [name]: words }
  delete one.submitKey
}

/** What is held for nothing that is an answer, and `before` was: it goes from the application, to be let go of. */
export function takeLeft(one: Application, before: Record<string, Holding>): { name: string; hold: Holding }[] {
  for (const [name, { choice }] of Object.entries(one.holds ?? {}))
    if (one.answers[name] !== choice.value) delete one.holds?.[name]
  return Object.entries(before).flatMap(([name, hold]) => (one.holds?.[name]?.id === hold.id ? [] : [{ name, hold }]))
}

/** Lets go of what is held for nobody. What cannot be let go now ends by itself. */
export async function letGo(questions: readonly Question[], left: { name: string; hold: Holding }[]): Promise<void> {
  for (const { name, hold } of left) {
    const question = questions.find((one) => one.name === name)
    if (question?.kind === 'pick' || question?.kind === 'file')
      await question.release?.(hold.id, randomUUID()).catch(() => undefined)
  }
}

/** What is held for the answers that are sent. */
export function holdsOf(questions: readonly Question[], { answers, holds = {} }: Application): Holds {
  const names = asked(questions, answers).map(({ name }) => name)
  const held = names.flatMap((name) => (holds[name] ? [[name, { id: holds[name].id, until: holds[name].until }]] : []))
  return Object.fromEntries(held)
}

/** Answers in which what was picked is the identifier of its hold, as the contract of a service has it. */
export function withHolds(answers: Answers, holds: Holds): Answers {
  const ids = Object.entries(holds).map(([name, { id }]) => [name, id])
  return { ...answers, ...Object.fromEntries(ids) }
}
