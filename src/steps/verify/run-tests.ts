import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Check, FileSet } from '../../schema.ts'
import { readEvidence } from '../../verification/evidence.ts'
import { measureReuse, readCoverage } from '../../verification/reuse.ts'
import { readTypeCheck } from '../../verification/type-check.ts'
import { findPackage, type Staged } from '../stage.ts'
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
}

export async function runTests(run: Run, staged: Staged, files: FileSet, options: TestOptions) {
  const { untested, everything, postgres } = options
  const writable = await mkdtemp(join(staged.scratch, 'tests-'))
  const coverage = join(writable, 'coverage')
  await mkdir(coverage)
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
  const env = { COMPOSE_COVERAGE_DIR: coverage, ...(postgres ? { PREPARED_POSTGRES: postgres } : {}) }
  const finished = await run(runner, args, { writable, readOnly: postgres, env })
  const report = await readFile(output, 'utf8').catch(() => undefined)
  const evidence = readEvidence({
    finished,
    report,
    folder: staged.folder,
    expected: expectedOf(files),
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
