import { escaped } from '../markup.ts'
import type { Problem, Report } from '../schema.ts'
import type { Shown } from './shown.ts'

interface Case {
  name: string
  /** `failure` is one that was found, `error` one that keeps anybody from knowing. */
  problem?: { kind: 'failure' | 'error'; message: string } | undefined
}

interface Suite {
  name: string
  service: string
  cases: Case[]
}

/** Each test by its file, and each check, as JUnit XML: what CI systems draw. No times and no clock, so that it compares. */
export function junitOf(report: Report, shown: readonly Shown[]): string {
  const all = [...shown.flatMap(suitesOf), ...commandSuites(report, shown)]
  const counts = (kind: 'failure' | 'error', suites: readonly Suite[]) =>
    suites.flatMap(({ cases }) => cases).filter(({ problem }) => problem?.kind === kind).length
  const numbers = (suites: readonly Suite[]) =>
    `tests="${suites.reduce((sum, { cases }) => sum + cases.length, 0)}" failures="${counts('failure', suites)}" errors="${counts('error', suites)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="compose ${escaped(report.command)}" ${numbers(all)}>`,
    ...all.flatMap((suite) => [
      `  <testsuite name="${escaped(suite.name)}" package="${escaped(suite.service)}" ${numbers([suite])} skipped="0">`,
      ...suite.cases.map((one) => caseXml(suite, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n')
}

function caseXml({ name, service }: Suite, { name: test, problem }: Case): string {
  const start = `    <testcase name="${escaped(test)}" classname="${escaped(`${service}/${name}`)}"`
  if (!problem) return `${start}/>`
  const { kind, message } = problem
  const first = message.split('\n')[0]!
  return `${start}><${kind} message="${escaped(first)}">${escaped(message)}</${kind}></testcase>`
}

/** The checks of a folder as one suite, and a suite for each file of tests. */
function suitesOf({ facts: { composition }, verification }: Shown): Suite[] {
  const service = composition.name
  const files = new Map<string, Case[]>()
  const add = (file: string, one: Case) => files.set(file, [...(files.get(file) ?? []), one])
  for (const id of verification.passed) {
    const [file = '', ...names] = id.split(' > ')
    add(file, { name: names.join(' > ') })
  }
  for (const { file, message, test } of verification.failures)
    add(file, { name: test, problem: { kind: 'failure', message } })
  const checks = verification.checks.map(({ detail, id, problems, verdict }): Case => {
    if (verdict === 'passed') return { name: id }
    const kind = verdict === 'failed' ? 'failure' : 'error'
    return { name: id, problem: { kind, message: problems.map(lineOf).join('\n') || detail } }
  })
  const suites = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, cases]) => ({ name, service, cases }))
  return [{ name: 'checks', service, cases: checks }, ...suites]
}

const lineOf = ({ message, where }: Problem): string => (where === undefined ? message : `${where}: ${message}`)

/** What kept folders from being verified at all: a suite for each of which nothing was shown. */
function commandSuites(report: Report, shown: readonly Shown[]): Suite[] {
  const each = Array.isArray(report.result) ? (report.result as Report[]) : [report]
  return each
    .filter(({ folder }) => !shown.some((one) => one.folder === folder))
    .map(({ command, folder, problems, service, verdict }) => {
      const message = problems.map(lineOf).join('\n') || verdict
      const kind = verdict === 'inconclusive' ? 'error' : 'failure'
      const problem = ['verified', 'planned', 'done'].includes(verdict) ? undefined : ({ kind, message } as const)
      return { name: command, service: service ?? folder ?? 'compose', cases: [{ name: folder ?? command, problem }] }
    })
}
