import type { Problem } from '../errors.ts'
import type { Check } from '../schema.ts'
import type { Finished } from '../world.ts'

const line = /^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/

/** What a run of the TypeScript compiler proves. Errors without a place (a missing tsconfig) count too. */
export function readTypeCheck({ status, signal, stdout, stderr }: Finished): Check {
  const base = { id: 'types', level: 'static' } as const
  if (status === 0) return { ...base, verdict: 'passed', detail: 'no type errors', problems: [] }
  const problems = stdout.split('\n').flatMap((text): Problem[] => {
    const placed = line.exec(text)
    if (placed) return [{ code: 'types', message: `${placed[4]} (${placed[3]})`, where: `${placed[1]}:${placed[2]}` }]
    return /^error TS\d+: /.test(text) ? [{ code: 'types', message: text.slice(6) }] : []
  })
  if (problems.length) return { ...base, verdict: 'failed', detail: `${problems.length} type errors`, problems }
  const said = (stderr || stdout).trim().split('\n').slice(-5).join('\n')
  const detail = `the compiler ended with ${signal ?? `status ${status ?? 'none'}`}`
  return { ...base, verdict: 'inconclusive', detail, problems: [{ code: 'types', message: `${detail}: ${said}` }] }
}
