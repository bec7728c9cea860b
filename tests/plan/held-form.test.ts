import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { type Desk, deskPages } from '../../catalog/kit/src/desk/index.ts'
import type { Operation } from '../../src/catalog/contract.ts'
import type { Composition, Form } from '../../src/schema.ts'
import { settleDesk } from '../../src/steps/desk.ts'
import { deskOperations } from '../../src/steps/scaffold/api/desk-operations.ts'
import { deskView } from '../../src/steps/scaffold/desk-view.ts'
import { ownView } from '../../src/steps/scaffold/own-view.ts'
import { catalog, compositionOf, root } from '../support/plan.ts'

const operations = new Map(
  catalog.capabilities.get('scheduling')!.operations.map((one): [string, Operation] => [one.name, one]),
)
const desk = settleDesk(['scheduling'], 'booking', catalog)
const MOVE = 'scheduling.moveBooking'
const moveIn = (view: ReturnType<typeof deskView>) => view.lists[0]!.actions.find((one) => one.do === MOVE)!

test('what a form lists, holds and lets go is named with its part', () => {
  expect(desk.lists[0]!.actions).toContain(MOVE)
  expect(desk.forms[MOVE]!.asks.holdId).toEqual({
    title: 'What is the new time?',
    missing: 'Select a time',
    from: 'scheduling.listSlots',
    needs: { bookable: 'bookable' },
    value: 'slotId',
    text: '{startsAt}',
    group: 'startsAt',
    hold: { do: 'scheduling.holdSlot', takes: 'slotId', gives: 'holdId', release: 'scheduling.releaseHold' },
    gone: 'That time is not free any more. Choose another.',
  })
})

test('where nothing holds it, nothing is picked', () => {
  const { forms } = catalog.capabilities.get('scheduling')!.brings
  const elsewhere = structuredClone(catalog.capabilities.get('scheduling')!)
  elsewhere.brings = { ...elsewhere.brings, forms: structuredClone(forms) }
  elsewhere.brings.forms.moveBooking!.asks.holdId!.hold!.do = 'diary.holdSlot'
  const capabilities = new Map([...catalog.capabilities, ['scheduling', elsewhere] as const])
  const settled = settleDesk(['scheduling'], 'booking', { ...catalog, capabilities })
  expect(settled.forms[MOVE]!.asks.holdId).toEqual({ title: 'What is the new time?', missing: 'Select a time' })
})

test('the desk takes it as it is, and holds it to the contract', async () => {
  const view = deskView(desk, operations)
  expect(moveIn(view).asks).toEqual([{ name: 'holdId', ...desk.forms[MOVE]!.asks.holdId }])
  const contract = pathToFileURL(`${root}/catalog/capabilities/scheduling/openapi.yaml`)
  const pages = deskPages({ ...view, panels: [], values: {} } as unknown as Desk, {
    scheduling: { client: {}, contract },
  })
  expect(Object.keys(await pages)).toContain('mount')
})

test('whoever moves a booking may see what is free, and hold it', () => {
  const api = deskOperations(desk, operations)
  expect(api.find(({ part }) => part?.name === MOVE)).toMatchObject({
    scope: 'bookings:change',
    looksUp: ['bookings:book'],
    members: [{ name: 'holdId', required: true }],
  })
})

const held = (change: (asks: Form['asks'][string]) => void): typeof desk => {
  const changed = structuredClone(desk)
  change(changed.forms[MOVE]!.asks.holdId!)
  return changed
}

