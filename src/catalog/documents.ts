import { digestOf } from '../digest.ts'
import type { Files } from './files.ts'

/** The files of a catalogue that say what its entries are. */
export interface Documents {
  capabilities: readonly string[]
  components: readonly string[]
  /** What planning reads, and all that the entries are made of. */
  bytes: ReadonlyMap<string, Buffer>
  /** Of all these bytes with their paths. */
  digest: string
}

/** Finds and reads them. */
export function documentsOf(files: Files): Documents {
  const kinds = files.names('').flatMap(({ name, isFolder }) => (isFolder ? [name] : []))
  const within = (kind: string) => (kinds.includes(kind) ? files.names(`${kind}/`) : [])
  const named = (kind: string, like: RegExp) =>
    within(kind).flatMap(({ name, isFolder }) => (!isFolder && like.test(name) ? [`${kind}/${name}`] : []))
  // A folder without a file is what a branch that had the entry left behind.
  const entries = (kind: string, document: string) =>
    within(kind)
      .filter(
        ({ name, isFolder }) =>
          !isFolder || files.bytes(`${kind}/${name}/${document}`) || files.list(`${kind}/${name}/`).length > 0,
      )
      .map(({ name }) => name)
  const capabilities = entries('capabilities', 'capability.yaml')
  const components = entries('components', 'component.yaml').filter((name) => !name.includes('.'))
  const bytes = files.some([
    ...named('types', /^[A-Z][A-Za-z]*\.yaml$/),
    ...capabilities.flatMap((id) =>
      ['capability', 'openapi', 'brings'].map((document) => `capabilities/${id}/${document}.yaml`),
    ),
    ...components.map((id) => `components/${id}/component.yaml`),
    ...named('patterns', /\.yaml$/),
    'vocabulary.yaml',
    'policy.yaml',
  ])
  // One digest of them all: a digest of each costs more than reading it.
  const parts = [...bytes].flatMap(([path, one]) => [Buffer.from(JSON.stringify([path, one.length])), one])
  return { capabilities, components, bytes, digest: digestOf(Buffer.concat(parts)) }
}
