import type { Evaluation, GoalEntry, Score, Try } from '../schema.ts'

/** The tries of one goal as numbers. One that was cut off says nothing of the brain, but it was paid for. */
export function scoreOf({ goal }: GoalEntry, runs: readonly Try[], repeats: number, builtin: Try | undefined): Score {
  const sums = tally(runs)
  const passedAll = sums.tries === repeats && sums.passed === repeats
  return { goal, ...sums, passedAll, runs: [...runs], ...(builtin ? { builtin } : {}) }
}

/** All goals together. */
export function totalOf(scores: readonly Score[]): Evaluation['total'] {
  const builtin = scores.flatMap((score) => score.builtin ?? [])
  return {
    ...tally(scores.flatMap(({ runs }) => runs)),
    goals: scores.length,
    passedAll: scores.filter(({ passedAll }) => passedAll).length,
    ...(builtin.length > 0 ? { builtin: builtin.filter(({ outcome }) => outcome === 'passed').length } : {}),
  }
}

function tally(runs: readonly Try[]) {
  const counted = runs.filter(({ outcome }) => outcome !== 'cut')
  const passed = counted.filter(({ outcome }) => outcome === 'passed').length
  const costs = runs.flatMap(({ usd }) => usd ?? [])
  const mean = (sum: number) => (counted.length === 0 ? undefined : sum / counted.length)
  const passAt1 = mean(passed)
  const seconds = mean(sum(counted.map(({ milliseconds }) => milliseconds)) / 1000)
  return {
    tries: counted.length,
    passed,
    ...(passAt1 === undefined ? {} : { passAt1 }),
    ...(seconds === undefined ? {} : { seconds: Number(seconds.toFixed(3)) }),
    inputTokens: sum(runs.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(runs.map(({ outputTokens }) => outputTokens)),
    // A sum with an unknown part would look cheaper than it was.
    ...(costs.length === runs.length ? { usd: sum(costs) } : {}),
    problems: problemsOf(counted),
  }
}

function problemsOf(runs: readonly Try[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome, problem, unmet } of runs) {
    if (outcome === 'passed') continue
    const code = unmet.length > 0 ? 'expectation-unmet' : (problem ?? 'unknown')
    counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
