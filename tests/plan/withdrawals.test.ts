import { expect, test } from 'vitest'
import { lintCatalog } from '../../src/catalog/lint.ts'
import type { Catalog } from '../../src/catalog/load.ts'
import { Composition, type PatternFile, stepsOf, undoSteps } from '../../src/schema.ts'
import { withdrawalRows } from '../../src/steps/scaffold/proof/withdrawals.ts'
import { catalog, compositionOf, filesOf, planOf } from '../support/plan.ts'

const goal = 'book a slot at the recycling centre'
const event = 'dev.compose.booking.moved.v1'

/** The catalogue with another pattern of a name. */
function withPattern(name: string, change: (spec: PatternFile['spec']) => void): Catalog {
  const entry = structuredClone(catalog.patterns.get(name)!)
  change(entry.file.spec)
  return { ...catalog, patterns: new Map([...catalog.patterns, [name, entry]]) }
}

const undone = withPattern('booking', ({ phases, on }) => {
  phases.submit![0]!.undo = 'scheduling.cancelBooking'
  on.push({ event, onlyWith: [], steps: [{ id: 'give-back', withdraw: true }] })
})

const workflowOf = async (composition: Composition, from = catalog) =>
  (await filesOf(composition, undefined, from)).get('service/src/workflow.ts')!.bytes.toString()

test('what a step is undone by takes what that step answered', async () => {
  const plan = await planOf(goal, {}, undone)
  expect(plan.phases.submit).toMatchObject([
    { id: 'book', undo: { do: 'scheduling.cancelBooking', inputs: { bookingId: 'book.bookingId' } } },
  ])
  expect(plan.supplies).toContainEqual(
    expect.objectContaining({ step: 'undo-book', input: 'bookingId', from: 'book → bookingId' }),
  )
  const code = await workflowOf(await compositionOf(goal, undone), undone)
  expect(code).toContain('  await withdraw(record)\n')
  expect(code).toContain(`
async function withdraw(_record: Kept): Promise<void> {
  const book = done<Awaited<ReturnType<typeof scheduling.confirmHold>>>('book')
  if (book) await step('undo-book', (key) => scheduling.cancelBooking({ path: { bookingId: book.bookingId } }, { key }))
}
`)
})

test('where nothing is ever withdrawn, nothing says how', async () => {
  const kept = withPattern('booking', ({ phases }) => {
    phases.submit![0]!.undo = 'scheduling.cancelBooking'
  })
  const plan = await planOf(goal, {}, kept)
  expect(plan).toEqual({ ...(await planOf(goal)), pattern: plan.pattern })
})

test('what was done last is undone first, under the conditions of what it undoes', async () => {
  const { phases } = await planOf('case triage service')
  expect(undoSteps({ phases })).toMatchObject([
    { id: 'undo-tell-duty', undoes: 'tell-duty', if: { 'rule.priority': 'urgent' } },
    { id: 'undo-acknowledge', undoes: 'acknowledge', inputs: { to: 'record.applicantContact' } },
  ])
  expect(stepsOf({ lookups: [], phases, on: [] }).slice(-2)).toEqual(undoSteps({ phases }))
})

test('its tests know which answers have it done, in which order it is undone, and what is announced then', async () => {
  const made = await compositionOf('case triage service')
  const rows = withdrawalRows(made, { immediateDanger: false, gettingWorse: false })
  const told = ['notifications.tellDuty', 'notifications.sendMessage']
  expect(rows.map(({ answers, undoes, fault }) => [answers, undoes, fault])).toEqual([
    ['immediateDanger: true', told, ''],
    ['', told.slice(1), ''],
    ['immediateDanger: true', told, 'down'],
    ['immediateDanger: true', told, 'refused'],
  ])
  expect(new Set(rows.map((row) => row.announced))).toEqual(new Set(['dev.compose.case.cancelled.v1']))
})

const base = await compositionOf('case triage service')
const step = ({ phases }: Composition, id: string) =>
  Object.values(phases)
    .flat()
    .find((one) => one.id === id)!

test.each<[string, (made: Composition) => unknown, RegExp]>([
  [
    'an undo that nothing runs',
    (it) => (it.on = it.on.filter(({ event: name }) => !/withdrawn/.test(name))),
    /undo: is never done: no step withdraws/,
  ],
  [
    'a withdrawal that undoes nothing',
    (it) => {
      for (const id of ['acknowledge', 'tell-duty']) delete step(it, id).undo
    },
    /take-back: undoes nothing/,
  ],
  [
    'an operation that there is not',
    (it) => (step(it, 'tell-duty').undo!.do = 'notifications.recall'),
    /undo-tell-duty: does notifications\.recall/,
  ],
  [
    'what only reads',
    (it) => (step(it, 'open-case').undo = { do: 'case-management.getCase', inputs: { reference: 'record.reference' } }),
    /open-case\.undo: .* changes nothing/,
  ],
  ['too little for it', (it) => delete step(it, 'tell-duty').undo!.inputs.body, /undo-tell-duty: gives no body/],
  [
    'another type',
    (it) => (step(it, 'acknowledge').undo!.inputs.to = 'record.subjectName'),
    /undo-acknowledge\.inputs\.to: .* takes a Contact/,
  ],
  [
    'what another step answered',
    (it) => (step(it, 'tell-duty').undo!.inputs.reference = 'open-case.reference'),
    /may not have been answered when tell-duty is undone/,
  ],
  [
    'a text of another step',
    (it) => (it.texts.withdrawnBody = 'Due by {open-case.dueAt}'),
    /texts\.withdrawnBody: holds .* not known where it is read/,
  ],
  [
    'a name that is taken',
    (it) => (step(it, 'open-case').id = 'undo-tell-duty'),
    /undo-tell-duty: another step has this id/,
  ],
  [
    'an undo of what may come again',
    (it) => (it.on[0]!.steps[0]!.undo = step(it, 'tell-duty').undo!),
    /may be done again and again/,
  ],
  [
    'an undo of what does nothing',
    (it) => (step(it, 'announce').undo = step(it, 'tell-duty').undo!),
    /announce\.undo: stands at a step that does nothing/,
  ],
  [
    'two things at once',
    (it) => (step(it, 'finish').withdraw = true),
    /close\.finish: has 2 of do, emit, await and withdraw/,
  ],
  [
    'what must not be done',
    (it) => it.never.push({ do: 'notifications.tellDuty', if: { 'record.gettingWorse': true } }),
    /withdraw\.undo-tell-duty: does notifications\.tellDuty, which must never be done/,
  ],
])('%s is named with its place', async (_name, change, message) => {
  const made = structuredClone(base)
  change(made)
  await expect(filesOf(Composition.parse(made))).rejects.toMatchObject({
    code: 'bad-file',
    problems: expect.arrayContaining([expect.objectContaining({ message: expect.stringMatching(message) })]),
  })
})

test('a pattern that undoes by what changes nothing, or by what there is not, is not clean', () => {
  const faults = ['scheduling.getBooking', 'scheduling.takeBack'].map((name) =>
    lintCatalog(
      withPattern('booking', ({ phases }) => {
        phases.submit![0]!.undo = { do: name }
      }),
    ).map(({ message }) => message),
  )
  expect(faults).toEqual(
    ['scheduling.getBooking', 'scheduling.takeBack'].map((name) => [
      `patterns/booking.yaml: step book is undone by ${name}, which no capability offers, or which changes nothing`,
    ]),
  )
})
