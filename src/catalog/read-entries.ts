import { digestOf } from '../digest.ts'
import { ComposeError } from '../errors.ts'
import { BringsFile, CapabilityFile, ComponentFile, PatternFile, Policy, Vocabulary } from '../schema.ts'
import { type Operation, readOperations } from './contract.ts'
import type { Documents } from './documents.ts'
import { checkShape, parseYaml } from './read-yaml.ts'

export interface Capability {
  file: CapabilityFile
  readonly digest: string
  readonly operations: readonly Operation[]
  brings: BringsFile
}
export interface Component {
  file: ComponentFile
  readonly digest: string
}
export interface Pattern {
  file: PatternFile
  digest: string
}

/** A catalogue but for its bytes, as data that can be kept. */
export function readEntries({ bytes: files, ...ids }: Documents) {
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

  const types = new Map(
    [...files.keys()]
      .filter((path) => path.startsWith('types/'))
      .map((path) => [path.slice('types/'.length, -'.yaml'.length), yaml(path)] as const),
  )
  const capabilities = new Map<string, { file: CapabilityFile; operations: string; brings: BringsFile }>()
  for (const id of ids.capabilities) {
    const shown = `capabilities/${id}/capability.yaml`
    const file = checkShape(CapabilityFile, yaml(shown), shown)
    sameName(shown, file.metadata.name, id)
    const contract = `capabilities/${id}/openapi.yaml`
    const brought = `capabilities/${id}/brings.yaml`
    const brings = checkShape(BringsFile, files.has(brought) ? yaml(brought) : {}, brought)
    const operations = readOperations(id, yaml(contract), contract, types, brings.derives)
    // As text, since of most capabilities nobody asks for them.
    capabilities.set(id, { file, operations: JSON.stringify(operations), brings })
  }
  const components = new Map<string, Omit<Component, 'digest'>>()
  for (const id of ids.components) {
    const shown = `components/${id}/component.yaml`
    const file = checkShape(ComponentFile, yaml(shown), shown)
    sameName(shown, file.metadata.name, id)
    components.set(id, { file })
  }
  const patterns = new Map<string, Pattern>()
  for (const path of [...files.keys()].filter((path) => path.startsWith('patterns/'))) {
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
