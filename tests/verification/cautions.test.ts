import { expect, test } from 'vitest'
import { receiptOf } from '../../src/verification/receipt.ts'
import { compositionOf, filesOf } from '../support/plan.ts'

// What a part does not do as it comes is said where whoever runs the service reads, and in the evidence.

const verification = {
  verdict: 'verified',
  sandbox: 'isolated',
  checks: [],
  conditions: [],
  tests: { passed: 0, failed: 0, skipped: 0 },
  failures: [],
} as unknown as Parameters<typeof receiptOf>[2]

test.each([
  ['report a pothole with a photo', ['Files that people send are not scanned for viruses until']],
  ['pay a penalty notice, £50', ['Payments are only played.']],
  ['case triage service', []],
  ['find my councillor by postcode', []],
])('%s', async (sentence, said) => {
  const composition = await compositionOf(sentence)
  const files = await filesOf(composition)
  const { cautions = [] } = receiptOf(composition, files, verification, []).predicate.compose
  const readme = `${files.get('README.md')!.bytes}`
  expect(cautions).toHaveLength(said.length)
  expect(readme.includes('Before people use it:')).toBe(said.length > 0)
  for (const [at, words] of said.entries()) {
    expect(cautions[at]).toContain(words)
    expect(readme).toContain(words)
  }
})
