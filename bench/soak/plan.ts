/** One thing is ended and kept away for so long; times are in seconds from the begin. */
export interface Outage {
  at: number
  what: string
  /** A part may also be asked to end; Postgres and the machine do not ask. */
  signal: 'SIGKILL' | 'SIGTERM'
  away: number
}

export interface Plan {
  outages: Outage[]
  /** Says of each decision, in their order, whether what it leads to is refused once. */
  refuses(decision: number): boolean
}

const longestAway = 180

/** The same seed gives the same plan: what goes wrong in so many seconds with these. The last tenth is quiet. */
export function planOf(seed: number, seconds: number, names: readonly string[]): Plan {
  const random = randomFrom(seed)
  const outages: Outage[] = []
  const back = new Map<string, number>()
  const longest = Math.min(longestAway, seconds / 4)
  // One after the other with some that meet, as many as fit.
  const pause = Math.min(40, seconds / 8)
  // Each has its turn before one has a second.
  let turns: string[] = []
  for (let at = pause / 2; at < seconds * 0.9; at += pause * (0.3 + random() * 1.4)) {
    if (turns.length === 0) turns = [...names]
    const what = turns.splice(Math.floor(random() * turns.length), 1)[0]!
    const signal = what !== 'postgres' && random() < 0.3 ? 'SIGTERM' : 'SIGKILL'
    // Most outages are short.
    const away = Math.min(random() ** 3 * longest, seconds * 0.9 - at)
    if ((back.get(what) ?? 0) > at) continue
    outages.push({ at: round(at), what, signal, away: round(away) })
    // It has to have been there again for a moment.
    back.set(what, at + away + pause / 4)
  }
  const refusals = randomFrom(seed + 1)
  const known: boolean[] = []
  return {
    outages,
    refuses: (decision) => {
      while (known.length <= decision) known.push(refusals() < 0.05)
      return known[decision]!
    },
  }
}

const round = (seconds: number) => Math.round(seconds * 10) / 10

/** Numbers from 0 to 1 that look random: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
