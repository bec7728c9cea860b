import { expect, test } from 'vitest'
import type { Composition } from '../../src/schema.ts'
import { compositionOf, filesOf } from '../support/plan.ts'
import { runServiceTests, stageFiles } from '../support/staged.ts'

// People of other names who may other things than those of the pattern, as somebody may write them in composition.yaml.

const people: Composition['people'] = {
  // No case is shown to them, nor can they give one away: that takes more than its own scope.
  dispatcher: { title: 'Dispatcher', may: ['cases:allocate'] },
  auditor: { title: 'Auditor & reader', may: ['audit:read', 'cases:read'] },
  officer: {
    title: 'Duty officer',
    // They write to people, and read in no list what others wrote.
    may: [
      'accounts:read',
      'attention:work',
      'cases:allocate',
      'cases:read',
      'cases:on-behalf',
      'cases:work',
      'messages:write',
      'records:read',
    ],
  },
  head: {
    title: "Ward's head",
    may: [
      'accounts:manage',
      'accounts:read',
      'attention:end',
      'attention:work',
      'audit:read',
      'cases:decide',
      'cases:read',
      'messages:read',
      'records:read',
    ],
  },
}

test('every generated test passes with other people, each of whom may exactly what stands there', async () => {
  const composition = await compositionOf('case triage service')
  const staged = await stageFiles(await filesOf({ ...composition, people }), 'people')
  try {
    const { passed, failed } = await runServiceTests(staged)
    expect(failed).toEqual([])
    expect(passed).toEqual(
      expect.arrayContaining([
        'allocateCase: dispatcher may not',
        'allocateCase: officer may',
        'allocateCase: head may not',
        'getCase: auditor may',
        'getCase: dispatcher may not',
        'closeCase: officer may not',
        'closeCase: head may',
        'listAttention: auditor may not',
        'readAnswers: officer may',
        'readAnswers: auditor may not',
        'endAttention: officer may not',
        'sendAnother: officer may',
        'sendAnother: head may not',
        'submit: dispatcher may',
      ]),
    )
  } finally {
    await staged.dispose()
  }
})
