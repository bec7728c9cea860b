import { contractConditions, newReference, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import type { operations } from '../../../capabilities/documents/contract.ts'
import component from '../src/index.ts'
import { held, kept, sent } from './scene.ts'

const started = await startComponent(component)
const documents = started.client<operations>()
afterAll(() => started.stop())

contractConditions(started, {
  valid: {
    createUpload: () => ({ body: sent(`${newReference()}.png`) }),
    dropUpload: async () => ({ path: { uploadId: await held(documents) } }),
    keepUpload: async () => ({
      body: { uploadId: await held(documents), reference: newReference(), kind: 'photo' },
    }),
    listDocuments: async () => ({ query: { reference: (await kept(documents)).reference } }),
    readDocument: async () => ({ path: { documentId: (await kept(documents)).documentId } }),
    readRequest: async () => {
      const query = { reference: newReference() }
      await documents.askForDocument({ query, body: { needed: 'A photo from nearer.' } })
      return { query }
    },
    askForDocument: () => ({ query: { reference: newReference() }, body: { needed: 'A photo from nearer.' } }),
    addDocument: () => ({ query: { reference: newReference() }, body: sent('nearer.png') }),
  },
})
