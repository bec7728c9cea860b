import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** TypeScript types of an OpenAPI document whose references are relative to `<catalog>/service/contracts/`. */
export async function contractTypes(document: object, catalogFolder: string): Promise<string> {
  const { default: openapiTS, astToString } = await import('openapi-typescript')
  const nodes = await openapiTS(structuredClone(document) as Parameters<typeof openapiTS>[0], {
    // The place the document would have, which need not exist.
    cwd: pathToFileURL(join(catalogFolder, 'service', 'contracts', 'openapi.yaml')),
    silent: true,
  })
  return `// Generated from openapi.yaml.\n${astToString(nodes)}`
}
