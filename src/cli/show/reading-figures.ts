import type { ReadingTally } from '../../schema.ts'

/** One figure a row: its name, and how it reads for each tally. */
export const figures = (tallies: readonly ReadingTally[]): string[][] =>
  rows.map(([name, cell]) => [name, ...tallies.map(cell)])

const of = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${part} of ${whole} (${((part / whole) * 100).toFixed(1)}%)`
const fact = (name: keyof ReadingTally['facts']) => (tally: ReadingTally) => {
  const { exact, said } = tally.facts[name]
  return of(exact, said)
}

const rows: readonly (readonly [string, (tally: ReadingTally) => string])[] = [
  ['goals', ({ goals }) => String(goals)],
  ['kind right', ({ goals, kind }) => of(kind, goals)],
  ['asked between two', ({ asked }) => String(asked)],
  ['refused rightly', ({ refusals }) => of(refusals.right, refusals.due)],
  ['refused wrongly', ({ refusals }) => String(refusals.wrong)],
  ['parts F1', ({ parts }) => parts.f1.toFixed(3)],
  ['parts that words ask for, F1', ({ partsAsked }) => partsAsked.f1.toFixed(3)],
  ['rules exact', fact('rule')],
  ['times exact', fact('time')],
  ['channels exact', fact('channel')],
  ['limits exact', fact('limit')],
  ['amounts exact', fact('amount')],
  ['else that weighs, read', fact('also')],
  ['what no service does, told', fact('unread')],
  ['wrong readings', ({ goals, wrong }) => of(wrong, goals)],
  ['silent drops', ({ dropped, goals }) => of(dropped, goals)],
]
