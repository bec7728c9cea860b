import * as z from 'zod'

const step = z
  .strictObject({
    id: z.string().optional(),
    name: z.string().optional(),
    if: z.union([z.string(), z.boolean()]).optional(),
    uses: z.string().optional(),
    run: z.string().optional(),
    with: z.record(z.string(), z.unknown()).optional(),
    env: z.record(z.string(), z.unknown()).optional(),
    shell: z.string().optional(),
    'working-directory': z.string().optional(),
    'continue-on-error': z.union([z.string(), z.boolean()]).optional(),
    'timeout-minutes': z.union([z.string(), z.number()]).optional(),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), 'needs either uses or run')

const job = z.looseObject({
  'runs-on': z.union([z.string(), z.array(z.string()), z.looseObject({})]).optional(),
  uses: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  steps: z.array(step).min(1).optional(),
})

/** The workflow syntax of GitHub Actions, as far as our workflows go: https://docs.github.com/actions/reference. */
const Workflow = z.strictObject({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  permissions: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  env: z.record(z.string(), z.unknown()).optional(),
  defaults: z.looseObject({}).optional(),
  concurrency: z.union([z.string(), z.looseObject({})]).optional(),
  jobs: z.record(z.string().regex(/^[A-Za-z_][\w-]*$/), job),
})

const events = new Set(
  'push pull_request pull_request_target workflow_dispatch workflow_call schedule release merge_group workflow_run repository_dispatch'.split(
    ' ',
  ),
)

/** What GitHub would refuse in this document. */
export function workflowProblems(value: unknown): string[] {
  const parsed = Workflow.safeParse(value)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const { on, jobs } = parsed.data
  const named = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on)
  const problems = named.filter((event) => !events.has(event)).map((event) => `on: ${event} is not an event`)
  for (const [name, { 'runs-on': runsOn, uses, needs, steps }] of Object.entries(jobs)) {
    if (uses === undefined && (runsOn === undefined || !steps)) problems.push(`jobs.${name}: needs runs-on and steps`)
    for (const other of [needs ?? []].flat())
      if (!jobs[other]) problems.push(`jobs.${name}: needs ${other}, which is not there`)
    for (const { uses: action } of steps ?? []) {
      if (action !== undefined && !/^(?:\.\/.*|docker:\/\/.+|[\w.-]+\/[\w./-]+@[\w./-]+)$/.test(action)) {
        problems.push(`jobs.${name}: ${action} names no version`)
      }
    }
  }
  return problems
}