test.each<[string, (asked: Form['asks'][string]) => void, string]>([
  [
    'a list that there is not',
    (one) => (one.from = 'scheduling.listTimes'),
    'there is no operation scheduling.listTimes',
  ],
  ['a hold without a list', (one) => delete one.from, 'has hold, and no from'],
  ['a row without a name', (one) => delete one.text, 'has from, and no text'],
  ['a day of nothing', (one) => (one.group = 'day'), 'a row of scheduling.listSlots has no day'],
  ['a row that is known by nothing', (one) => (one.value = 'id'), 'a row of scheduling.listSlots has no id'],
  [
    'a parameter that there is not',
    (one) => (one.needs = { of: 'bookable' }),
    'scheduling.listSlots has no parameter of',
  ],
  ['what the item has not', (one) => (one.needs = { bookable: 'what' }), 'needs what, which is not at hand'],
  [
    'what is of another type',
    (one) => (one.needs = { bookable: 'startsAt' }),
    'startsAt is a Timestamp, and bookable of scheduling.listSlots takes a BookableId',
  ],
  ['a hold that there is not', (one) => (one.hold!.do = 'scheduling.hold'), 'there is no operation scheduling.hold'],
  ['a hold that takes nothing so', (one) => (one.hold!.takes = 'slot'), 'scheduling.holdSlot takes no slot'],
  [
    'a hold of another type',
    (one) => (one.value = 'startsAt'),
    'startsAt of scheduling.listSlots is a Timestamp, and scheduling.holdSlot takes a SlotId',
  ],
  ['a hold that gives nothing so', (one) => (one.hold!.gives = 'id'), 'scheduling.holdSlot gives no id'],
  [
    'a hold that gives another',
    (one) => (one.hold!.gives = 'startsAt'),
    'startsAt of scheduling.holdSlot is a Timestamp, and a HoldId is asked for',
  ],
  [
    'a release of something else',
    (one) => (one.hold!.release = 'scheduling.cancelBooking'),
    'scheduling.cancelBooking is not about a HoldId alone',
  ],
])('%s is refused, and where it stands', (_title, change, says) => {
  const refused = expect.objectContaining({
    code: 'bad-file',
    problems: expect.arrayContaining([
      expect.objectContaining({
        where: `composition.yaml#forms.${MOVE}.asks.holdId`,
        message: expect.stringContaining(says),
        suggestion: expect.stringMatching(/.+/),
      }),
    ]),
  })
  expect(() => deskView(held(change), operations)).toThrow(refused)
})

test('what is needed and called otherwise has to be said', () => {
  const otherwise = new Map(operations)
  const slots = operations.get('scheduling.listSlots')!
  const inputs = slots.inputs.map((one) => (one.in === 'path' ? { ...one, name: 'of' } : one))
  otherwise.set(slots.name, { ...slots, inputs })
  const unsaid = held((one) => delete one.needs)
  expect(() => deskView(unsaid, operations)).not.toThrow()
  expect(() => deskView(unsaid, otherwise)).toThrow('scheduling.listSlots needs of, which is not at hand')
  expect(() =>
    deskView(
      held((one) => (one.needs = { of: 'bookable' })),
      otherwise,
    ),
  ).not.toThrow()
})

const ofRecord = async (form: Composition['forms'][string], goal = 'book a slot at the recycling centre') => {
  const known = await compositionOf(goal)
  const person = { show: [], can: [MOVE], todo: [] }
  return ownView({ ...known, person, keeps: [], forms: { [MOVE]: form } }, operations)
}

test('of their own people pick and hold with the right of the service, by what the booking was answered with', async () => {
  const { called, ownData, ownHeld } = await ofRecord(desk.forms[MOVE]!)
  expect(called).toEqual([MOVE, 'scheduling.listSlots', 'scheduling.holdSlot', 'scheduling.releaseHold'])
  expect(ownData).toContain("record: ['reference', 'bookingId', 'bookable']")
  expect(ownData).toContain("needs: { bookable: 'bookable' }")
  expect(ownData).toContain("hold: { do: 'scheduling.holdSlot', takes: 'slotId', gives: 'holdId'")
  expect(ownHeld.map(({ name, step }) => [name, step])).toEqual([
    ['bookingId', 'book'],
    ['bookable', 'book'],
  ])
})

test('what their record does not hold is refused, and where it stands', async () => {
  const strange = held((one) => (one.needs = { bookable: 'room' })).forms[MOVE]!
  await expect(ofRecord(strange)).rejects.toThrow(
    expect.objectContaining({
      code: 'bad-file',
      message: `composition.yaml: forms.${MOVE}.asks.holdId: needs room, which is not at hand.`,
      suggestion: expect.stringMatching(/^Name one of reference, bookingId, bookable/),
    }),
  )
  await expect(ofRecord(desk.forms[MOVE]!, 'triage referrals')).rejects.toThrow(
    expect.objectContaining({
      code: 'bad-file',
      message: `composition.yaml: person: ${MOVE} needs bookingId, which neither the reference of a record nor any step of it gives.`,
    }),
  )
})
