import type { Check } from '../schema.ts'
import { contracts } from './checks/contracts.ts'
import { dependencies } from './checks/dependencies.ts'
import { lock } from './checks/lock.ts'
import { manifests } from './checks/manifests.ts'
import { placeholders } from './checks/placeholders.ts'
import { rules } from './checks/rules.ts'
import { secrets } from './checks/secrets.ts'
import type { StaticCheck, Subject } from './checks/static-check.ts'

export const staticChecks: readonly StaticCheck[] = [
  contracts,
  lock,
  dependencies,
  placeholders,
  rules,
  secrets,
  manifests,
]

/** Runs all static checks. One that breaks is inconclusive, never passed. */
export async function checkFiles(subject: Subject, checks: readonly StaticCheck[] = staticChecks): Promise<Check[]> {
  return Promise.all(
    checks.map(async ({ id, run }): Promise<Check> => {
      try {
        const { saw, problems } = await run(subject)
        const detail = problems.length ? `${problems.length} problem${problems.length === 1 ? '' : 's'}; ${saw}` : saw
        return { id, level: 'static', verdict: problems.length ? 'failed' : 'passed', detail, problems }
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        return { id, level: 'static', verdict: 'inconclusive', detail: message, problems: [{ code: id, message }] }
      }
    }),
  )
}
