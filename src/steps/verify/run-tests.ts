import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Check, FileSet } from '../../schema.ts'
import { gatherProofs } from '../../verification/component-proof.ts'
import { notRun, readEvidence } from '../../verification/evidence.ts'
import type { Proof } from '../../verification/proved.ts'
import { measureReuse, readCoverage } from '../../verification/reuse.ts'
import { readTypeCheck } from '../../verification/type-check.ts'
import { makeSureOfRoom } from '../../workspace/temporary.ts'
import type { World } from '../../world.ts'
import { findPackage, type Staged } from '../stage.ts'
import { followReports } from './follow-reports.ts'
import { followTests } from './follow-tests.ts'
import type { Run } from './run-in.ts'

/** The whole folder by the TypeScript compiler. */
export async function checkTypes(run: Run): Promise<Check> {
  const compiler = join(await findPackage('tsc7'), 'bin/tsc')
  return readTypeCheck(
    await run(compiler, ['--noEmit', '--singleThreaded', '--pretty', 'false', '-p', 'tsconfig.json'], {}),
  )
}

export interface TestOptions {
  /** Components without a proof: they run the tests derived from their contracts. */
  untested: readonly string[]
  /** All tests of all components. */
  everything: boolean
  /** A data folder to copy. */
  postgres: string | undefined
  /** What Node has compiled of the packages. */
  compiled: string | undefined
  /** Ends them when nothing they show matters any more. */
  hopeless: AbortSignal
  /** Told of each test as it ends, if anybody wants to know. */
  tested: World['tested']
  /** Told of each component as soon as its own tests have passed, while the others still run. */
  onProved(proof: Proof): Promise<void>
}

/** The kit's reporter that leaves a report for each test file. A catalogue of somebody's own may have a kit without it. */
const reportEach = 'kit/testing/report-each.ts'

export async function runTests(run: Run, staged: Staged, files: FileSet, options: TestOptions) {
  const { untested, everything, postgres, compiled, hopeless, tested, onProved } = options
  const writable = await mkdtemp(join(staged.scratch, 'tests-'))
  const coverage = join(writable, 'coverage')
  const reports = join(writable, 'reports')
  await Promise.all([mkdir(coverage), mkdir(reports)])
  const output = join(writable, 'report.json')
  const runner = join(await findPackage('vitest'), 'vitest.mjs')
  // The folder cannot be written: nothing of the runner's may be stored in it.
  const args = [
    'run',
    '--configLoader=native',
    '--no-cache',
    '--no-fsModuleCache',
    '--reporter=json',
    `--outputFile=${output}`,
  ]
  if (!everything) args.push('service/tests/', ...untested.map((component) => `components/${component}/tests/contract`))
  if (files.has(reportEach)) args.push(`--reporter=./${reportEach}`)
  const expected = expectedOf(files)
  const counting = tested && (await followTests(writable, (test) => tested(test, expected?.length ?? 0)))
  if (counting) args.push(`--reporter=${counting.reporter}`)
  const readOnly = [postgres, compiled].filter((path) => path !== undefined)
  const prepared: Record<string, string> = {
    ...(postgres ? { PREPARED_POSTGRES: postgres } : {}),
    ...(compiled ? { NODE_COMPILE_CACHE: compiled } : {}),
  }
  const env = { COMPOSE_COVERAGE_DIR: coverage, REPORTS_DIR: reports, ...prepared }
  const proofOf = gatherProofs(staged.folder, files)
  const following = followReports(reports, async (text) => {
    const proof = proofOf(text)
    if (proof) await onProved(proof)
  })
  const finished = await run(runner, args, { writable, readOnly, env, signal: hopeless }).finally(() =>
    Promise.all([following.stop(), counting?.stop()]),
  )
  if (hopeless.aborted) return { evidence: notRun('what the other checks found comes first'), reuse: undefined }
  // Where the disk filled up meanwhile, report and coverage tell of the disk, not of the service.
  await makeSureOfRoom(writable)
  const report = await readFile(output, 'utf8').catch(() => undefined)
  const evidence = readEvidence({
    finished,
    report,
    folder: staged.folder,
    expected,
    components: untested,
  })
  return { evidence, reuse: measureReuse(files, staged.folder, await readCoverage(coverage)) }
}

/** The ids of the tests that were written down before the code was: `service/tests/expected.json`. */
export function expectedOf(files: FileSet): string[] | undefined {
  const file = files.get('service/tests/expected.json')
  if (!file) return undefined
  const parsed = z.array(z.string()).min(1).safeParse(JSON.parse(file.bytes.toString()))
  return parsed.success ? parsed.data : undefined
}
