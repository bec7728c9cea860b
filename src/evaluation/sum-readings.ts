import { Became, Fact, type Reader, type ReadingTally, Style } from '../schema.ts'
import type { Judged, Overlap } from './judge-reading.ts'

/** Single judgements as figures, of all and of each style. */
export function sumReadings(judged: readonly Judged[], brain: string): Reader {
  const styles = Style.options.flatMap((style) => {
    const of = judged.filter(({ entry }) => entry.style === style)
    return of.length > 0 ? [[style, tallyOf(of)] as const] : []
  })
  return {
    brain,
    all: tallyOf(judged),
    styles: Object.fromEntries(styles),
    misses: judged.flatMap(({ misses }) => misses),
  }
}

function tallyOf(judged: readonly Judged[]): ReadingTally {
  const count = (which: (one: Judged) => boolean) => judged.filter(which).length
  const facts = judged.flatMap((one) => one.facts)
  const counts = (fact: Fact) => {
    const all = facts.filter((one) => one.fact === fact)
    const became = Object.fromEntries(Became.options.map((is) => [is, all.filter((one) => one.became === is).length]))
    return { said: all.length, ...(became as Record<Became, number>) }
  }
  return {
    goals: judged.length,
    kind: count(({ kind }) => kind === 'right'),
    asked: count(({ kind }) => kind === 'asked'),
    refusals: {
      due: count(({ due }) => due),
      right: count(({ due, kind }) => due && kind === 'right'),
      wrong: count(({ due, kind }) => !due && kind === 'refused'),
    },
    parts: overlapOf(judged.map(({ parts }) => parts)),
    partsAsked: overlapOf(judged.map(({ partsAsked }) => partsAsked)),
    facts: Object.fromEntries(Fact.options.map((fact) => [fact, counts(fact)])) as ReadingTally['facts'],
    wrong: count(({ facts, kind, misses }) => kind === 'wrong' || facts.some(isWrong) || misses.some(isAdded)),
    dropped: count(({ facts }) => facts.some(({ became }) => became === 'dropped')),
  }
}

const isWrong = ({ became }: { became: Became }): boolean => became === 'wrong'
const isAdded = ({ became, what }: Judged['misses'][number]): boolean => what === 'part' && became === 'wrong'

function overlapOf(all: readonly Overlap[]): ReadingTally['parts'] {
  const sum = (of: keyof Overlap) => all.reduce((total, one) => total + one[of], 0)
  const [right, missing, added] = [sum('right'), sum('missing'), sum('added')]
  const ratio = (part: number, whole: number) => (whole === 0 ? 1 : Number((part / whole).toFixed(4)))
  return {
    right,
    missing,
    added,
    precision: ratio(right, right + added),
    recall: ratio(right, right + missing),
    f1: ratio(2 * right, 2 * right + missing + added),
  }
}
