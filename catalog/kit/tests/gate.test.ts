import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { newCalls } from '../testing/place/calls.ts'
import { type Fault, startGate } from '../testing/place/gate.ts'

const behind = createServer((_request, response) => response.writeHead(201).end('{}'))
await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
const faults: Fault[] = []
const target = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`
const gate = await startGate('case-management', target, { calls: newCalls(), faults, kill: async () => {} })
afterAll(async () => {
  await gate.stop()
  behind.close()
})

/** What comes of a note about a reference: a status, or nothing when the answer is lost. */
const noted = (reference: string) =>
  fetch(`${gate.url}/cases/${reference}/notes`, { method: 'POST', body: '{}' }).then(
    ({ status }) => status,
    () => undefined,
  )

test('what is asked for about one record comes about there, and leaves what is asked for about any to others', async () => {
  const operation = 'case-management.addNote'
  faults.push({ operation, kind: 'broken', times: 1 })
  faults.push({ operation, kind: 'refused', times: 1, about: 'AAAA-BBBB-CCC2' })
  expect(await noted('AAAA-BBBB-CCC2')).toBe(409)
  expect(await noted('AAAA-BBBB-CCC3')).toBeUndefined()
  expect(await noted('AAAA-BBBB-CCC2')).toBe(201)
  expect(faults.map(({ times }) => times)).toEqual([0, 0])
})

test('an answer is another one from now on where it or its call names what it is about, and as it was for others', async () => {
  const operation = 'case-management.addNote'
  faults.push({
    operation,
    kind: 'changed',
    times: 1,
    about: 'AAAA-BBBB-CCC4',
    answer: { noteId: 'first', text: 'kept' },
  })
  faults.push({ operation, kind: 'changed', times: 1, about: 'AAAA-BBBB-CCC4', answer: { noteId: 'second' } })
  const told = async (reference: string) =>
    (await fetch(`${gate.url}/cases/${reference}/notes`, { method: 'POST', body: '{}' })).json()
  expect(await told('AAAA-BBBB-CCC4')).toEqual({ noteId: 'second', text: 'kept' })
  expect(await told('AAAA-BBBB-CCC4')).toEqual({ noteId: 'second', text: 'kept' })
  expect(await told('AAAA-BBBB-CCC5')).toEqual({})
})
