import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSet } from '../../src/schema.ts'
import { type Staged, stage } from '../../src/steps/stage.ts'
import { realWorld, type World } from '../../src/world.ts'
import { root } from './plan.ts'

export const world: World = realWorld(() => {}, new AbortController().signal)
/** What the tests of a service are run with; nothing else is inherited. */
export const serviceTestEnv = {
  PATH: `${root}/node_modules/.bin:/usr/bin:/bin`,
  HOME: '/tmp',
  ...(process.env.TMPDIR ? { TMPDIR: process.env.TMPDIR } : {}),
  NO_COLOR: '1',
  // A service that is started again need not be compiled each time.
  NODE_COMPILE_CACHE: join(tmpdir(), 'compiled'),
}

export const stageFiles = (files: FileSet, name: string): Promise<Staged> => stage(files, name, world)

/** Changes one file of a staged folder; the text must be there, so that a fault is never a no-op. Answers how to undo it. */
export async function change(
  folder: string,
  path: string,
  from: string | RegExp,
  to: string,
): Promise<() => Promise<void>> {
  const file = join(folder, path)
  const before = await readFile(file, 'utf8')
  const after = before.replace(from, to)
  if (after === before) throw new Error(`${path} does not hold ${from}`)
  await writeFile(file, after)
  return () => writeFile(file, before)
}

/** Makes one file set of a staged folder into another. Answers how to undo it. */
export async function changeTo(folder: string, before: FileSet, after: FileSet): Promise<() => Promise<void>> {
  const others = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path)?.bytes.equals(after.get(path)?.bytes ?? Buffer.of()) !== true,
  )
  const put = (set: FileSet) =>
    Promise.all(
      others.map((path) => {
        const file = set.get(path)
        return file ? writeFile(join(folder, path), file.bytes) : rm(join(folder, path), { force: true })
      }),
    )
  await put(after)
  return async () => void (await put(before))
}

/** The type errors of a staged folder. */
export async function typeErrors(folder: string): Promise<string> {
  const compiler = join(root, 'node_modules/tsc7/bin/tsc')
  const { stdout } = await world.run(process.execPath, [compiler, '--noEmit', '--singleThreaded', '-p', '.'], {
    cwd: folder,
    env: serviceTestEnv,
    timeout: 60_000,
  })
  return stdout
}

/** The type errors in the services of many file sets, checked at once: those of the first are in `service-0/`, and so on. */
export async function typeErrorsIn(sets: readonly FileSet[]): Promise<string> {
  const files = new Map(sets[0])
  for (const [index, set] of sets.entries())
    for (const [path, file] of set)
      if (/^service\/.*\.ts$/.test(path)) files.set(path.replace('service/', `service-${index}/`), file)
  const settings = files.get('tsconfig.json')!
  const include = sets.flatMap((_set, index) => [`service-${index}/src`, `service-${index}/tests`])
  const bytes = Buffer.from(JSON.stringify({ ...JSON.parse(settings.bytes.toString()), include }))
  const staged = await stageFiles(files.set('tsconfig.json', { ...settings, bytes }), 'all')
  try {
    return await typeErrors(staged.folder)
  } finally {
    await staged.dispose()
  }
}

export interface TestRun {
  passed: string[]
  failed: string[]
}

/**
 * Runs the service's own tests in a staged folder, or only those whose names match. `patience` is how many seconds they
 * wait for what may never come.
 */
export async function runServiceTests(
  staged: Staged,
  { patience = 20, only }: { patience?: number; only?: RegExp } = {},
): Promise<TestRun> {
  const report = join(staged.scratch, 'report.json')
  await writeFile(report, '{"testResults":[]}')
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    'service',
    '--reporter=json',
    `--outputFile=${report}`,
    ...(only ? ['--testNamePattern', only.source] : []),
  ]
  await world.run(process.execPath, args, {
    cwd: staged.folder,
    env: { ...serviceTestEnv, PLACE_PATIENCE: String(patience) },
    timeout: 180_000,
  })
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[]
  }
  const tests = testResults.flatMap((file) => file.assertionResults)
  const named = (status: string) => tests.filter((test) => test.status === status).map((test) => test.fullName)
  return { passed: named('passed'), failed: named('failed') }
}
