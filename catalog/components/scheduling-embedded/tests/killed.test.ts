import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemResponse } from '@composed/kit'
import { copiesOf, patiently, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import component from '../src/index.ts'
import { freeSlots, newBookable, newBooking } from './scene.ts'

// Stays alive beside the copies that are killed, and sees what they leave.
const started = await startComponent(component)
const scheduling = started.client<operations>()
const copies = copiesOf<operations>(started, 'scheduling', new URL('../src/main.ts', import.meta.url))
afterAll(async () => {
  copies.stop()
  await started.stop()
})

test('killed ten times under load, nothing that was told is lost, and nothing is done twice', {
  timeout: 240_000,
}, async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 6 })
  const slots = await freeSlots(scheduling, bookable, 200)
  let copy = await copies.start()
  let stopping = false
  const told = new Map<string, string>()
  const visitor = async (number: number) => {
    for (let turn = number; !stopping; turn += 7) {
      const slotId = slots[turn % slots.length]!
      try {
        const { holdId } = await patiently((key) => copy.at.holdSlot({ body: { slotId } }, { key }))
        const body = newBooking()
        const path = { holdId }
        const { bookingId } = await patiently((key) => copy.at.confirmHold({ path, body }, { key }))
        told.set(bookingId, 'booked')
        if (turn % 4 === 0) continue
        await patiently((key) => copy.at.cancelBooking({ path: { bookingId } }, { key }))
        told.set(bookingId, 'cancelled')
      } catch (error) {
        if (!(error instanceof ProblemResponse && error.code === 'gone')) throw error
      }
    }
  }
  const visitors = Promise.all(Array.from({ length: 8 }, (_, number) => visitor(number)))
  for (let kills = 0; kills < 10; kills++) {
    const next = await copies.start()
    // At any moment of a booking: half of them go on at the dead copy until they find that nobody answers.
    copy.kill()
    copy = next
    await sleep(50)
  }
  stopping = true
  await visitors

  const kept = await started.db.query<{ id: string; status: string; at: string }>(
    'select id, status, starts_at::text as at from booking where bookable = $1',
    [bookable],
  )
  expect(told.size).toBeGreaterThan(20)
  expect(new Map(kept.map(({ id, status }) => [id, status]))).toEqual(told)
  const taken = kept.filter(({ status }) => status === 'booked').map(({ at }) => at)
  for (const at of taken) expect(taken.filter((one) => one === at).length).toBeLessThanOrEqual(6)
  expect(await started.db.query('select 1 from hold where bookable = $1', [bookable])).toEqual([])
  const events = await started.events()
  const said = (kind: string) =>
    events.filter(({ type }) => type === `dev.compose.booking.${kind}.v1`).map(({ data }) => data.bookingId)
  expect(said('confirmed').toSorted()).toEqual([...told.keys()].toSorted())
  expect(said('cancelled').toSorted()).toEqual(
    [...told].flatMap(([id, status]) => (status === 'cancelled' ? [id] : [])).toSorted(),
  )
})
