import { describe, expect, test } from 'vitest'
import { compositionOf, filesOf, planOf } from '../support/plan.ts'

// Questions of a part that a goal calls for by a word, and what is done with their answers.

const asked = async (sentence: string) => (await planOf(sentence)).record.map(({ name }) => name)
const parts = async (sentence: string) => (await planOf(sentence)).choices.map(({ capability }) => capability)

describe('what is reported', () => {
  test.each([
    ['report a missed bin with a photo', 'Missed bin report'],
    ['report a pothole with a photo', 'Pothole report'],
    ['report fly-tipping', 'Fly-tipping report'],
    ['report an abandoned vehicle', 'Abandoned vehicle report'],
  ])('%s', async (sentence, title) => {
    const plan = await planOf(sentence)
    expect([plan.pattern.name, plan.intent.title, plan.unread]).toEqual(['report', title, []])
  })
})

describe('a question comes by its word', () => {
  const own = ['place', 'seenOn', 'situation', 'danger', 'applicantName', 'contact']

  test('and by nothing else', async () => {
    expect(await asked('report a pothole')).toEqual(own)
    expect(await parts('report a pothole')).not.toContain('documents')
    expect(await asked('report a pothole with a photo')).toEqual([...own, 'photo'])
    expect(await parts('report a pothole with a photo')).toContain('documents')
    expect(await asked('report a pothole with a picture and evidence')).toEqual([...own, 'photo', 'evidence'])
  })

  test('in place of those that it tells as much as', async () => {
    const bin = ['homePostcode', 'collectionAddress', 'missed', 'situation', 'danger', 'applicantName', 'contact']
    expect(await asked('report a missed bin')).toEqual(bin)
    expect(await asked('report a missed bin with a photo')).toEqual([...bin, 'photo'])
  })

  test('in any pattern in which something is sent, and in no other', async () => {
    expect(await asked('triage reports of damp, with a photo')).toContain('photo')
    for (const sentence of ['find my councillor by postcode, with a photo', 'when is my bin collected, with a photo'])
      expect(await asked(sentence)).not.toContain('photo')
  })

  test('not where its part is ruled out', async () => {
    const plan = await planOf('report a pothole with a photo', { without: ['documents'] })
    expect(plan.record.map(({ name }) => name)).toEqual(own)
  })
})

describe('what is done with a file', () => {
  test('it is kept before all else that is done, under its own kind, where there is one', async () => {
    const { phases, record } = await planOf('report a pothole with a photo and evidence')
    expect(phases.submit?.map(({ id, with: constants, inputs }) => [id, constants, inputs.uploadId])).toEqual([
      ['keep-photo', { kind: 'photo' }, 'record.photo'],
      ['keep-evidence', { kind: 'evidence' }, 'record.evidence'],
      ['open-case', undefined, undefined],
    ])
    expect(record.find(({ name }) => name === 'photo')).toMatchObject({
      optional: true,
      question: { kind: 'file', accept: ['image/jpeg', 'image/png'] },
      upload: { hold: 'documents.createUpload', release: 'documents.dropUpload' },
    })
  })

  test.each([
    ['holds nothing', { hold: 'case-management.openCase' }, 'takes'],
    ['is not there', { hold: 'documents.nothing' }, 'there is no operation'],
  ])('where it goes is held to the contract: one that %s', async (_what, upload, said) => {
    const composition = await compositionOf('report a pothole with a photo')
    const record = composition.record.map((field) => (field.name === 'photo' ? { ...field, upload } : field))
    await expect(filesOf({ ...composition, record })).rejects.toMatchObject({
      message: expect.stringContaining(said),
    })
  })
})
