import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { lift, Question } from '../../src/schema.ts'
import { readComposition } from '../../src/workspace/read-composition.ts'
import { compositionOf } from '../support/plan.ts'

const asked = { title: 'What is it?', missing: 'Enter it' }
const field = (question: object) => ({ name: 'it', type: 'FreeText', role: 'case', question })

test.each([
  ['textarea', { kind: 'long' }],
  ['email', { kind: 'text', check: 'email' }],
  ['tel', { kind: 'text', check: 'phone' }],
  ['postcode', { kind: 'text', check: 'postcode' }],
  ['radios', { kind: 'choice' }],
  ['address', { kind: 'pick' }],
])('the kind %s of earlier versions', (kind, now) => {
  const before = { version: 1, record: [field({ kind, ...asked, maxLength: 9 }), field({ kind: 'text', ...asked })] }
  const [lifted, same] = (lift(before) as typeof before).record
  expect(lifted!.question).toEqual({ ...now, ...asked, maxLength: 9 })
  expect(Question.safeParse(lifted!.question).success).toBe(true)
  expect(same).toEqual(before.record[1])
  expect(before.record[0]!.question).toMatchObject({ kind })
})

test.each([
  undefined,
  null,
  'text',
  [],
  {},
  { record: 'none' },
  { record: [null, 'x', { question: 1 }, field({ kind: 7 })] },
])('what is no record comes back as it was: %j', (given) => {
  expect(lift(given)).toEqual(given)
})

test('what is of today comes back as it was', async () => {
  const composition = await compositionOf('case triage')
  expect(lift(composition)).toEqual(composition)
})

test('a composition.yaml that an earlier version wrote is read', async () => {
  const composition = await compositionOf('case triage')
  const old: Record<string, string> = { long: 'textarea', pick: 'address' }
  const record = composition.record.map(({ question: { check, ...question }, ...rest }) => ({
    ...rest,
    question: { ...question, kind: check === 'phone' ? 'tel' : (check ?? old[question.kind] ?? question.kind) },
  }))
  const folder = await mkdtemp(join(tmpdir(), 'lift-'))
  await writeFile(join(folder, 'composition.yaml'), stringify({ ...composition, record }))
  expect((await readComposition(folder)).composition).toEqual(composition)
})
