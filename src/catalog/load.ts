import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ComposeError } from '../errors.ts'
import type { Policy, Vocabulary } from '../schema.ts'
import type { Operation } from './contract.ts'
import { documentsOf } from './documents.ts'
import { digestFiles, Files } from './files.ts'
import { indexed } from './indexed.ts'
import type { Capability, Component, Pattern } from './read-entries.ts'

export type { Capability, Component, Pattern } from './read-entries.ts'

/** The whole local catalogue as values: what search, planning and scaffolding read. */
export interface Catalog {
  folder: string
  /** Where what is made of it may be kept; safe to delete. */
  cache: string | undefined
  types: ReadonlyMap<string, unknown>
  capabilities: ReadonlyMap<string, Capability>
  components: ReadonlyMap<string, Component>
  patterns: ReadonlyMap<string, Pattern>
  vocabulary: Vocabulary
  policy: Policy
  policyDigest: string
  /** Of all that planning reads. */
  digest: string
  /** Every file's bytes by path below the catalogue, for vendoring; read when first asked for. */
  readonly files: ReadonlyMap<string, Buffer>
}

/**
 * Loads and strictly checks a catalogue folder. Throws 'catalog-invalid' naming the file and the key. Reads the documents alone;
 * other files when they are asked for. What the documents have come to is kept in the folder `cache` under the digest of their
 * bytes, so that starting costs little more with every part that is added.
 */
export async function loadCatalog(folder: string, cache?: string): Promise<Catalog> {
  if (!isFolder(folder)) {
    throw new ComposeError('catalog-invalid', `${folder}: no catalogue there`, {
      suggestion: 'Give a folder with types/, capabilities/, components/ and patterns/ by --catalog.',
    })
  }
  const files = new Files(folder)
  const documents = documentsOf(files)
  const { digest } = documents
  const { types, capabilities, components, patterns, ...rest } = await indexed(cache, folder, digest, async () =>
    (await import('./read-entries.ts')).readEntries(documents),
  )
  const digestIn = (folder: string) => digestFiles(files.below(folder))
  const catalog = {
    folder,
    cache,
    digest,
    types: new Map(types),
    capabilities: new Map(
      capabilities.map(([id, { operations, ...entry }]) => {
        const read = lazily(entry, 'operations', () => JSON.parse(operations) as Operation[])
        return [id, lazily(read, 'digest', () => digestIn(`capabilities/${id}/`))]
      }),
    ),
    components: new Map(
      components.map(([id, entry]) => [id, lazily(entry, 'digest', () => digestIn(`components/${id}/`))]),
    ),
    patterns: new Map(patterns),
    ...rest,
  }
  return lazily(catalog, 'files', () => files.below(''))
}

/** Gives it a member that is only made when somebody asks for it. */
function lazily<T extends object, Name extends string, Value>(
  to: T,
  name: Name,
  make: () => Value,
): T & Readonly<Record<Name, Value>> {
  let made: { value: Value } | undefined
  const get = () => {
    made ??= { value: make() }
    return made.value
  }
  return Object.defineProperty(to, name, { enumerable: true, get }) as T & Readonly<Record<Name, Value>>
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}

/** The folder of the catalogue that comes with compose. */
export function ownCatalog(root: string): string {
  return join(root, 'catalog')
}
