import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ComposeError } from '../errors.ts'
import type { FileSet } from '../schema.ts'
import { type Manifest, manifestsOf } from '../verification/checks/dependencies.ts'
import { linkPackages, stageFiles } from '../workspace/stage-files.ts'
import { asTemporaryError, makeTemporary } from '../workspace/temporary.ts'
import type { World } from '../world.ts'

/** A composed folder that can be run, in a private place, with compose's own packages instead of an installation. */
export interface Staged {
  folder: string
  /** What a process in the folder must be able to read beside it: package folders and the Node binary. */
  readOnly: readonly string[]
  /** A fresh private folder beside it, for what verification writes. */
  scratch: string
  dispose(): Promise<void>
}

/** Writes the set to a fresh temporary folder of this name and links in every package it needs. Installs nothing. */
export async function stage(files: FileSet, name: string, world: World): Promise<Staged> {
  world.signal.throwIfAborted()
  const top = await makeTemporary('compose-')
  const dispose = () => rm(top, { recursive: true, force: true, maxRetries: 3 })
  try {
    const folder = join(top, name)
    await stageFiles(folder, files)
    const targets = await packagesOf(files, folder)
    await linkPackages(folder, targets)
    const installed = [...targets.values()].filter((path) => !path.startsWith(`${folder}/`))
    const roots = [
      ...new Set([...installed, await findPackage('vitest'), await findPackage('tsc7')].map(rootOf)),
    ].sort()
    const node = await realpath(process.execPath)
    const scratch = await mkdtemp(join(top, 'evidence-'))
    return {
      folder,
      readOnly: [...roots, ...(roots.some((root) => node.startsWith(`${root}/`)) ? [] : [node])],
      scratch,
      dispose,
    }
  } catch (error) {
    await dispose()
    throw asTemporaryError(error)
  }
}

/** Where each package of the set's package.json files is: the set's own ones below `folder`, the others with compose. */
async function packagesOf(files: FileSet, folder: string): Promise<Map<string, string>> {
  const manifests = manifestsOf(files)
  const targets = new Map<string, string>()
  for (const [path, { name }] of manifests)
    if (name && path !== 'package.json') targets.set(name, join(folder, dirname(path)))
  const optional = new Set<string>()
  for (const { dependencies, devDependencies, optionalDependencies = {} } of manifests.values()) {
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      if (targets.has(name)) continue
      const found = await findPackage(name)
      targets.set(name, found)
      // npm puts the part for this platform (Postgres itself, say) beside the package, and it is imported from there.
      for (const part of await optionalPartsOf(found)) optional.add(part)
    }
    for (const name of Object.keys(optionalDependencies)) optional.add(name)
  }
  for (const name of optional) {
    const found = targets.has(name) ? undefined : await lookFor(name)
    if (found) targets.set(name, found)
  }
  return new Map([...targets].sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function optionalPartsOf(path: string): Promise<string[]> {
  const manifest: Manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'))
  return Object.keys(manifest.optionalDependencies ?? {})
}

/** The real folder of a package that compose was installed with. Throws `environment` when it is missing. */
export async function findPackage(name: string): Promise<string> {
  const found = await lookFor(name)
  if (found) return found
  throw new ComposeError('environment', `The package ${name} is not installed with compose.`, {
    suggestion: 'Install compose again: npm ci in a checkout, or npm install civic-compose.',
  })
}

async function lookFor(name: string): Promise<string | undefined> {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const path = join(at, 'node_modules', name)
    const there = await readFile(join(path, 'package.json')).then(
      () => true,
      () => false,
    )
    if (there) return realpath(path)
    if (dirname(at) === at) return undefined
  }
}

/** A package finds those it needs itself by walking up, so the outermost node_modules must be there. */
function rootOf(path: string): string {
  const at = path.indexOf('/node_modules/')
  return at === -1 ? path : path.slice(0, at + '/node_modules'.length)
}
