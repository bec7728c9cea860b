import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FileSet } from '../../src/schema.ts'
import type { Staged } from '../../src/steps/stage.ts'
import { readComposition } from '../../src/workspace/read-composition.ts'
import { type KeptPlace, keepPlace } from '../support/kept-place.ts'
import { compositionOf, filesOf } from '../support/plan.ts'
import { type Fault, seed, typeErrorsWith } from '../support/seeded.ts'
import { change, stageFiles } from '../support/staged.ts'

// Faults in what a booking has beside what every record has, each caught by the folder's own tests. One place for all.

let files: FileSet
let staged: Staged
let place: KeptPlace

beforeAll(async () => {
  files = await filesOf(await compositionOf('book a slot at the recycling centre'))
  staged = await stageFiles(files, 'booking-faults')
  place = await keepPlace(staged.folder)
})
afterAll(async () => {
  await place?.stop()
  await staged?.dispose()
})

const faults: Fault[] = [
  {
    name: 'the level of an action is lowered',
    file: '../contracts/openapi.yaml',
    from: /(operationId: cancelBooking\n[\s\S]*?- )bookings:change/,
    to: '$1own:record',
    caughtBy: /cancelBooking: resident may not/,
  },
  {
    name: 'a hold is not released',
    file: 'questions.ts',
    from: /await scheduling\.releaseHold\(.*?\{ key \}\)/,
    to: 'void [id, key]',
    caughtBy: /another appointment lets go of the one before/,
  },
  {
    name: 'a text tells of another step',
    file: 'workflow.ts',
    from: /(step\('tell-moved'.*)readMovedStartsAt: readMoved\.startsAt/,
    to: '$1readMovedStartsAt: book.startsAt',
    caughtBy: /tell-moved is done each time/,
  },
  {
    name: 'what is told is as it was the first time',
    file: 'workflow.ts',
    from: /(step\('read-moved'.*), data\.event\)/,
    to: '$1)',
    caughtBy: /tell-moved is done each time/,
  },
  {
    name: 'who was reminded once never is again',
    file: 'workflow.ts',
    from: /(step\('remind'.*), data\.event\)/,
    to: '$1)',
    caughtBy: /remind is done each time/,
  },
  {
    name: 'what is refused does not lead back',
    file: 'workflow.ts',
    from: /await orBack\(.*?\(\) => (step\('book'.*)\)$/m,
    to: 'await (void orBack, $1)',
    caughtBy: /refuses leads back to/,
  },
  {
    name: 'nobody is known to wait',
    file: 'receive.ts',
    from: 'await awaitOf(tx, reference)',
    to: 'void awaitOf',
    caughtBy: /refuses leads back to/,
  },
  {
    name: "people see another's booking as theirs",
    file: 'own.ts',
    from: /(export async function heldOf.*\n.*= await )stepAnswers\(from, reference\)/,
    to: 'let first: ReturnType<typeof stepAnswers> | undefined\n$1(first ??= stepAnswers(from, reference))',
    caughtBy: /readStatus: says of a record|then tracked/,
  },
  // The last, since it is not undone: what was set up once is not set up again.
  {
    name: 'what is set up is something else',
    file: 'set-up.ts',
    from: /given: '[^']*'(.*)opens: '[^']*'/,
    to: "given: 'another'$1opens: 'Mo-Su 08:00-20:00'",
    caughtBy: /putBookable: opens is/,
  },
]

test('a panel that does not say by what it is found is no composition', async () => {
  const undo = await change(staged.folder, 'composition.yaml', /^ {4}by: .*\n/m, '')
  const where = `${staged.folder}/composition.yaml#panels.0.by`
  await expect(readComposition(staged.folder)).rejects.toMatchObject({ code: 'bad-file', problems: [{ where }] })
  await undo()
  await expect(readComposition(staged.folder)).resolves.toHaveProperty('composition')
})

test('each of them type-checks', async () => {
  expect(await typeErrorsWith(faults, files)).toBe('')
})

test('a change that changes nothing passes', async () => {
  const undo = await change(
    staged.folder,
    'service/src/workflow.ts',
    'let db: Database',
    'let db: Database // the same',
  )
  const only = new RegExp([...new Set(faults.map(({ caughtBy }) => caughtBy.source))].join('|'))
  const { passed, failed } = await place.run({ patience: 20, only })
  await undo()
  expect(failed).toEqual([])
  for (const { name, caughtBy } of faults)
    expect(
      passed.some((title) => caughtBy.test(title)),
      name,
    ).toBe(true)
})

test.each(faults)('caught: $name', async (fault) => {
  const undo = await seed(staged.folder, fault)
  try {
    const { failed } = await place.run({ patience: 2, only: fault.caughtBy })
    expect(failed).not.toEqual([])
  } finally {
    await undo()
  }
})
