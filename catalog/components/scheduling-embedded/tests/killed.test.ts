import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { client, ProblemResponse } from '@composed/kit'
import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import component from '../src/index.ts'
import { freeSlots, newBookable, newBooking, patiently, type Scheduling } from './scene.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
// Stays alive beside the copies that are killed, and sees what they leave.
const started = await startComponent(component)
const scheduling = started.client<operations>()
const running = new Set<ChildProcess>()
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await started.stop()
})

/** A copy of the component in a process of its own, once it listens. */
async function startCopy(): Promise<{ child: ChildProcess; at: Scheduling }> {
  const child = spawn(process.execPath, ['--no-warnings', main], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: started.databaseUrl,
      PORT: '0',
      IDENTITY_URL: started.issuer.url,
      RATE_LIMIT_PER_MINUTE: '100000',
    },
  })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  for (;;) {
    const url = /Server listening at (http:[^"]+)"/.exec(output)?.[1]
    const token = () => started.issuer.sign({ scopes: ['bookings:book', 'bookings:change'] })
    if (url) return { child, at: client<operations>('scheduling', { url, token, timeoutMs: 3000 }) }
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${output}`)
    await sleep(20)
  }
}

test('killed ten times under load, nothing that was told is lost, and nothing is done twice', {
  timeout: 240_000,
}, async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 6 })
  const slots = await freeSlots(scheduling, bookable, 200)
  let copy = await startCopy()
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
    const next = await startCopy()
    // At any moment of a booking: half of them go on at the dead copy until they find that nobody answers.
    copy.child.kill('SIGKILL')
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
