import { newReference, startComponent } from '@composed/kit/testing'
import { afterAll, describe, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/documents/contract.ts'
import component from '../src/index.ts'
import { type Documents, held, kept, picture, pixel, refusal, sent } from './scene.ts'

const started = await startComponent(component, { env: { DOCUMENTS_PER_RECORD: '3', DATES_EVERY_SECONDS: '0.05' } })
const documents = started.client<operations>()
afterAll(() => started.stop())

const isThere = async (id: string) => (await started.db.query('select from document where id = $1', [id])).length === 1
const late = (id: string) =>
  started.db.query("update document set held_until = now() - interval '1 second' where id = $1", [id])

describe('held', () => {
  test('what is held belongs to no record, and nobody can open it', async () => {
    const uploadId = await held(documents)
    expect(await refusal(documents.readDocument({ path: { documentId: uploadId } }))).toEqual([
      'not-found',
      'There is no file with this identifier. Check it.',
    ])
    await documents.dropUpload({ path: { uploadId } })
    expect(await isThere(uploadId)).toBe(false)
    await documents.dropUpload({ path: { uploadId } })
  })

  test('whoever does not go on loses it by themselves, and is told so', async () => {
    const uploadId = await held(documents)
    await late(uploadId)
    const body = { uploadId, reference: newReference(), kind: 'photo' }
    expect(await refusal(documents.keepUpload({ body }))).toEqual([
      'gone',
      'The file is not held any more. Upload it again.',
    ])
    await expect.poll(() => isThere(uploadId)).toBe(false)
  })

  test('no more is held than there is room for', async () => {
    const small = await startComponent(component, { env: { DOCUMENT_HELD_MEGABYTES: '1' } })
    const big = Buffer.concat([pixel, Buffer.alloc(600_000)])
    const one = small.client<operations>()
    const uploadId = await held(one, 'big.png', big)
    expect((await refusal(held(one, 'big.png', big)))[0]).toBe('unavailable')
    await one.dropUpload({ path: { uploadId } })
    await held(one, 'big.png', big)
    await small.stop()
  })
})

describe('kept', () => {
  test('byte for byte, under the record alone, and let go by nobody', async () => {
    const bytes = Buffer.concat([pixel, Buffer.alloc(3_000_000, 'lamp')])
    const { documentId, reference } = await kept(documents, 'lamp at night.PNG', bytes)
    await documents.dropUpload({ path: { uploadId: documentId } })
    const found = await documents.readDocument({ path: { documentId } })
    expect(found).toMatchObject({ reference, kind: 'photo', file: { name: 'lamp at night.png' } })
    expect(Buffer.from(found.file.content, 'base64').equals(bytes)).toBe(true)
    const listed = await documents.listDocuments({ query: { reference } })
    expect(listed).toMatchObject({ documents: [{ documentId, size: bytes.length }], scanned: false })
    expect((await documents.listDocuments({ query: { reference: newReference() } })).documents).toEqual([])
    expect(await started.events()).toContainEqual(
      expect.objectContaining({ type: 'dev.compose.document.added.v1', subject: reference, data: { documentId } }),
    )
  })

  test('once, however late it is asked for again; and with one record alone', async () => {
    const uploadId = await held(documents)
    const body = { uploadId, reference: newReference(), kind: 'photo' }
    expect(await documents.keepUpload({ body })).toEqual({ documentId: uploadId })
    expect(await documents.keepUpload({ body })).toEqual({ documentId: uploadId })
    const said = (await started.events()).filter(({ subject }) => subject === body.reference)
    expect(said).toHaveLength(1)
    const stolen = documents.keepUpload({ body: { ...body, reference: newReference() } })
    expect((await refusal(stolen))[0]).toBe('gone')
  })

  test('no more of them than a record may have', async () => {
    const { reference } = await kept(documents)
    await kept(documents, 'second.png', undefined, reference)
    await documents.addDocument({ query: { reference }, body: sent('third.png') })
    const more = ['limit-reached', 'There are 3 files already, and there can be no more.']
    expect(await refusal(kept(documents, 'fourth.png', undefined, reference))).toEqual(more)
    expect(await refusal(documents.addDocument({ query: { reference }, body: sent('fourth.png') }))).toEqual(more)
  })
})

test('what is asked for is asked until it is added', async () => {
  const query = { reference: newReference() }
  expect(await documents.readRequest({ query })).toEqual({ allowed: ['askForDocument'] })
  await documents.askForDocument({ query, body: { needed: 'A photo.' } })
  await documents.askForDocument({ query, body: { needed: 'A photo from nearer.' } })
  expect(await documents.readRequest({ query })).toMatchObject({
    needed: 'A photo from nearer.',
    allowed: ['askForDocument', 'addDocument'],
  })
  const { documentId } = await documents.addDocument({ query, body: sent('nearer.png', picture('nearer')) })
  expect(await documents.readRequest({ query })).toEqual({ allowed: ['askForDocument'] })
  expect((await documents.listDocuments({ query })).documents).toMatchObject([{ documentId, kind: 'added' }])
  const said = (await started.events()).filter(({ subject }) => subject === query.reference).map(({ type }) => type)
  expect(said).toEqual([
    'dev.compose.document.asked-for.v1',
    'dev.compose.document.asked-for.v1',
    'dev.compose.document.added.v1',
  ])
})

describe('scanned', () => {
  const marked = picture('EICAR')
  const withScanner = async (env: Record<string, string>, run: (documents: Documents) => Promise<void>) => {
    const one = await startComponent(component, { env })
    await run(one.client<operations>()).finally(() => one.stop())
  }
  const refuses = async (one: Documents) => {
    expect(await refusal(held(one, 'lamp.png', marked))).toEqual(['conflict', 'The selected file contains a virus.'])
    const { reference } = await kept(one)
    expect((await one.listDocuments({ query: { reference } })).scanned).toBe(true)
    const added = one.addDocument({ query: { reference }, body: sent('lamp.png', marked) })
    expect((await refusal(added))[0]).toBe('conflict')
  }

  test('by a program', async () => {
    const script = `let all = ''; process.stdin.on('data', (d) => (all += d.toString('latin1'))).on('end', () => process.exit(all.includes('EICAR') ? 1 : 0))`
    const file = `data:text/javascript,${encodeURIComponent(script)}`
    await withScanner({ DOCUMENT_SCAN_COMMAND: `${process.execPath} --import ${file} --eval 0` }, refuses)
  })

  test('by an address', async () => {
    const { createServer } = await import('node:http')
    const { buffer } = await import('node:stream/consumers')
    const server = createServer(async (request, response) => {
      response.writeHead((await buffer(request)).includes('EICAR') ? 406 : 200).end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    await withScanner({ DOCUMENT_SCAN_URL: `http://127.0.0.1:${port}/scan` }, refuses)
    server.close()
  })

  test.each([
    ['a program that is not there', { DOCUMENT_SCAN_COMMAND: '/nowhere/scanner' }],
    ['a program that fails', { DOCUMENT_SCAN_COMMAND: `${process.execPath} --eval process.exit(2)` }],
    ['an address at which nobody answers', { DOCUMENT_SCAN_URL: 'http://127.0.0.1:9/scan' }],
  ])('%s lets nothing through', async (_what, env) => {
    await withScanner(env, async (one) => {
      expect((await refusal(held(one)))[0]).toBe('unavailable')
    })
  })
})
