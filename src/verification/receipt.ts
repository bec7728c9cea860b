import { parse } from 'yaml'
import { byCodeUnit, sha256 } from '../digest.ts'
import type { Composition, FileSet, Receipt, Verification } from '../schema.ts'
import { Receipt as ReceiptSchema } from '../schema.ts'

/** What decided how the tests were run; the lock holds the digests of the catalogue's entries. */
const configuration = ['composition.lock.json', 'composition.yaml', 'service/tests/expected.json', 'vitest.config.ts']

/**
 * The evidence of verification as an in-toto statement over every file of the set (not itself). The same set and the
 * same results give the same bytes: nothing of it depends on the clock, the machine or the order of anything.
 */
export function receiptOf(
  { unread }: Pick<Composition, 'unread'>,
  files: FileSet,
  verification: Verification,
  passedTests: readonly string[],
): Receipt {
  const subject = subjectOf([...files].filter(([path]) => path !== 'receipt.json'))
  const cautions = cautionsIn(files)
  const { verdict, sandbox, checks, conditions, reuse, failures } = verification
  return ReceiptSchema.parse({
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: verdict === 'verified' ? 'PASSED' : verdict === 'failed' ? 'FAILED' : 'WARNED',
      configuration: subject.filter(({ name }) => configuration.includes(name)),
      passedTests: [...passedTests].sort(),
      warnedTests: [],
      failedTests: [...new Set(failures.map(({ file, test }) => (file === test ? file : `${file} > ${test}`)))].sort(),
      compose: {
        sandbox,
        verdict,
        // How many tests ran now and which were proved before differs between runs of the same set, so it is not said here.
        checks: checks.map(({ id, verdict }) => ({ id, verdict })).sort((a, b) => (a.id < b.id ? -1 : 1)),
        conditions: conditions.length,
        ...(reuse ? { reuse } : {}),
        ...(unread ? { unread } : {}),
        ...(cautions.length > 0 ? { cautions } : {}),
      },
    },
  })
}

/** What the parts say that whoever runs them must know before people use the service. */
function cautionsIn(files: FileSet): string[] {
  return [...files]
    .filter(([path]) => /^components\/[^/]+\/component\.yaml$/.test(path))
    .flatMap(([, { bytes }]) => (parse(`${bytes}`) as { spec?: { cautions?: string[] } } | null)?.spec?.cautions ?? [])
    .sort(byCodeUnit)
}

/** The same statement over further files: what was written of the evidence itself. */
export function withSubject(receipt: Receipt, files: FileSet): Receipt {
  return { ...receipt, subject: inOrder([...receipt.subject, ...subjectOf([...files])]) }
}

type Subject = Receipt['subject']

const inOrder = (subject: Subject): Subject => subject.sort(({ name: a }, { name: b }) => (a < b ? -1 : 1))

function subjectOf(files: readonly (readonly [string, { bytes: Buffer }])[]): Subject {
  return inOrder(files.map(([name, { bytes }]) => ({ name, digest: { sha256: sha256(bytes) } })))
}

/** The bytes of `receipt.json`. */
export function receiptBytes(receipt: Receipt): Buffer {
  return Buffer.from(`${JSON.stringify(receipt, undefined, 2)}\n`)
}
