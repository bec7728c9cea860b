import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { digestFiles } from '../catalog/files.ts'
import type { Catalog } from '../catalog/load.ts'
import { byCodeUnit, digestOf } from '../digest.ts'
import { type Composition, type FileSet, type Lock, type OutputFile, onlyAnswers, type Zone } from '../schema.ts'
import { withBaseStore } from '../workspace/base-store.ts'
import { lockFiles } from '../workspace/digest.ts'
import { lockName } from '../workspace/names.ts'
import { planName } from './kept-plan.ts'
import { answerService } from './scaffold/answer/answer-service.ts'
import { checkReferences } from './scaffold/check-references.ts'
import { contractTypes } from './scaffold/contract-types.ts'
import type { PackageJson, PackageLock } from './scaffold/cut-lock.ts'
import { packageFiles } from './scaffold/packages.ts'
import { recordService } from './scaffold/record-service.ts'
import { loadTemplates, render, type Templates } from './scaffold/render.ts'
import { vendor } from './scaffold/vendor.ts'

const header = '# What this service is. Edit it, then run `compose regenerate` in this folder.\n'

/** What the folder held before: its lock tells what it was settled as, its composition.yaml stays as it was written. */
export interface Before {
  lock?: Lock | undefined
  text?: string
  /** The plan that it comes from, as its folder keeps it: docs/plan.yaml */
  plan?: string | undefined
}

/**
 * composition → every file of the folder, in memory. The same composition and catalogue give the same bytes, wherever and whenever.
 */
export async function scaffold(
  composition: Composition,
  before: Before,
  catalog: Catalog,
  root: string,
): Promise<FileSet> {
  const operations = checkReferences(composition, catalog)
  const made = onlyAnswers(composition)
    ? answerService(composition, catalog, operations)
    : recordService(composition, catalog, operations)
  const [templates, manifest, lock] = await Promise.all([
    loadTemplates(join(root, 'templates'), made.set),
    readJson<PackageJson>(join(root, 'package.json')),
    readJson<PackageLock>(join(root, 'templates', 'package-lock.json')),
  ])
  const contracts = made.yaml.filter(([path]) => path.startsWith('service/contracts/'))
  const vendored = vendor(
    composition,
    catalog,
    contracts.map(([, one]) => JSON.stringify(one)),
  )
  const parts = new Map(
    [...vendored]
      .filter(([path]) => /^(kit|components\/[^/]+)\/package\.json$/.test(path))
      .map(([path, bytes]) => [
        path.slice(0, -'/package.json'.length),
        JSON.parse(bytes.toString('utf8')) as PackageJson,
      ]),
  )
  const texts = await render(templates, made.view)
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  texts.set(
    'composition.yaml',
    before.text ?? header + stringify(composition, { lineWidth: 120, aliasDuplicateObjects: false }),
  )
  if (before.plan !== undefined) texts.set(planName, before.plan)
  for (const [name, rule] of Object.entries(composition.rules))
    if ('code' in rule) texts.set(`service/src/rules/${name}.ts`, `${rule.code.trim()}\n`)
  for (const [path, value] of made.yaml)
    texts.set(path, stringify(value, { lineWidth: 120, aliasDuplicateObjects: false }))
  texts.set('service/contracts/openapi.ts', await contractTypes(composition.name, made.contract, catalog, manifest))
  for (const [path, value] of made.json) texts.set(path, json(value))
  for (const [path, value] of packageFiles(composition, parts, { manifest, lock })) texts.set(path, json(value))

  const files = new Map<string, OutputFile>()
  for (const [path, bytes] of vendored) files.set(path, { bytes, mode: '644', zone: 'vendored' })
  for (const [path, text] of texts) files.set(path, { bytes: Buffer.from(text), mode: '644', zone: zoneOf(path) })
  const sorted = new Map([...files].sort(([a], [b]) => byCodeUnit(a, b)))
  const stored = withBaseStore(sorted)
  return withLock(stored, lockOf(composition, before, catalog, templates, vendored, sorted))
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T
}

const merged = new Set([
  'README.md',
  'package.json',
  'package-lock.json',
  '.github/workflows/ci.yml',
  '.gitignore',
  '.gitattributes',
  '.npmrc',
])

function zoneOf(path: string): Zone {
  if (path === 'composition.yaml') return 'seeded'
  return merged.has(path) ? 'merged' : 'generated'
}

function lockOf(
  composition: Composition,
  before: Before,
  catalog: Catalog,
  templates: Templates,
  vendored: ReadonlyMap<string, Buffer>,
  files: FileSet,
): Omit<Lock, 'files'> {
  const folder = (prefix: string) => digestFiles([...vendored].filter(([path]) => path.startsWith(prefix)))
  const entries: Record<string, string> = {
    kit: folder('kit/'),
    types: folder('types/'),
    templates: digestFiles([...templates].map(([path, text]) => [path, Buffer.from(text)] as const)),
  }
  for (const [capability, { component }] of Object.entries(composition.components)) {
    entries[`capabilities/${capability}`] = catalog.capabilities.get(capability)!.digest
    entries[`components/${component}`] = catalog.components.get(component)!.digest
  }
  const pattern = catalog.patterns.get(composition.pattern.name)
  if (pattern) entries[`patterns/${composition.pattern.name}`] = pattern.digest
  const now = digestOf(files.get('composition.yaml')!.bytes)
  return {
    version: 1,
    composition: now,
    settled: before.text === undefined ? now : (before.lock?.settled ?? now),
    entries: Object.fromEntries(Object.entries(entries).sort(([a], [b]) => byCodeUnit(a, b))),
  }
}

function withLock(files: FileSet, lock: Omit<Lock, 'files'>): FileSet {
  const bytes = Buffer.from(`${JSON.stringify({ ...lock, files: lockFiles(files) }, null, 2)}\n`)
  return new Map(
    [...files, [lockName, { bytes, mode: '644', zone: 'generated' } satisfies OutputFile] as const].sort(([a], [b]) =>
      byCodeUnit(a, b),
    ),
  )
}
