import type { GoalEntry, Miss, Plan, Reading } from '../schema.ts'
import { type JudgedFact, judgeFacts } from './judge-facts.ts'

/** What a goal came to: a plan, or why there is none. */
export interface Read {
  plan: Plan | undefined
  /** The code of what ended it without a plan. */
  problem: string | undefined
  /** The kind that it was refused as, and those that were asked about. */
  missing: string | undefined
  between: readonly string[]
}

/** One goal's reading beside what it should be. */
export interface Judged {
  entry: Required<Pick<GoalEntry, 'goal' | 'style' | 'reading'>>
  kind: 'right' | 'wrong' | 'asked' | 'refused'
  /** Whether it was due to be refused. */
  due: boolean
  facts: JudgedFact[]
  parts: Overlap
  partsAsked: Overlap
  misses: Miss[]
}

export interface Overlap {
  right: number
  missing: number
  added: number
}

export interface Known {
  /** Patterns that there are, with the parts that each has by itself. */
  patterns: ReadonlyMap<string, readonly string[]>
  /** What each does or does not do anyway, in words. */
  anyway: ReadonlyMap<string, readonly string[]>
  /** Value → the words of a way to tell people. */
  channels: Readonly<Record<string, readonly string[]>>
}

export function judgeReading(entry: Judged['entry'], read: Read, known: Known): Judged {
  const { goal, reading, style } = entry
  const kinds = [...(reading.kind === null ? [] : [reading.kind]), ...reading.kinds]
  const there = kinds.filter((kind) => known.patterns.has(kind))
  // Of the right kind, and no part has what it is about: it is refused where it should be composed.
  const isComposed = reading.lacks !== undefined && read.problem === 'no-composition'
  const due = there.length === 0 || reading.lacks !== undefined
  const miss = (one: Omit<Miss, 'goal' | 'style'>): Miss => ({ goal, style, ...one })
  const nothing = { right: 0, missing: 0, added: 0 }
  const { plan } = read
  const pattern = plan?.intent.pattern
  if (due || !plan || !there.includes(pattern!)) {
    const named = reading.kind === null || kinds.includes(read.missing ?? '') || isComposed
    const right = due && !plan && read.between.length === 0 && named
    const asked = !plan && read.between.some((kind) => kinds.includes(kind))
    const kind = right ? 'right' : asked ? 'asked' : plan || read.between.length > 0 ? 'wrong' : 'refused'
    const found =
      pattern ?? (read.between.length > 0 ? read.between.join(' or ') : (read.missing ?? read.problem ?? 'none'))
    const expected = reading.kind ?? `none: ${reading.refuse ?? 'no service'}`
    const became = kind === 'right' ? 'exact' : kind
    return {
      entry,
      kind,
      due,
      facts: [],
      parts: nothing,
      partsAsked: nothing,
      misses: right ? [] : [miss({ what: due ? 'refusal' : 'kind', became, expected, found })],
    }
  }
  const { facts, misses } = judgeFacts(goal, reading, plan, {
    anyway: known.anyway.get(pattern!) ?? [],
    channels: known.channels,
  })
  const own = known.patterns.get(pattern!)!
  const { parts, partsAsked, missing, added } = partsOf(reading, plan, own)
  return {
    entry,
    kind: 'right',
    due,
    facts,
    parts,
    partsAsked,
    misses: [
      ...misses.map(miss),
      ...missing.map((id) => miss({ what: 'part', became: 'dropped', expected: id, found: 'none' })),
      ...added.map((id) => miss({ what: 'part', became: 'wrong', expected: 'none', found: id })),
    ],
  }
}

function partsOf({ parts: asked }: Reading, { choices }: Plan, own: readonly string[]) {
  const chosen = choices.map(({ capability }) => capability)
  // What a step needs besides is wiring, and neither right nor wrong.
  const said = choices.filter(({ why }) => why.startsWith('the goal says')).map(({ capability }) => capability)
  const missing = asked.filter((id) => !chosen.includes(id))
  const added = said.filter((id) => !asked.includes(id) && !own.includes(id))
  const right = asked.length - missing.length
  const kept = own.filter((id) => chosen.includes(id) && !asked.includes(id))
  return {
    missing,
    added,
    partsAsked: { right, missing: missing.length, added: added.length },
    parts: { right: right + kept.length, missing: missing.length, added: added.length },
  }
}
