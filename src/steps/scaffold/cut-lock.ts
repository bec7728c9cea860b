import { byCodeUnit } from '../../digest.ts'
import { ComposeError } from '../../errors.ts'

interface LockEntry {
  version?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
  dev?: boolean
  optional?: boolean
  devOptional?: boolean
  peer?: boolean
  link?: boolean
  [key: string]: unknown
}
export interface PackageLock {
  lockfileVersion: number
  packages: Record<string, LockEntry>
}
export interface PackageJson {
  name: string
  version: string
  license?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  engines?: Record<string, string>
  workspaces?: string[]
}

/**
 * Cuts the lock of a composed folder from compose's own: the packages its workspaces reach, at the same versions and
 * digests, and nothing else. Pure, so no install and no network decide what a service runs on.
 * `workspaces` maps each folder to its package.json. Throws 'bug' when a dependency is not in our lock.
 */
export function cutLock(ours: PackageLock, root: PackageJson, workspaces: ReadonlyMap<string, PackageJson>): object {
  const kept = new Map<string, LockEntry>()
  const production = reach(
    ours,
    [...workspaces.values()].flatMap((one) => Object.keys(one.dependencies ?? {})),
    own(workspaces),
  )
  const all = reach(
    ours,
    Object.keys({ ...root.dependencies, ...root.devDependencies }),
    own(workspaces),
    new Set(production),
  )
  for (const path of [...all].sort(byCodeUnit)) {
    const { dev: _dev, devOptional: _devOptional, optional: _optional, peer: _peer, ...entry } = ours.packages[path]!
    kept.set(path, {
      ...entry,
      ...(production.has(path) ? {} : { dev: true }),
      ...(isOptional(ours, path, all) ? { optional: true } : {}),
    })
  }
  const packages: Record<string, unknown> = { '': { ...root, workspaces: root.workspaces } }
  for (const [folder, one] of workspaces) packages[folder] = one
  for (const [folder, one] of workspaces) packages[`node_modules/${one.name}`] = { resolved: folder, link: true }
  for (const [path, entry] of kept) packages[path] = entry
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => byCodeUnit(a, b)))
  return { name: root.name, version: root.version, lockfileVersion: 3, requires: true, packages: sorted }
}

const own = (workspaces: ReadonlyMap<string, PackageJson>) => new Set([...workspaces.values()].map((one) => one.name))

/** All lock paths that the names reach, by Node's rule: the nearest node_modules on the way up. */
function reach(
  lock: PackageLock,
  names: readonly string[],
  skip: ReadonlySet<string>,
  found = new Set<string>(),
): Set<string> {
  const visit = (name: string, from: string, required: boolean): void => {
    if (skip.has(name)) return
    const path = locate(lock, name, from)
    if (!path) {
      if (!required) return
      throw new ComposeError('bug', `${name} is not in compose's own lock, so it cannot be in a service's.`, {
        suggestion: 'Add it to the dependencies of compose.',
      })
    }
    if (found.has(path)) return
    found.add(path)
    const entry = lock.packages[path]!
    for (const other of Object.keys(entry.dependencies ?? {})) visit(other, path, true)
    for (const other of Object.keys(entry.optionalDependencies ?? {})) visit(other, path, false)
    for (const other of Object.keys(entry.peerDependencies ?? {}))
      if (!entry.peerDependenciesMeta?.[other]?.optional) visit(other, path, true)
  }
  // Packages that were there before still lead on, so that a second round adds only what is new.
  for (const name of names) visit(name, '', true)
  return found
}

function locate(lock: PackageLock, name: string, from: string): string | undefined {
  for (let at = from; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    const path = at ? `${at}/node_modules/${name}` : `node_modules/${name}`
    if (lock.packages[path]) return path
    if (!at) return undefined
  }
}

/** Whether a package is only reached through optional dependencies, so that npm may leave it out on another platform. */
function isOptional(lock: PackageLock, path: string, all: ReadonlySet<string>): boolean {
  const entry = lock.packages[path]!
  if (entry.optional || entry.os || entry.cpu) return true
  return (
    entry.devOptional === true &&
    ![...all].some((other) =>
      Object.keys(lock.packages[other]!.dependencies ?? {}).some((name) => locate(lock, name, other) === path),
    )
  )
}
