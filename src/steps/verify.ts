import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { ComposeError } from '../errors.ts'
import type { Check, Composition, FileSet, Verification } from '../schema.ts'
import { approvedPackages } from '../verification/approved.ts'
import { checkFiles } from '../verification/checks.ts'
import { type Evidence, readEvidence } from '../verification/evidence.ts'
import { measureReuse, readCoverage } from '../verification/reuse.ts'
import { findSandbox, type Sandbox } from '../verification/sandbox.ts'
import { readTypeCheck } from '../verification/type-check.ts'
import type { Finished, World } from '../world.ts'
import { findPackage, type Staged } from './stage.ts'

export interface VerifyOptions {
  world: World
  /** Milliseconds for all of it; after that `time-limit` is thrown. */
  timeout: number
  /** Found by trying when it is not given. */
  sandbox?: Sandbox
  /** Packages that the service may use; compose's own when not given. */
  allowed?: ReadonlySet<string>
}

/**
 * Runs everything for real: the static checks over the files, then the type-check and all tests of the staged folder in a
 * sandbox. Only a full set of evidence is `verified`. Throws `time-limit` and `interrupted`.
 */
export async function verify(
  staged: Staged,
  composition: Composition,
  files: FileSet,
  options: VerifyOptions,
): Promise<Verification> {
  const { world } = options
  const start = world.milliseconds()
  const milliseconds: Record<string, number> = {}
  const timed = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const begin = world.milliseconds()
    const result = await work
    milliseconds[name] = Math.round(world.milliseconds() - begin)
    return result
  }
  const tell = (check: Check) =>
    world.emit({ type: 'progress', step: 'verify', message: `${check.id}: ${check.verdict} (${check.detail})` })

  const allowed = options.allowed ?? (await approvedPackages())
  const [sandbox, checks] = await Promise.all([
    timed('sandbox', options.sandbox ? Promise.resolve(options.sandbox) : findSandbox(world)),
    timed('static', checkFiles({ files, composition, allowed })),
  ])
  for (const check of checks) tell(check)
  world.emit({
    type: 'progress',
    step: 'verify',
    message: `types and tests run at sandbox level ${sandbox.level} (${sandbox.mechanism})`,
  })

  const left = () => Math.max(1, Math.round(options.timeout - (world.milliseconds() - start)))
  const run: Run = async (tool, args, extra) => {
    const writable = extra.writable ? [extra.writable] : []
    const env = {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      CI: 'true',
      NO_COLOR: '1',
      ...extra.env,
    }
    const place = { folder: staged.folder, readOnly: staged.readOnly, writable, env, timeout: left() }
    const finished = await sandbox.run(process.execPath, [tool, ...args], place)
    if (world.signal.aborted) throw new ComposeError('interrupted', 'Interrupted while verifying. Nothing was written.')
    if (finished.timedOut) throw timeLimit(options.timeout)
    return finished
  }
  const types = async () => {
    const check = await timed('types', checkTypes(run))
    tell(check)
    return check
  }
  // Both must have ended before anything is thrown: the caller removes the folder they run in.
  const running = [types(), timed('tests', runTests(run, staged, files))] as const
  await Promise.allSettled(running)
  const [typeCheck, tests] = await Promise.all(running)
  checks.push(typeCheck, testCheck(tests.evidence))
  tell(checks.at(-1)!)
  const { counts, conditions, failures } = tests.evidence
  return {
    version: 1,
    verdict: verdictOf(checks),
    sandbox: sandbox.level,
    checks,
    tests: counts,
    conditions,
    failures,
    ...(tests.reuse ? { reuse: tests.reuse } : {}),
    milliseconds,
  }
}

type Run = (
  tool: string,
  args: string[],
  extra: { writable?: string; env?: Record<string, string> },
) => Promise<Finished>

async function checkTypes(run: Run): Promise<Check> {
  const compiler = join(await findPackage('tsc7'), 'bin/tsc')
  return readTypeCheck(
    await run(compiler, ['--noEmit', '--singleThreaded', '--pretty', 'false', '-p', 'tsconfig.json'], {}),
  )
}

async function runTests(run: Run, staged: Staged, files: FileSet) {
  const writable = await mkdtemp(join(staged.scratch, 'tests-'))
  const coverage = join(writable, 'coverage')
  await mkdir(coverage)
  const output = join(writable, 'report.json')
  const runner = join(await findPackage('vitest'), 'vitest.mjs')
  // The folder cannot be written: nothing of the runner's may be stored in it.
  const args = ['run', '--configLoader=native', '--no-cache', '--no-fsModuleCache', '--reporter=json', `--outputFile=${output}`]
  const finished = await run(runner, args, { writable, env: { COMPOSE_COVERAGE_DIR: coverage } })
  const report = await readFile(output, 'utf8').catch(() => undefined)
  const components = [...new Set([...files.keys()].flatMap((path) => /^components\/([^/]+)\//.exec(path)?.[1] ?? []))]
  const evidence = readEvidence({ finished, report, folder: staged.folder, expected: expectedOf(files), components })
  return { evidence, reuse: measureReuse(files, staged.folder, await readCoverage(coverage)) }
}

/** The ids of the tests that were written down before the code was: `service/tests/expected.json`. */
export function expectedOf(files: FileSet): string[] | undefined {
  const file = files.get('service/tests/expected.json')
  if (!file) return undefined
  const parsed = z.array(z.string()).min(1).safeParse(JSON.parse(file.bytes.toString()))
  return parsed.success ? parsed.data : undefined
}

function testCheck({ verdict, detail, problems }: Evidence): Check {
  return { id: 'tests', level: 'composition', verdict, detail, problems }
}

function verdictOf(checks: readonly Check[]): Verification['verdict'] {
  if (checks.some(({ verdict }) => verdict === 'failed')) return 'failed'
  return checks.every(({ verdict }) => verdict === 'passed') ? 'verified' : 'inconclusive'
}

function timeLimit(timeout: number): ComposeError {
  return new ComposeError(
    'time-limit',
    `Verification did not end within ${Math.round(timeout / 1000)} seconds. Nothing was written.`,
    {
      suggestion: 'Run the same command again with a longer --timeout.',
    },
  )
}
