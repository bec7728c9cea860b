import { expect, test } from 'vitest'
import { compositionOf, filesOf } from '../support/plan.ts'
import { runServiceTests, stageFiles } from '../support/staged.ts'

// Whatever books in the tests of a service counts towards its limit, so the smallest there is shows whether each is somebody else.
test('a service in which a household may book once is proved by the tests that come of its own data', async () => {
  const composition = await compositionOf('book a slot at the recycling centre, at most 1 visit a year')
  const staged = await stageFiles(await filesOf(composition), 'limits')
  try {
    const { passed, failed } = await runServiceTests(staged)
    expect(failed).toEqual([])
    expect(passed).toEqual(
      expect.arrayContaining([
        'holdAppointment: resident may',
        'journey: from the start page to the confirmation, then tracked',
      ]),
    )
  } finally {
    await staged.dispose()
  }
})
