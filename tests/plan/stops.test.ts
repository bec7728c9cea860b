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

test('what stops people is no part of what is decided of a record: a whole one is not decided again', async () => {
  const files = await filesOf(composition)
  const [, names = ''] = /const complete = .*\[(.*)\]\.every/.exec(`${files.get('service/src/record.ts')!.bytes}`) ?? []
  const decided = names.split(', ').map((name) => name.slice(1, -1))
  expect(decided).toContain('remindBefore')
  expect(decided).not.toContain('eligible')
})
