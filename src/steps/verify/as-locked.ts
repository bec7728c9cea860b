import type { Composition, FileSet, Report } from '../../schema.ts'
import { lock } from '../../verification/checks/lock.ts'
import { checkFiles } from '../../verification/checks.ts'

/**
 * Files that are not those of their lock are not verified, whatever their tests would say: that is told at once, and nothing
 * of them is run. Undefined when they are.
 */
export async function refuseAltered(files: FileSet, composition: Composition): Promise<Report | undefined> {
  const checks = await checkFiles({ files, composition, allowed: new Set() }, [lock])
  if (checks.every(({ verdict }) => verdict === 'passed')) return undefined
  const told = checks.map(({ id, verdict, detail }) => ({ id, verdict, detail }))
  return {
    version: 1,
    command: 'verify',
    verdict: 'failed',
    service: composition.name,
    checks: [
      ...told,
      { id: 'tests', verdict: 'inconclusive', detail: 'not run, since the files are not those of the lock' },
    ],
    problems: checks.flatMap(({ problems }) => problems),
  }
}
