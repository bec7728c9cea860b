import { defineComponent } from '@composed/kit'
import type { operations } from '../../../capabilities/documents/contract.ts'
import { askFor, readRequest } from './ask-for.ts'
import { fileIn } from './file.ts'
import { hold, letGo, watchHeld } from './hold.ts'
import { add, keep } from './keep.ts'
import { personalData } from './personal-data.ts'
import { listDocuments, readDocument } from './read.ts'
import { isScanned, scan } from './scan.ts'
import { migrations } from './schema.ts'
import { settingsOf } from './settings.ts'

/** Files in Postgres, with all else that is kept: one backup has both, and what is erased is erased at once. */
export default defineComponent<operations>({
  id: 'documents-embedded',
  capability: 'documents',
  migrations,

  handlers({ config, log }) {
    const settings = settingsOf(config)
    if (!isScanned(settings))
      log.warn('files are not scanned for viruses: set DOCUMENT_SCAN_URL or DOCUMENT_SCAN_COMMAND to have them scanned')
    return {
      async createUpload({ body, tx }) {
        const file = await fileIn(body.file)
        return { status: 201, body: await hold(file, await scan(file.bytes, settings), settings, tx) }
      },
      async dropUpload({ path, tx }) {
        await letGo(path.uploadId, tx)
        return { status: 204 }
      },
      async keepUpload({ body, tx }) {
        return { status: 201, body: { documentId: await keep(body, settings, tx) } }
      },
      async listDocuments({ query, tx }) {
        return { status: 200, body: { ...(await listDocuments(query.reference, tx)), allowed: ['askForDocument'] } }
      },
      async readDocument({ path, tx }) {
        return { status: 200, body: await readDocument(path.documentId, tx) }
      },
      async readRequest({ query, tx }) {
        return { status: 200, body: await readRequest(query.reference, tx) }
      },
      async askForDocument({ query, body, tx }) {
        await askFor(query.reference, body.needed, tx)
        return { status: 204 }
      },
      async addDocument({ query, body, tx }) {
        const file = await fileIn(body.file)
        const scanned = await scan(file.bytes, settings)
        return { status: 201, body: { documentId: await add(file, query.reference, scanned, settings, tx) } }
      },
    }
  },

  start: async (context) => watchHeld(context),

  personalData: ({ config }) => personalData(settingsOf(config).retentionDays),
})
