import { request } from 'node:http'
import { newReference, startComponent } from '@composed/kit/testing'
import { afterAll, describe, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/documents/contract.ts'
import component from '../src/index.ts'
import { hostile, names } from './hostile-files.ts'
import { pixel, refusal, sent } from './scene.ts'

const started = await startComponent(component, { env: { REQUEST_TIMEOUT_SECONDS: '2' } })
const documents = started.client<operations>()
afterAll(() => started.stop())

const rows = () => started.db.query<{ name: string }>('select name from document')

test('there are enough of them', () => {
  expect(hostile.length + names.length).toBeGreaterThan(50)
})

test.each(hostile)('$what is refused, or kept as nothing but bytes', async ({ name, bytes, taken }) => {
  const before = (await rows()).length
  const trying = documents.createUpload({ body: sent(name, bytes) })
  if (!taken) {
    expect(await refusal(trying)).toEqual(['conflict', 'The selected file must be a PDF, JPG or PNG.'])
    expect(await rows()).toHaveLength(before)
    return
  }
  const { uploadId } = await trying
  const { documentId } = await documents.keepUpload({
    body: { uploadId, reference: newReference(), kind: 'photo' },
  })
  const { file } = await documents.readDocument({ path: { documentId } })
  expect(file.name).toMatch(/\.(jpg|png|pdf)$/)
  expect(Buffer.from(file.content, 'base64').equals(bytes)).toBe(true)
})

test.each(names)('a name with %s is kept as %j → %s', async (_what, name, kept) => {
  const { name: called } = await documents.createUpload({ body: sent(name) })
  if (typeof kept === 'string') expect(called).toBe(kept)
  else expect(called).toMatch(kept)
})

test.each([
  ['folders', '../../etc/passwd.png'],
  ['folders of Windows', 'C:\\Windows\\lamp.png'],
  ['a NUL', 'lamp\0.png'],
  ['more letters than a name has', 'x'.repeat(101)],
  ['nothing', ''],
  ['half a character', 'lamp\ud83d.png'],
])('a name with %s is refused or made plain, and never leads anywhere', async (_what, name) => {
  const outcome = await documents.createUpload({ body: sent(name) }).then(
    ({ name: called }) => called,
    ({ code }: { code: string }) => code,
  )
  expect(outcome).toMatch(/^(invalid-request|[^/\\\0]+\.png)$/)
})

/** Sends bytes as they are, and no end of them unless it is said; nothing for a connection that was cut. */
async function raw(headers: Record<string, string>, body: string, ends: boolean): Promise<number | undefined> {
  const token = await started.token({ scopes: ['documents:keep'] })
  return new Promise((resolve) => {
    const sending = request(`${started.url}/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': newReference(), ...headers },
    })
    sending.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
      sending.destroy()
    })
    sending.on('error', () => resolve(undefined))
    sending.write(body)
    if (ends) sending.end()
  })
}

describe('requests', () => {
  const json = { 'content-type': 'application/json' }
  const whole = JSON.stringify(sent('lamp.png'))

  test.each<[string, Record<string, string>, string, boolean, number | undefined]>([
    ['10 GB declared', { ...json, 'content-length': '10737418240' }, whole, false, 400],
    ['a coding that there is not', { ...json, 'transfer-encoding': 'chunked, gzip' }, whole, false, undefined],
    ['a body that is cut', { ...json, 'content-length': String(whole.length + 10) }, whole, false, 408],
    ['a slow body', { ...json, 'content-length': '1000' }, '{', false, 408],
    ['no JSON', json, '{"file":', true, 400],
    ['a form', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--', true, 400],
    ['a form without a boundary', { 'content-type': 'multipart/form-data' }, 'x', true, 400],
    ['a type with a line in it', { 'content-type': 'text/html;application/json' }, whole, true, 400],
  ])('%s takes nothing', async (_what, headers, body, ends, status) => {
    const before = (await rows()).length
    const answered = await raw(headers, body, ends)
    // The connection may be cut before the answer comes.
    if (answered !== undefined && status !== undefined) expect(answered).toBe(status)
    expect(answered).not.toBe(201)
    expect(await rows()).toHaveLength(before)
    expect((await documents.createUpload({ body: sent('after.png') })).name).toBe('after.png')
  })

  test('one byte more than a file may have is refused, whatever it is', async () => {
    const large = Buffer.concat([pixel, Buffer.alloc(10 * 1024 * 1024 + 1 - pixel.length)])
    expect(await refusal(documents.createUpload({ body: sent('large.png', large) }))).toEqual([
      'conflict',
      'The selected file must be smaller than 10MB.',
    ])
    const most = Buffer.concat([pixel, Buffer.alloc(10 * 1024 * 1024 - pixel.length)])
    const { uploadId } = await documents.createUpload({ body: sent('most.png', most) })
    await documents.dropUpload({ path: { uploadId } })
  })

  test.each([
    ['no base64', 'iVBOR w0KGgo'],
    ['base64 of the web', 'iVBORw0KGgo-_-_-'],
    ['base64 with something behind it', 'iVBORw0KGgo=AAAA'],
  ])('%s is refused', async (_what, content) => {
    const body = { file: { name: 'lamp.png', content } }
    expect((await refusal(documents.createUpload({ body })))[0]).toBe('invalid-request')
  })

  test('many at once take no more memory than they may', { timeout: 60_000 }, async () => {
    global.gc?.()
    const before = process.memoryUsage().rss
    const bytes = Buffer.concat([pixel, Buffer.alloc(3 * 1024 * 1024)])
    for (let round = 0; round < 3; round += 1) {
      const all = Array.from({ length: 4 }, () => documents.createUpload({ body: sent('big.png', bytes) }))
      for (const { uploadId } of await Promise.all(all)) await documents.dropUpload({ path: { uploadId } })
    }
    // Sender, component and what waits to be collected, in one process.
    expect(process.memoryUsage().rss - before).toBeLessThan(500 * 1024 * 1024)
  })
})
