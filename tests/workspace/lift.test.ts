import { copyFile, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { liftKinds } from '../../src/schema/lift/kinds.ts'
import { lift } from '../../src/schema/lift.ts'
import { Composition, Question, stepsOf } from '../../src/schema.ts'
import { complete } from '../../src/steps/complete.ts'
import { readComposition } from '../../src/workspace/read-composition.ts'
import { catalog, compositionOf, filesOf } from '../support/plan.ts'

const folder = new URL('./compositions/', import.meta.url)
const kept = async (name: string) => parse(await readFile(new URL(name, folder), 'utf8')) as { version: number }

test.each(['by-letter', 'by-text'])(
  'version 1, %s: read as a composition of today, and all of its files come of it',
  async (name) => {
    const before = await kept(`version-1-${name}.yaml`)
    const place = await mkdtemp(join(tmpdir(), 'lift-'))
    await copyFile(new URL(`version-1-${name}.yaml`, folder), join(place, 'composition.yaml'))
    const { composition, text } = await readComposition(place)
    expect(composition.version).toBe(2)
    // What a person wrote stays as it was written.
    expect(parse(text)).toEqual(before)
    const now = complete(composition, catalog)
    expect(now.people['team-lead']!.may).toContain('accounts:manage')
    expect(now.lists.map(({ id }) => id)).toEqual(['cases'])
    const files = await filesOf(now)
    expect(files.get('service/src/workflow.ts')!.bytes.toString()).toContain("about('dev.compose.case.closed.v1'")
  },
)

test('each thing of version 1 has its place in version 2', async () => {
  const lifted = Composition.parse(lift(await kept('version-1-by-text.yaml')))
  const now = await compositionOf(lifted.goal.sentence)
  expect(lifted.lookups).toEqual(now.lookups)
  expect(lifted.rules.priority).toEqual(now.rules.priority)
  expect(lifted.rules.respondWithin).toMatchObject({ rows: [{ when: {}, is: { amount: 2, unit: 'working-days' } }] })
  // Nobody on duty was told of anything then, nothing was withdrawn and nobody asked.
  const then = Object.entries(now.texts).filter(([name]) => !/^(duty|withdrawn|question)/.test(name))
  expect(lifted.texts).toEqual(Object.fromEntries(then))
  const ids = Object.entries(lifted.phases).map(([phase, steps]) => [phase, steps.map((step) => step.id)])
  expect(ids).toEqual([
    ['submit', ['open-case']],
    ['notify', ['acknowledge', 'announce']],
    ['decide', ['await-decision']],
    ['close', ['read-decision', 'tell-outcome', 'record-outcome']],
  ])
  expect(lifted.phases.submit![0]!.inputs).toMatchObject({
    priority: 'rule.priority',
    respondWithin: 'rule.respondWithin',
    team: 'find-team.team',
    subject: 'record.subjectName',
    contact: 'record.applicantPhone as phone',
  })
  for (const { id, do: operation, inputs } of stepsOf(lifted))
    if (operation === 'notifications.sendMessage') expect(inputs, id).toMatchObject({ name: 'record.applicantName' })
  // What was put into the audit trail is announced, and the trail hears it.
  expect(lifted.phases.close!.at(-1)).toEqual({ id: 'record-outcome', emit: 'outcome-sent', inputs: {} })
  expect(lifted.on).toEqual([
    { event: 'dev.compose.case.overdue.v1', steps: [{ id: 'escalate', emit: 'overdue', inputs: {} }] },
  ])
  expect(lifted.scenarios.find(({ id }) => id === 'receipt-on-record')?.expect).toEqual([
    { see: 'panel', panel: 'on-record', says: '{event.received}', where: {}, count: 1 },
    { see: 'event', type: 'received', count: 1 },
  ])
})

test.each([
  ['contactEmail', 'record.email as email'],
  ['contactPhone', 'record.phone as phone'],
])('a case of version 1 keeps its person by their contact: %s', (input, contact) => {
  const field = contact.split(/[. ]/)[1]!
  const step = { id: 'open-case', phase: 'submit', do: 'case-management.openCase' }
  const before = { version: 1, steps: [{ ...step, inputs: { [input]: { from: 'record', field } } }], record: [] }
  expect(lift({ ...before, rules: {}, wording: {}, scenarios: [] })).toMatchObject({
    phases: { submit: [{ id: 'open-case', do: 'case-management.openCase', inputs: { contact } }] },
  })
})

test.each([
  ['a composition of today', { version: 2, name: 'x' }],
  ['what is no composition', { version: 1, name: 'x' }],
  ['no object', 'version: 1'],
  ['nothing', undefined],
])('%s stays as it is, for the check of its shape to judge', (_name, given) => {
  expect(lift(given)).toEqual(given)
})

const asked = { title: 'What is it?', missing: 'Enter it' }
const field = (question: object) => ({ name: 'it', type: 'FreeText', role: 'case', question })

test.each([
  ['textarea', { kind: 'long' }],
  ['email', { kind: 'text', check: 'email' }],
  ['tel', { kind: 'text', check: 'phone' }],
  ['postcode', { kind: 'text', check: 'postcode' }],
  ['radios', { kind: 'choice' }],
  ['address', { kind: 'pick' }],
])('version 1: the kind %s of questions', (kind, now) => {
  const before = { record: [field({ kind, ...asked, maxLength: 9 }), field({ kind: 'text', ...asked })] }
  const [lifted, same] = (liftKinds(before) as typeof before).record
  expect(lifted!.question).toEqual({ ...now, ...asked, maxLength: 9 })
  expect(Question.safeParse(lifted!.question).success).toBe(true)
  expect(same).toEqual(before.record[1])
  expect(before.record[0]!.question).toMatchObject({ kind })
})

test.each([{}, { record: 'none' }, { record: [null, 'x', { question: 1 }, field({ kind: 7 })] }])(
  'what is no record comes back as it was: %j',
  (given) => {
    expect(liftKinds(given)).toEqual(given)
  },
)
