import { builtinModules } from 'node:module'
import * as z from 'zod'
import type { Problem } from '../../errors.ts'
import type { FileSet } from '../../schema.ts'
import { lineOf, readSource } from '../source-text.ts'
import type { StaticCheck } from './static-check.ts'

const Manifest = z.looseObject({
  name: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
})
export type Manifest = z.infer<typeof Manifest>

/** Versions and ranges, or another name for a package; never an address, a folder or a repository. */
const fromRegistry = /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?[\^~<>=]*\s*[\d*][\w.+\-<>=|\s*^~]*$/

/** Every package.json of the set, by its path. */
export function manifestsOf(files: FileSet): Map<string, Manifest> {
  const found = [...files].filter(([path]) => path === 'package.json' || path.endsWith('/package.json'))
  return new Map(found.map(([path, file]) => [path, Manifest.parse(JSON.parse(file.bytes.toString()))]))
}

/** Nothing is used that the catalogue or compose did not approve: in no package.json, in no import of the service. */
export const dependencies: StaticCheck = {
  id: 'dependencies',
  async run({ files, allowed }) {
    const manifests = manifestsOf(files)
    const own = new Set([...manifests.values()].flatMap(({ name }) => (name ? [name] : [])))
    const may = (name: string) => own.has(name) || allowed.has(name)
    const problems: Problem[] = []
    let imports = 0
    for (const [path, manifest] of manifests) {
      const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest
      const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies }
      for (const [name, range] of Object.entries(all)) {
        if (!may(name)) problems.push(notApproved(path, name))
        else if (!fromRegistry.test(range)) {
          problems.push({
            code: 'dependencies',
            message: `${name} is taken from ${range}, not from the registry.`,
            where: path,
          })
        }
      }
    }
    for (const [path, file] of files) {
      if (!/^service\/(src|tests)\/.*\.[cm]?[jt]s$/.test(path)) continue
      const source = file.bytes.toString()
      for (const found of importsOf(source)) {
        imports += 1
        const where = `${path}:${lineOf(source, found.at)}`
        if (found.specifier === undefined) {
          problems.push({ code: 'dependencies', message: 'An import whose name is computed cannot be checked.', where })
        } else if (
          !isBuiltin(found.specifier) &&
          !found.specifier.startsWith('.') &&
          !may(packageOf(found.specifier))
        ) {
          problems.push(notApproved(where, packageOf(found.specifier)))
        }
      }
    }
    return { saw: `${manifests.size} package.json and ${imports} imports`, problems }
  },
}

/** Every module that a source names: static and dynamic imports, re-exports, `require`. Undefined when it is computed. */
export function importsOf(source: string): { at: number; specifier: string | undefined }[] {
  const { code, literals } = readSource(source)
  const at = new Map(literals.map((literal) => [literal.at, literal.value]))
  const found: { at: number; specifier: string | undefined }[] = []
  for (const match of code.matchAll(
    /\b(?:import|from)\s*(?=['"])|\b(?:import|require|import\.meta\.resolve)\s*\(\s*/g,
  )) {
    const start = match.index
    const before = code.slice(0, start).trimEnd().at(-1)
    const called = match[0].includes('(')
    // `x.from('…')` is a call of something else, `import(` after a dot too.
    if (before === '.' && !match[0].startsWith('import.meta')) continue
    const specifier = at.get(start + match[0].length)
    if (specifier !== undefined) found.push({ at: start, specifier })
    else if (called) found.push({ at: start, specifier: undefined })
  }
  return found
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function notApproved(where: string, name: string): Problem {
  const suggestion = `Use a package that the catalogue's parts use, or add ${name} to the approved list.`
  return { code: 'dependencies', message: `${name} is not an approved package.`, suggestion, where }
}
