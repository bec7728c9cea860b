/** How fast flows are worked off, and how long a copy may be silent. All of it can be set, which only tests should need. */
export interface Pace {
  /** FLOWS_AT_ONCE: how many flows one process works on at the same time. */
  atOnce: number
  /** How many while people wait for answers: those come first. */
  whenBusy: number
  /** FLOW_LEASE_SECONDS: how long a copy that says nothing keeps what it has begun, in milliseconds. */
  lease: number
  /** FLOW_LONGEST_PAUSE_SECONDS: the longest wait between two tries of a step, in milliseconds. */
  longestPause: number
}

/** Throws when a setting is not a number above 0. */
export function paceOf(env: Record<string, string | undefined>): Pace {
  const given = (name: string, otherwise: number) => {
    const value = Number(env[name] ?? otherwise)
    if (value > 0 && Number.isFinite(value)) return value
    throw new Error(`${name} must be a number above 0: ${otherwise} unless set`)
  }
  const atOnce = Math.ceil(given('FLOWS_AT_ONCE', 8))
  return {
    atOnce,
    whenBusy: Math.ceil(atOnce / 4),
    lease: given('FLOW_LEASE_SECONDS', 6) * 1000,
    longestPause: given('FLOW_LONGEST_PAUSE_SECONDS', 300) * 1000,
  }
}

/** Requests in progress from which on a process is busy. */
const busy = 4

/** How many flows may be worked on at the same time while so many requests wait for their answers. */
export function roomFor({ atOnce, whenBusy }: Pace, inProgress: number): number {
  return inProgress < busy ? atOnce : whenBusy
}

/** Milliseconds until the next try: longer each time, never the same for all who wait. */
export function pauseAfter(tries: number, { longestPause }: Pace): number {
  const whole = Math.min(250 * 2 ** Math.min(tries - 1, 30), longestPause)
  return Math.round(whole * (0.8 + Math.random() * 0.4))
}
