import { expect, test } from 'vitest'
import { planOf } from '../../bench/soak/plan.ts'

const names = ['audit', 'case-management', 'postgres', 'service']

test('the same seed gives the same outages and refusals, another one others', () => {
  const of = (seed: number) => {
    const { outages, refuses } = planOf(seed, 1800, names)
    return { outages, refusals: Array.from({ length: 100 }, (_, decision) => refuses(decision)) }
  }
  expect(of(7)).toEqual(of(7))
  expect(of(7)).not.toEqual(of(8))
})

test.each([1, 2, 3, 4, 5])(
  'seed %i: in half an hour everything is away at least once, up to three minutes, and back at the end',
  (seed) => {
    const { outages } = planOf(seed, 1800, names)
    expect(new Set(outages.map(({ what }) => what))).toEqual(new Set(names))
    expect(Math.max(...outages.map(({ away }) => away))).toBeGreaterThan(60)
    expect(Math.max(...outages.map(({ away }) => away))).toBeLessThanOrEqual(180)
    expect(Math.max(...outages.map(({ at, away }) => at + away))).toBeLessThanOrEqual(0.9 * 1800 + 0.1)
    expect(outages.filter(({ what, signal }) => what === 'postgres' && signal === 'SIGTERM')).toEqual([])
  },
)

test('nothing is ended again while it is away', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const back = new Map<string, number>()
    for (const { at, what, away } of planOf(seed, 300, names).outages) {
      expect(at).toBeGreaterThanOrEqual(back.get(what) ?? 0)
      back.set(what, at + away)
    }
  }
})
