import { expect, test } from 'vitest'
import { tooLong } from '../../src/steps/fill/text-length.ts'
import { catalog, compositionOf, filesOf } from '../support/plan.ts'

const held = '{read-decision.outcome}'
const outcomeBody = (length: number) => `${'a'.repeat(length - held.length)}${held}`

test.each([
  ['case triage, text people', 841, []],
  ['case triage, text people', 842, [{ name: 'outcomeBody', most: 918, at: 919 }]],
  ['case triage', 5000, []],
  ['case triage, by letter', 5000, []],
])('%s, and %i characters with an outcome in them', async (sentence, length, found) => {
  const composition = await compositionOf(sentence)
  const texts = { ...composition.texts, outcomeBody: outcomeBody(length) }
  expect(tooLong(composition, texts, catalog)).toEqual(found)
})

test('a text that somebody made too long for a text message is refused, and where it stands', async () => {
  const composition = await compositionOf('case triage, text people')
  const texts = { ...composition.texts, acknowledgementBody: 'a'.repeat(919) }
  await expect(filesOf({ ...composition, texts })).rejects.toMatchObject({
    code: 'bad-file',
    message: expect.stringContaining('texts.acknowledgementBody: may come to 919 characters'),
  })
})
