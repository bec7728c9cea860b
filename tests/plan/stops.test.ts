import { afterAll, expect, test } from 'vitest'
import { compositionOf, filesOf } from '../support/plan.ts'
import { stageFiles, typeErrors } from '../support/staged.ts'

// Whom a goal says that a service is for: whoever it is not for is told so, by the pages and by the API.

const staged: Awaited<ReturnType<typeof stageFiles>>[] = []
afterAll(() => Promise.all(staged.map((one) => one.dispose())))

const composition = await compositionOf('flu jab appointments for over 65s and pregnant women')

test('its folder compiles, with the tests of its stops', async () => {
  staged.push(await stageFiles(await filesOf(composition), 'stops'))
  expect(await typeErrors(staged[0]!.folder)).toBe('')
})
