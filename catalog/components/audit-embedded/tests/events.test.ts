import { startComponent } from '@composed/kit/testing'
import { CloudEvent } from 'cloudevents'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/audit/contract.ts'
import { appendEvent } from '../src/from-events.ts'
import component from '../src/index.ts'

const started = await startComponent(component)
const audit = started.client<operations>()
afterAll(() => started.stop())

const about = async (reference: string) => (await audit.listEntries({ query: { reference } })).entries

test('every event of the place becomes an entry, also of a type that nobody knew before', async () => {
  const reference = 'AAAA-BBBB-CCC2'
  await started.publish('dev.compose.case.status-changed.v1', reference, { reference, from: 'new', status: 'waiting' })
  await started.publish('dev.compose.blue-badge.renewed.v1', reference, { reference, amount: 3 })
  await started.settled()
  const [event] = await started.events()
  const entries = (await about(reference)).sort((a, b) => (a.action < b.action ? 1 : -1))
  expect(entries).toMatchObject([
    {
      action: 'dev.compose.case.status-changed.v1',
      actor: '/components/test',
      reference,
      eventId: event?.id,
      detail: 'from: new, status: waiting',
    },
    { action: 'dev.compose.blue-badge.renewed.v1', reference },
  ])
  expect(await audit.verifyChain()).toMatchObject({ intact: true, entries: 2 })
})

test('an event that is delivered again is recorded once', async () => {
  const reference = 'AAAA-BBBB-CCC3'
  const event = new CloudEvent({
    id: crypto.randomUUID(),
    source: '/components/case-management',
    type: 'dev.compose.case.opened.v1',
    subject: reference,
    data: { reference },
  })
  await started.db.transaction((tx) => appendEvent(event, tx))
  await started.db.transaction((tx) => appendEvent(event, tx))
  expect(await about(reference)).toHaveLength(1)
})

test('an event about no case is recorded too', async () => {
  const { entries } = await audit.verifyChain()
  await started.publish('dev.compose.place.started.v1', undefined, {})
  await started.settled()
  expect(await audit.verifyChain()).toMatchObject({ intact: true, entries: entries + 1 })
})

test('what an event should not have said about a person stays out of the chain', async () => {
  const reference = 'AAAA-BBBB-CCC4'
  await started.publish('dev.compose.case.opened.v1', reference, {
    channel: 'email',
    name: 'Sample Resident',
    email: 'resident@example.com',
    phone: '07700900123',
    home: { postcode: 'ZZ99 1AB' },
    'Sample Resident': 'applied',
  })
  await started.settled()
  expect((await about(reference)).map((entry) => entry.detail)).toEqual(['channel: email'])
})
