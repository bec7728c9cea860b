import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ComposeError } from '../errors.ts'
import type { Policy, Vocabulary } from '../schema.ts'
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
  const digest = digestFiles(documents.bytes)
  const { types, capabilities, components, patterns, ...rest } = await indexed(cache, folder, digest, async () =>
    (await import('./read-entries.ts')).readEntries(documents),
  )
  let all: ReadonlyMap<string, Buffer> | undefined
  return {
    folder,
    cache,
    get files() {
      all ??= files.below('')
      return all
    },
    digest,
    types: new Map(types),
    capabilities: new Map(capabilities.map(([id, one]) => [id, digested(one, files, `capabilities/${id}/`)])),
    components: new Map(components.map(([id, one]) => [id, digested(one, files, `components/${id}/`)])),
    patterns: new Map(patterns),
    ...rest,
  }
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}

/** An entry with the digest of its folder, whose files are only read for it when somebody wants to know. */
function digested<T extends object>(entry: T, files: Files, folder: string): T & { digest: string } {
  let digest: string | undefined
  return {
    ...entry,
    get digest() {
      digest ??= digestFiles(files.below(folder))
      return digest
    },
  }
}

/** The folder of the catalogue that comes with compose. */
export function ownCatalog(root: string): string {
  return join(root, 'catalog')
}
