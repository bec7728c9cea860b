import type { Client } from '@composed/kit'
import { newReference } from '@composed/kit/testing'
import type { operations } from '../../../capabilities/documents/contract.ts'

export type Documents = Client<operations>

/** The smallest picture there is. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A file as the contract has it. */
export const sent = (name: string, bytes: Buffer = pixel) => ({ file: { name, content: bytes.toString('base64') } })

/** A picture that no other test has, so that it can be told from theirs. */
export const picture = (mark: string): Buffer => Buffer.concat([pixel, Buffer.from(mark)])

/** A file that is held. */
export const held = async (documents: Documents, name = 'lamp.png', bytes?: Buffer) =>
  (await documents.createUpload({ body: sent(name, bytes) })).uploadId

/** A file that is kept with a record. */
export async function kept(documents: Documents, name = 'lamp.png', bytes?: Buffer, reference = newReference()) {
  const uploadId = await held(documents, name, bytes)
  const body = { uploadId, reference, kind: 'photo' }
  return { reference, ...(await documents.keepUpload({ body })) }
}

/** What a promise was refused with: its code and words. */
export const refusal = (promise: Promise<unknown>): Promise<[code: string, detail: string]> =>
  promise.then(
    () => ['done', ''],
    ({ code, detail }: { code: string; detail: string }) => [code, detail],
  )
