import type { Composition } from '../../schema.ts'
import { cutLock, type PackageJson, type PackageLock } from './cut-lock.ts'

/** What tests of a composed folder need beside what its parts run on. */
const toolPackages = [
  '@types/node',
  '@types/pg',
  '@types/nunjucks',
  'axe-core',
  'fast-check',
  'jsdom',
  '@types/jsdom',
  'node',
  'openid-client',
  'tsc7',
  'vitest',
]

/** What compose knows of itself: its own package.json and lock. */
export interface OwnPackages {
  manifest: PackageJson
  lock: PackageLock
}

/** package.json of the folder and of service/, and the lock cut for them. `parts` are the vendored packages by folder. */
export function packageFiles(
  composition: Composition,
  parts: ReadonlyMap<string, PackageJson>,
  own: OwnPackages,
): Map<string, object> {
  const versions: Record<string, string> = { ...own.manifest.devDependencies, ...own.manifest.dependencies }
  const service: PackageJson & Record<string, unknown> = {
    name: '@composed/service',
    version: '1.0.0',
    private: true,
    type: 'module',
    license: 'MIT',
    dependencies: { '@composed/kit': parts.get('kit')!.version },
  }
  const workspaces = new Map<string, PackageJson>([...parts, ['service', service]])
  const tools = [
    ...new Set([...toolPackages, ...[...parts.values()].flatMap((part) => Object.keys(part.devDependencies ?? {}))]),
  ].sort()
  const root = {
    name: composition.name,
    version: '1.0.0',
    private: true,
    type: 'module',
    description: composition.title,
    license: 'MIT',
    engines: { node: own.manifest.engines!.node! },
    workspaces: [...workspaces.keys()],
    scripts: {
      // Without a shell in between, which would not pass on what becomes of npm.
      start: 'exec node kit/start.mjs',
      test: 'node run.mjs types && node run.mjs tests',
      'test:types': 'node run.mjs types',
      'test:service': 'node run.mjs tests --project service',
      'test:components': 'node run.mjs tests --project components',
    },
    devDependencies: Object.fromEntries(tools.filter((name) => versions[name]).map((name) => [name, versions[name]!])),
  }
  const { scripts: _scripts, private: _private, type: _type, description: _description, ...locked } = root
  return new Map<string, object>([
    ['package.json', root],
    ['service/package.json', service],
    [
      'package-lock.json',
      cutLock(own.lock, locked, new Map([...workspaces].map(([folder, one]) => [folder, lockedPart(one)]))),
    ],
  ])
}

/** What npm keeps of a workspace's package.json in the lock. */
function lockedPart({ name, version, license, dependencies, devDependencies }: PackageJson): PackageJson {
  return {
    name,
    version,
    ...(license ? { license } : {}),
    ...(dependencies ? { dependencies } : {}),
    ...(devDependencies ? { devDependencies } : {}),
  }
}
