import { createHash } from 'node:crypto'
import { parseDocument } from 'yaml'
import * as z from 'zod'
import { cacheFolder, forget, recall, remember } from '../cache.ts'
import { mayNameTypes, typesNamed } from '../catalog/types-named.ts'
import { ComponentFile, type FileSet, Verification } from '../schema.ts'
import { digestFileSet } from '../workspace/digest.ts'
import type { World } from '../world.ts'

const Proof = z.strictObject({ version: z.literal(1), component: z.string(), tests: z.int().min(1) })

/** What a component's own tests have shown before on this machine, for these very bytes. */
export type Proof = z.infer<typeof Proof>

/**
 * Names all that a component's own tests depend on: its bytes, the kit, the contracts that it offers or needs, the types that
 * these name, the locked packages, and where it is run. Anything else has another name, so nothing is ever carried over to what was not
 * tested; what stands beside it is not in the name, so that a component is not tested again with every new service.
 */
export function proofKey(component: string, files: FileSet, place: string): string {
  const hash = createHash('sha256').update(`${component}\n${place}\n`)
  const prefixes = [
    'kit/',
    `components/${component}/`,
    'vitest.config.ts',
    ...contractsOf(component, files).map((below) => `capabilities/${below}`),
  ]
  const own = [...files].filter(([path]) => prefixes.some((prefix) => path.startsWith(prefix)))
  const texts = own.filter(([path]) => mayNameTypes(path)).map(([, { bytes }]) => bytes.toString())
  const types = typesNamed(texts, (path) => files.get(path)?.bytes.toString())
  for (const [path, { bytes }] of [...own, ...[...files].filter(([path]) => types.has(path))])
    hash.update(`${path}\n`).update(createHash('sha256').update(bytes).digest())
  hash.update(packagesIn(files))
  return hash.digest('hex')
}

/** Where the contracts are that a component offers or needs, and the one that every keeper of personal data offers. */
function contractsOf(component: string, files: FileSet): string[] {
  const text = files.get(`components/${component}/component.yaml`)?.bytes.toString() ?? ''
  const told = ComponentFile.safeParse(parseDocument(text).toJS())
  // Nobody says what it needs, so all of them count.
  if (!told.success) return ['']
  return [
    ...[...told.data.spec.provides, ...told.data.spec.requires].map(({ capability }) => `${capability}/`),
    'personal-data/',
  ]
}

/** The locked packages, without the folder's own name and the parts beside it, which no component can see. */
function packagesIn(files: FileSet): string {
  const { packages = {} } = JSON.parse(files.get('package-lock.json')?.bytes.toString() ?? '{}') as {
    packages?: Record<string, unknown>
  }
  const locked = Object.entries(packages).filter(([path]) => /^node_modules\/(?!@composed\/)/.test(path))
  return JSON.stringify(locked)
}

/** Where tests are run: the runner and its packages, Node, the machine, the sandbox. */
export function placeOf(runner: string, mechanism: string): string {
  return [runner, process.version, process.platform, process.arch, mechanism].join('\n')
}

/** Names all that a whole verification depends on: every byte of the set, and where it is run. */
export function wholeKey(files: FileSet, place: string): string {
  return createHash('sha256')
    .update(`${digestFileSet(files)}\n${place}`)
    .digest('hex')
}

/** What a component's own tests have shown for these bytes on this machine. */
export const recallComponent = (world: World, key: string): Promise<Proof | undefined> => recallProof(world, key, Proof)

/** What verifying the very same set has come to on this machine: only ever a pass, and only an isolated one. */
export const recallWhole = (world: World, key: string): Promise<Verification | undefined> =>
  recallProof(world, key, Pass)

const Pass = Verification.refine(
  ({ verdict, sandbox, tests, checks }) =>
    verdict === 'verified' &&
    sandbox === 'isolated' &&
    tests.passed > 0 &&
    checks.every((check) => check.verdict === 'passed'),
)

async function recallProof<T>({ env }: World, key: string, shape: z.ZodType<T>): Promise<T | undefined> {
  const folder = cacheFolder(env, 'proved')
  if (!folder) return undefined
  return shape.safeParse(recall(folder, key, key)).data
}

/** Keeps a proof. A cache that cannot be written costs only time, so it is no error. */
export async function rememberProof(world: World, key: string, proof: Proof | Verification): Promise<void> {
  const folder = cacheFolder(world.env, 'proved')
  if (!folder) return
  try {
    await remember(folder, key, key, proof)
  } catch {
    const what = 'component' in proof ? proof.component : 'this service'
    world.emit({
      type: 'warning',
      message: `Could not keep in ${folder} that ${what} passed; it is tested again next time.`,
    })
  }
}

/** Takes back a proof that did not hold. */
export async function forgetProof({ env }: World, key: string): Promise<void> {
  const folder = cacheFolder(env, 'proved')
  if (folder) await forget(folder, key)
}
