import { expect, test } from 'vitest'
import { inWords } from '../../src/pages/words.ts'

test.each([
  ['in-progress', 'In progress'],
  ['dev.compose.case.status-changed.v1', 'Case status changed'],
  ['/components/case-management', 'Case management'],
  ['riskOfHarm', 'Risk of harm'],
  ['immediateDanger', 'Immediate danger'],
])('%s is said as %s', (code, said) => expect(inWords(code)).toBe(said))
