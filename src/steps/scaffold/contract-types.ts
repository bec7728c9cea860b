import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { recall, remember } from '../../cache.ts'
import { digestFiles } from '../../catalog/files.ts'
import type { Catalog } from '../../catalog/load.ts'
import { sha256 } from '../../digest.ts'

/**
 * TypeScript types of a service's OpenAPI document, whose references are relative to `<catalog>/service/contracts/`. Making
 * them is most of a scaffold, so they are kept by all that they are made of; `versions` is what makes them.
 */
export async function contractTypes(
  name: string,
  document: object,
  { cache, files, folder }: Pick<Catalog, 'cache' | 'files' | 'folder'>,
  versions: object,
): Promise<string> {
  const made = async () => `// Generated from openapi.yaml.\n${await typesOf(document, folder)}`
  if (cache === undefined) return made()
  const referred = digestFiles([...files].filter(([path]) => /^(types|capabilities)\//.test(path)))
  const key = sha256([JSON.stringify(document), referred, JSON.stringify(versions)].join('\n'))
  const kept = recall(cache, `types-of-${name}`, key)
  if (typeof kept === 'string') return kept
  const text = await made()
  await remember(cache, `types-of-${name}`, key, text).catch(() => undefined)
  return text
}

async function typesOf(document: object, folder: string): Promise<string> {
  const { default: openapiTS, astToString } = await import('openapi-typescript')
  const nodes = await openapiTS(structuredClone(document) as Parameters<typeof openapiTS>[0], {
    // The place the document would have, which need not exist.
    cwd: pathToFileURL(join(folder, 'service', 'contracts', 'openapi.yaml')),
    silent: true,
  })
  return astToString(nodes)
}
