import { ProblemResponse } from '../problem.ts'
import { shown } from './fields.ts'
import type { Answer, Found, Question, Result } from './shapes.ts'

/** How what an operation answers is told, and what is said where there is nothing. */
export interface Telling {
  title: string
  /** member of the answer that is a list of what was found; without it the answer itself is the one thing found */
  list?: string
  /** member that each of them is called by */
  heading?: Shown
  /** members of each that people read, in this order; one without a value is left out */
  members: readonly Shown[]
  none: { title: string; paragraphs: string[]; link?: { text: string; href: string } }
}

/** A member, and what stands before its value in a link. */
type Shown = Question & { link?: '' | 'mailto:' | 'tel:' }

/** What an operation answers for the first question, why there is nothing for the second. */
export interface Told<Answer> {
  is?: Answer
  because?: string
}

/** The answer of a call that only reads; undefined where there is nothing of what was asked for. Throws what else it is refused for. */
export async function ifThere<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ProblemResponse && error.status === 404) return undefined
    throw error
  }
}

/** What a program is told. */
export function toldOf<T extends object>(telling: Telling, answer: T | undefined): Told<T> {
  if (answer !== undefined && entriesIn(telling, answer).length > 0) return { is: answer }
  return { because: `${telling.none.title}. ${telling.none.paragraphs.join(' ')}` }
}

/** The same as people read it. */
export function foundOf(telling: Telling, { is: answer }: Told<object>): Found {
  const { title, heading, members, none } = telling
  const entries = answer === undefined ? [] : entriesIn(telling, answer)
  if (entries.length === 0) return { entries: [], ...none }
  return {
    title,
    entries: entries.map((entry) => ({
      ...(heading && { heading: shown(heading, entry[heading.name]) }),
      rows: members.flatMap((member) => {
        const value = entry[member.name]
        if (value === undefined || value === null || value === '') return []
        const row = { key: member.title, value: shown(member, value) }
        return member.link === undefined ? [row] : [{ ...row, href: `${member.link}${String(value)}` }]
      }),
    })),
    paragraphs: [],
  }
}

/** The page of what was found. Of one thing alone the page itself has its heading. */
export function pageOfFound(heading: string, all: Found[]): Pick<Result, 'heading' | 'found'> {
  const [first, ...others] = all
  if (first?.title === undefined || others.length > 0) return { heading, found: all }
  const { title, ...found } = first
  return { heading: title, found: [found] }
}

type Entry = Record<string, Answer | undefined>

function entriesIn({ list }: Telling, answer: object): Entry[] {
  const given = answer as Record<string, unknown>
  return (list === undefined ? [given] : (given[list] ?? [])) as Entry[]
}
