import * as z from 'zod'
import { Unread } from './goal.ts'

export const SandboxLevel = z.enum(['isolated', 'process'])
export type SandboxLevel = z.infer<typeof SandboxLevel>

export const Verdict = z.enum(['verified', 'failed', 'inconclusive', 'planned', 'refused', 'done'])
export type Verdict = z.infer<typeof Verdict>

export const Problem = z.strictObject({
  code: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
  where: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>

/** One check of verification, with what it saw. */
export const Check = z.strictObject({
  id: z.string(),
  level: z.enum(['static', 'component', 'composition']),
  verdict: z.enum(['passed', 'failed', 'inconclusive']),
  detail: z.string(),
  problems: z.array(Problem),
})
export type Check = z.infer<typeof Check>

export const TestCounts = z.strictObject({ passed: z.int(), failed: z.int(), skipped: z.int() })
export type TestCounts = z.infer<typeof TestCounts>

/** What running everything for real has shown. `milliseconds` are wall-clock and never part of what is generated. */
export const Verification = z.strictObject({
  version: z.literal(1),
  verdict: z.enum(['verified', 'failed', 'inconclusive']),
  sandbox: SandboxLevel,
  checks: z.array(Check),
  tests: TestCounts,
  /** Ids of the tests that ran now and passed: `<file> > <describe> > … > <test>`. */
  passed: z.array(z.string()),
  /** Distinct (operation, condition) pairs that passed. */
  conditions: z.array(z.string()),
  failures: z.array(z.strictObject({ test: z.string(), file: z.string(), message: z.string() })),
  reuse: z.strictObject({ componentLines: z.int(), serviceLines: z.int(), ratio: z.number() }).optional(),
  milliseconds: z.record(z.string(), z.number()),
})
export type Verification = z.infer<typeof Verification>

/** An in-toto Statement v1 with the test-result v0.1 predicate (https://in-toto.io/attestation/test-result/v0.1). */
export const Receipt = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string() }) })),
  predicateType: z.literal('https://in-toto.io/attestation/test-result/v0.1'),
  predicate: z.strictObject({
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    configuration: z.array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string() }) })),
    passedTests: z.array(z.string()),
    warnedTests: z.array(z.string()),
    failedTests: z.array(z.string()),
    /** Ours, beside the standard's fields. */
    compose: z.strictObject({
      sandbox: SandboxLevel,
      verdict: z.enum(['verified', 'failed', 'inconclusive']),
      checks: z.array(z.strictObject({ id: z.string(), verdict: z.string() })),
      conditions: z.int(),
      reuse: z.strictObject({ componentLines: z.int(), serviceLines: z.int(), ratio: z.number() }).optional(),
      /** Words of the goal that no test is about, since nothing comes of them. */
      unread: z.array(Unread).optional(),
      /** What whoever runs it must know before people use it, as its parts say. */
      cautions: z.array(z.string()).optional(),
    }),
  }),
})
export type Receipt = z.infer<typeof Receipt>

/**
 * What one agent's calls have cost; every request is a call, also one that came to nothing. `usd` is not there when the
 * price of the model is not known.
 */
export const Spend = z.strictObject({
  agent: z.string(),
  model: z.string(),
  calls: z.int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** How many of these tokens the endpoint did not count, so that they are reckoned from lengths. */
  estimatedTokens: z.number().optional(),
  usd: z.number().optional(),
})
export type Spend = z.infer<typeof Spend>

/** The one document of `--json`. */
export const Report = z.strictObject({
  version: z.literal(1),
  command: z.string(),
  verdict: Verdict,
  service: z.string().optional(),
  folder: z.string().optional(),
  tests: TestCounts.optional(),
  conditions: z.int().optional(),
  reuse: z.strictObject({ componentLines: z.int(), serviceLines: z.int(), ratio: z.number() }).optional(),
  sandbox: SandboxLevel.optional(),
  checks: z.array(z.strictObject({ id: z.string(), verdict: z.string(), detail: z.string() })).optional(),
  durations: z.record(z.string(), z.number()).optional(),
  /** What `compose resume` calls the run. */
  run: z.string().optional(),
  /** The model that answered; not there when the built-in engine did. */
  model: z.string().optional(),
  spend: z.array(Spend).optional(),
  /** Words of the goal that nothing comes of. */
  unread: z.array(Unread).optional(),
  /** The plan, for `plan` and `--dry-run`. */
  plan: z.unknown().optional(),
  /** Whatever else a command answers: search results, a component, doctor's findings. */
  result: z.unknown().optional(),
  problems: z.array(Problem),
})
export type Report = z.infer<typeof Report>
