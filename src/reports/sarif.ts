import { join, relative } from 'node:path'
import type { Problem, Report } from '../schema.ts'

/** Every problem with where it stands as SARIF 2.1.0: what code scanning shows beside the lines. Paths are those below `cwd`. */
export function sarifOf(report: Report, version: string, cwd: string): string {
  const each = Array.isArray(report.result) ? (report.result as Report[]) : [report]
  const found = each.flatMap(({ folder, problems }) => problems.map((problem) => ({ folder, problem })))
  const rules = [...new Set(found.map(({ problem }) => problem.code))].sort()
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'compose', version, rules: rules.map((id) => ({ id })) } },
        invocations: [{ executionSuccessful: !found.some(({ problem }) => problem.code === 'bug') }],
        columnKind: 'utf16CodeUnits',
        results: found.map(({ folder, problem }) => ({
          ruleId: problem.code,
          ruleIndex: rules.indexOf(problem.code),
          level: 'error',
          message: { text: [problem.message, problem.suggestion].filter(Boolean).join(' ') },
          ...locations(problem, folder, cwd),
        })),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

/** `file:12`, `composition.yaml#people.clerk` or a file; whatever else a problem stands at is no place in a file. */
function locations({ where }: Problem, folder: string | undefined, cwd: string): object {
  const [, path, line, member] = /^([^\s:#]+\.[a-z]+)(?::(\d+))?(?:#(\S+))?$/.exec(where ?? '') ?? []
  if (path === undefined) return {}
  const uri = encodeURI(relative(cwd, join(path.startsWith('/') ? '' : (folder ?? cwd), path)).replaceAll('\\', '/'))
  return {
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          ...(line === undefined ? {} : { region: { startLine: Number(line) } }),
        },
        ...(member === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: member }] }),
      },
    ],
  }
}
