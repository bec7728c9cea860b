import { expect, test } from 'vitest'
import type { Verification } from '../../src/schema.ts'
import { failuresOf } from '../../src/verification/failures.ts'

const problem = (message: string) => ({ code: 'tests', message })
const of = (failures: Verification['failures'], problems: string[]): Verification => ({
  version: 1,
  verdict: 'failed',
  sandbox: 'isolated',
  checks: [{ id: 'tests', level: 'composition', verdict: 'failed', detail: '', problems: problems.map(problem) }],
  tests: { passed: 1, failed: failures.length, skipped: 0 },
  passed: [],
  conditions: [],
  failures,
  milliseconds: {},
})

test('a failed test is told once', () => {
  const failure = { test: 'a', file: 'service/tests/a.test.ts', message: 'expected 1' }
  expect(failuresOf(of([failure], ['a: expected 1']))).toEqual([
    { test: 'a', where: 'service/tests/a.test.ts', message: 'expected 1' },
  ])
})

test('what the runner itself complains of is a failure too, so such a lap is not the best', () => {
  expect(failuresOf(of([], ['The test runner ended with status 1. Unhandled Rejection']))).toEqual([
    { test: 'tests', where: 'tests', message: 'The test runner ended with status 1. Unhandled Rejection' },
  ])
})

test('whether a wait ended by the clock or by the calm is no other failure: laps that fail the same are the same', () => {
  const waited = (message: string) => failuresOf(of([{ test: 'a', file: 'service/tests/a.test.ts', message }], []))
  const calm = waited('waited for "HIGH" in the record in vain: nothing is to come about any more')
  expect(waited('waited for "HIGH" in the record in vain: it was not there after 20 s')).toEqual(calm)
  expect(waited('waited for "LOW" in the record in vain: it was not there after 20 s')).not.toEqual(calm)
})
