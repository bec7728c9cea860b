import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { loadCatalog } from '../../src/catalog/load.ts'
import type { Generated } from './generated.ts'

/** The TypeScript types of every contract of the catalogue: `contract.ts` beside each `openapi.yaml`. */
export async function contracts(root: string): Promise<Generated> {
  const { files } = await loadCatalog(join(root, 'catalog'))
  const paths = [...files.keys()].filter((path) => /^capabilities\/[^/]+\/openapi\.yaml$/.test(path))
  const made = new Map<string, string>()
  for (const path of paths) {
    const nodes = await openapiTS(pathToFileURL(join(root, 'catalog', path)), { silent: true })
    made.set(join('catalog', path).replace(/openapi\.yaml$/, 'contract.ts'), `${COMMENT_HEADER}${astToString(nodes)}`)
  }
  return { files: made, folders: [] }
}
