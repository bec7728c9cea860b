import { expect, test } from 'vitest'
import { soak } from '../../bench/soak/soak.ts'

// The short way of `npm run soak`: a few kills of everything that can be killed, then all that was given out is looked for.
test('people use a service while its parts, itself and Postgres are killed: nothing is lost, nothing is double', async () => {
  const lines: string[] = []
  const { faults, rows } = await soak({
    seconds: 15,
    seed: 3,
    people: { residentsByApi: 2, residentsByPages: 2, officersByApi: 2, officersByPages: 1 },
    settings: ['fsync=off'],
    say: (line) => lines.push(line),
  })
  expect(faults, lines.join('\n')).toEqual([])
  expect(Object.fromEntries(rows)['references given out']).not.toBe('0')
}, 240_000)
