import type { Catalog } from '../catalog/load.ts'

/** One entry of the catalogue as plain data, with what other entries say about it; undefined when there is none. */
export function describeEntry(catalog: Catalog, id: string): Record<string, unknown> | undefined {
  const pattern = catalog.patterns.get(id)
  if (pattern) return { kind: 'pattern', id, digest: pattern.digest, ...pattern.file.metadata, spec: pattern.file.spec }
  const component = catalog.components.get(id)
  if (component)
    return { kind: 'component', id, digest: component.digest, ...component.file.metadata, spec: component.file.spec }
  const capability = catalog.capabilities.get(id)
  if (!capability) return undefined
  const suppliers = [...catalog.components]
    .filter(([, { file }]) => file.spec.provides.some((provided) => provided.capability === id))
    .map(([name, { file }]) => `${name} ${file.metadata.version}`)
  const { metadata, spec } = capability.file
  return {
    kind: 'capability',
    id,
    digest: capability.digest,
    ...metadata,
    spec,
    suppliers,
    operations: capability.operations,
  }
}
