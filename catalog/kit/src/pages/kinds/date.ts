import { plain } from '../../plain.ts'
import { clockText, dayText, isoDay, londonInstant, londonParts, minutesOf, momentText } from '../dates.ts'
import type { Question } from '../shapes.ts'
import type { Checked, Kind, Typed } from './kind.ts'

const PARTS = ['day', 'month', 'year'] as const
const dateNames = ({ name }: Question) => PARTS.map((part) => `${name}-${part}`)
const clockName = ({ name }: Question) => `${name}-time`
const typedIn = (typed: Typed, name: string) => plain.line(typed[name] ?? '')

/** The day that was typed, or what is wrong with it. */
function dayOf(question: Question, typed: Typed): { day: string } | { problem: string; field: string } {
  const [day = '', month = '', year = ''] = dateNames(question).map((name) => typedIn(typed, name))
  const empty = PARTS.filter((_, index) => [day, month, year][index] === '')
  if (empty.length > 0) {
    const said = empty.length === 3 ? 'date' : empty.join(' and a ')
    const problem = empty.length === 3 ? question.missing : `The date must include a ${said}`
    return { problem, field: `${question.name}-${empty[0]}` }
  }
  const iso = isoDay(day, month, year)
  if (iso !== undefined) return { day: iso }
  return { problem: question.invalid ?? 'Enter a real date', field: `${question.name}-day` }
}

function retypedDay({ name }: Question, iso: string): Typed {
  const [year = '', month = '', day = ''] = iso.split('-')
  const plainly = (digits: string) => digits.replace(/^0/, '')
  return { [`${name}-day`]: plainly(day), [`${name}-month`]: plainly(month), [`${name}-year`]: year }
}

/** The field the message leads to is marked; when the whole date is wrong that is all three. */
const marks = (name: string, wrong: string, problem: string) =>
  name === wrong || (!problem.includes('must include') && !name.endsWith('-time') && !wrong.endsWith('-time'))

/** A day, in three fields, kept as YYYY-MM-DD. */
export const date: Kind = {
  names: dateNames,
  longest: () => 60,
  check(question, typed): Checked {
    const found = dayOf(question, typed)
    return 'day' in found ? { answer: found.day } : found
  },
  retyped: (question, answer) => retypedDay(question, String(answer)),
  shown: (_question, answer) => dayText(String(answer)),
  marks,
}

/** A day and a time of it in UK time, kept as an instant in UTC. */
export const moment: Kind = {
  names: (question) => [...dateNames(question), clockName(question)],
  longest: () => 80,
  check(question, typed): Checked {
    const found = dayOf(question, typed)
    if (!('day' in found)) return found
    const field = clockName(question)
    const clock = typedIn(typed, field)
    if (clock === '') return { problem: 'Enter a time', field }
    const minutes = minutesOf(clock)
    if (minutes === undefined) return { problem: 'Enter a time, like 9:30am or 2pm', field }
    const answer = londonInstant(found.day, minutes)
    // The hour that the clocks leave out in spring.
    return answer === undefined
      ? { problem: 'There is no such time: the clocks go forward on that day', field }
      : { answer }
  },
  retyped(question, answer) {
    const { day, minutes } = londonParts(String(answer))
    return { ...retypedDay(question, day), [clockName(question)]: clockText(minutes) }
  },
  shown: (_question, answer) => momentText(String(answer)),
  marks,
}
