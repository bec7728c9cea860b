import type { Check, Verification } from '../../schema.ts'
import type { Evidence } from '../../verification/evidence.ts'
import type { Proof } from '../../verification/proved.ts'

/** A check of an earlier run, which says so. Static checks ran now. */
export function earlierOf(check: Check): Check {
  return { ...check, detail: `${check.detail}; earlier on this machine, for the same bytes` }
}

/** What the components' own tests have shown, now and earlier. */
export function componentCheck(proofs: readonly Proof[], { verdict, components, failures }: Evidence): Check {
  const ran = Object.keys(components).length
  const tests = proofs.reduce((sum, proof) => sum + proof.tests, 0)
  const failed = failures.filter(({ file }) => file.startsWith('components/')).length
  const now = failed > 0 ? 'failed' : verdict === 'inconclusive' ? verdict : 'passed'
  const earlier = proofs.length - ran
  return {
    id: 'components',
    level: 'component',
    verdict: ran === 0 ? 'passed' : now,
    detail: `${tests} tests of their own contracts; ${ran} components tested now, ${earlier} earlier on this machine with the same bytes`,
    problems: [],
  }
}

/** What the service's tests have shown. */
export function testCheck({ verdict, detail, problems }: Evidence): Check {
  return { id: 'tests', level: 'composition', verdict, detail, problems }
}

/** Only a full set of passes is `verified`. */
export function verdictOf(checks: readonly Check[]): Verification['verdict'] {
  if (checks.some(({ verdict }) => verdict === 'failed')) return 'failed'
  return checks.every(({ verdict }) => verdict === 'passed') ? 'verified' : 'inconclusive'
}
