import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit, digestOf } from '../digest.ts'
import { ComposeError } from '../errors.ts'
import { BringsFile, CapabilityFile, ComponentFile, PatternFile, Policy, Vocabulary } from '../schema.ts'
import { type Operation, readOperations } from './contract.ts'
import { digestFiles, readFolder } from './files.ts'
import { indexed } from './indexed.ts'
import { checkShape, parseYaml } from './read-yaml.ts'

export interface Capability {
  file: CapabilityFile
  digest: string
  operations: readonly Operation[]
  brings: BringsFile
}
export interface Component {
  file: ComponentFile
  digest: string
}
export interface Pattern {
  file: PatternFile
  digest: string
}

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
  /** Every file's bytes by path below the catalogue, for vendoring. */
  files: ReadonlyMap<string, Buffer>
}

/**
 * Loads and strictly checks a catalogue folder. Throws 'catalog-invalid' naming the file and the key. What reading has come
 * to is kept in the folder `cache` under the digest of all bytes, so that starting costs little more with every part that is added.
 */
export async function loadCatalog(folder: string, cache?: string): Promise<Catalog> {
  const present = await readdir(folder).catch(() => undefined)
  if (!present) {
    throw new ComposeError('catalog-invalid', `${folder}: no catalogue there`, {
      suggestion: 'Give a folder with types/, capabilities/, components/ and patterns/ by --catalog.',
    })
  }
  const files = await readFolder(folder)
  const { types, capabilities, components, patterns, ...rest } = await (cache === undefined
    ? readEntries(files)
    : indexed(cache, folder, files, () => readEntries(files)))
  return {
    folder,
    cache,
    files,
    types: new Map(types),
    capabilities: new Map(capabilities),
    components: new Map(components),
    patterns: new Map(patterns),
    ...rest,
  }
}

/** A catalogue but for its bytes, as data that can be kept. */
function readEntries(files: ReadonlyMap<string, Buffer>) {
  const text = (path: string): string => {
    const bytes = files.get(path)
    if (!bytes) {
      throw new ComposeError('catalog-invalid', `${path}: missing from the catalogue`, {
        suggestion: `Add ${path}, or remove the folder that should hold it.`,
      })
    }
    return bytes.toString('utf8')
  }
  const yaml = (path: string) => parseYaml(text(path), path)
  const foldersOf = (kind: string) =>
    [
      ...new Set([...files.keys()].filter((path) => path.startsWith(`${kind}/`)).map((path) => path.split('/')[1]!)),
    ].sort(byCodeUnit)
  const within = (prefix: string) => [...files].filter(([path]) => path.startsWith(prefix))

  const types = new Map(
    [...files.keys()]
      .filter((path) => /^types\/[A-Z][A-Za-z]*\.yaml$/.test(path))
      .map((path) => [path.slice('types/'.length, -'.yaml'.length), yaml(path)] as const),
  )
  const capabilities = new Map<string, Capability>()
  for (const id of foldersOf('capabilities')) {
    const shown = `capabilities/${id}/capability.yaml`
    const file = checkShape(CapabilityFile, yaml(shown), shown)
    sameName(shown, file.metadata.name, id)
    const contract = `capabilities/${id}/openapi.yaml`
    const brought = `capabilities/${id}/brings.yaml`
    const brings = checkShape(BringsFile, files.has(brought) ? yaml(brought) : {}, brought)
    const operations = readOperations(id, yaml(contract), contract, types, brings.derives)
    capabilities.set(id, { file, digest: digestFiles(within(`capabilities/${id}/`)), operations, brings })
  }
  const components = new Map<string, Component>()
  for (const id of foldersOf('components').filter((name) => !name.includes('.'))) {
    const shown = `components/${id}/component.yaml`
    const file = checkShape(ComponentFile, yaml(shown), shown)
    sameName(shown, file.metadata.name, id)
    components.set(id, { file, digest: digestFiles(within(`components/${id}/`)) })
  }
  const patterns = new Map<string, Pattern>()
  for (const path of [...files.keys()].filter((path) => /^patterns\/[^/]+\.yaml$/.test(path))) {
    const file = checkShape(PatternFile, yaml(path), path)
    sameName(path, file.metadata.name, path.slice('patterns/'.length, -'.yaml'.length))
    patterns.set(file.metadata.name, { file, digest: digestOf(files.get(path)!) })
  }
  return {
    types: [...types],
    capabilities: [...capabilities],
    components: [...components],
    patterns: [...patterns],
    vocabulary: checkShape(Vocabulary, yaml('vocabulary.yaml'), 'vocabulary.yaml'),
    policy: checkShape(Policy, yaml('policy.yaml'), 'policy.yaml'),
    policyDigest: digestOf(files.get('policy.yaml')!),
  }
}

function sameName(file: string, name: string, folder: string): void {
  if (name === folder) return
  throw new ComposeError('catalog-invalid', `${file}: metadata.name is "${name}" but the entry is called "${folder}"`, {
    suggestion: 'Give both the same name.',
  })
}

/** The folder of the catalogue that comes with compose. */
export function ownCatalog(root: string): string {
  return join(root, 'catalog')
}
