import { findText, newReference, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/documents/contract.ts'
import component from '../src/index.ts'
import { kept, picture, sent } from './scene.ts'

const started = await startComponent(component, { env: { DOCUMENT_RETENTION_DAYS: '30' } })
const documents = started.client<operations>()
afterAll(() => started.stop())

async function manage(operation: string, body: object) {
  const response = await started.fetch(`/personal-data/${operation}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await started.token({ scopes: ['personal-data:manage'] })}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return response.json()
}

test('an export has the files of the record, whole, and nobody else', async () => {
  const { reference, documentId } = await kept(documents, 'mine.png', picture('mine'))
  await kept(documents, 'theirs.png')
  await documents.askForDocument({ query: { reference }, body: { needed: 'A photo from nearer.' } })
  const file = await documents.readDocument({ path: { documentId } })
  const { needed, askedAt } = await documents.readRequest({ query: { reference } })
  expect((await manage('export', { reference })).records).toEqual([
    { kind: 'document', data: file },
    { kind: 'document-request', data: { reference, needed, askedAt } },
  ])
  expect(file.file.content).toBe(picture('mine').toString('base64'))
  expect((await manage('export', { email: 'resident@example.com' })).records).toEqual([])
})

test('nothing is left of a person after an erasure, in no table and in no stored answer', async () => {
  const { reference } = await kept(documents, 'Quillfeather.png', picture('quillfeather'))
  await documents.addDocument({ query: { reference }, body: sent('Zebedee Quillfeather.png') })
  await documents.askForDocument({ query: { reference }, body: { needed: 'Mr Quillfeather, another.' } })
  // In names and words, and in what a file holds.
  const words = ['quillfeather', Buffer.from('quillfeather').toString('hex')]
  expect(await findText(started.databaseUrl, words)).not.toEqual([])
  expect(await manage('erasure', { reference })).toEqual({ erased: 3 })
  expect(await findText(started.databaseUrl, words)).toEqual([])
  expect(await manage('erasure', { reference })).toEqual({ erased: 0 })
})

test('retention removes what was added too long ago, and nothing else', async () => {
  const reference = newReference()
  const [old, recent] = [await kept(documents, 'old.png', undefined, reference), await kept(documents)]
  await started.db.query("update document set added_at = now() - interval '31 days' where id = $1", [old.documentId])
  expect(await manage('retention-sweep', {})).toEqual({ removed: 1 })
  expect((await documents.listDocuments({ query: { reference } })).documents).toEqual([])
  await documents.readDocument({ path: { documentId: recent.documentId } })
})
