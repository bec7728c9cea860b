import { setTimeout as sleep } from 'node:timers/promises'
import { copiesOf, newReference, outcomes, patiently, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/documents/contract.ts'
import component from '../src/index.ts'
import { picture, sent } from './scene.ts'

// Stays alive beside the copies that are killed, and sees what they leave.
const started = await startComponent(component, { env: { DOCUMENTS_PER_RECORD: '3' } })
const documents = started.client<operations>()
const copies = copiesOf<operations>(started, 'documents', new URL('../src/main.ts', import.meta.url))
afterAll(async () => {
  copies.stop()
  await started.stop()
})

const saidOf = async (references: ReadonlySet<string>) =>
  (await started.events())
    .filter(({ type, subject }) => type === 'dev.compose.document.added.v1' && references.has(subject ?? ''))
    .map(({ data }) => String(data.documentId))

test('50 who hold, keep, let go and add at once: nothing is lost, doubled, or more than a record may have', {
  timeout: 60_000,
}, async () => {
  const references = Array.from({ length: 10 }, newReference)
  const client = async (number: number) => {
    const reference = references[number % references.length]!
    const { uploadId } = await documents.createUpload({ body: sent('lamp.png', picture(`held by ${number}`)) })
    const keeping = () => documents.keepUpload({ body: { uploadId, reference, kind: 'photo' } })
    const adding = () => documents.addDocument({ query: { reference }, body: sent(`added ${number}.png`) })
    // Sent twice, let go of in another tab, and another added, all at once.
    const dropping = () => documents.dropUpload({ path: { uploadId } })
    return outcomes(number % 2 ? [keeping(), keeping(), adding()] : [keeping(), dropping(), adding()])
  }
  const counts = await Promise.all(Array.from({ length: 50 }, (_, number) => client(number)))
  const rows = await started.db.query<{ id: string; reference: string }>(
    'select id, reference from document where reference = any($1)',
    [references],
  )
  expect(Map.groupBy(rows, ({ reference }) => reference).size).toBe(10)
  for (const [, there] of Map.groupBy(rows, ({ reference }) => reference)) expect(there).toHaveLength(3)
  expect((await saidOf(new Set(references))).toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
  const codes = new Set(counts.flatMap((one) => Object.keys(one)))
  expect([...codes].filter((code) => !['done', 'limit-reached', 'gone'].includes(code))).toEqual([])
})

test('killed ten times under load, what was said to be kept is there, once and whole', {
  timeout: 60_000,
}, async () => {
  let copy = await copies.start()
  let stopping = false
  const kept = new Map<string, string>()
  const references = new Set<string>()
  const client = async (number: number) => {
    for (let turn = number; !stopping; turn += 7) {
      // Whoever is being started needs the processor as well.
      await sleep(20)
      const mark = `of turn ${turn}`
      const body = sent('lamp.png', picture(mark))
      const { uploadId } = await patiently((key) => copy.at.createUpload({ body }, { key }))
      if (turn % 4 === 0) {
        await patiently((key) => copy.at.dropUpload({ path: { uploadId } }, { key }))
        continue
      }
      const reference = newReference()
      references.add(reference)
      await patiently((key) => copy.at.keepUpload({ body: { uploadId, reference, kind: 'photo' } }, { key }))
      kept.set(uploadId, mark)
    }
  }
  const clients = Promise.all(Array.from({ length: 4 }, (_, number) => client(number)))
  for (let round = 0; round < 5; round++) {
    // Two at once, since a start takes long.
    for (const next of await Promise.all([copies.start(), copies.start()])) {
      copy.kill()
      copy = next
      await sleep(100)
    }
  }
  stopping = true
  await clients

  expect(kept.size).toBeGreaterThan(20)
  for (const [documentId, mark] of kept) {
    const { file } = await documents.readDocument({ path: { documentId } })
    expect(Buffer.from(file.content, 'base64').equals(picture(mark))).toBe(true)
  }
  expect((await saidOf(references)).toSorted()).toEqual([...kept.keys()].toSorted())
})
