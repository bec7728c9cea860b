import { relative } from 'node:path'
import * as z from 'zod'
import type { Problem } from '../errors.ts'
import type { TestCounts, Verification } from '../schema.ts'
import type { Finished } from '../world.ts'

/** The part of vitest's JSON report that is read; all else is let be. */
const Report = z.looseObject({
  testResults: z.array(
    z.looseObject({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.looseObject({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullable().default([]),
        }),
      ),
    }),
  ),
})

export interface Evidence {
  verdict: 'passed' | 'failed' | 'inconclusive'
  detail: string
  problems: Problem[]
  counts: TestCounts
  failures: Verification['failures']
  /** Component → how many tests of its own passed. */
  components: Record<string, number>
  /** Ids (`<file> > <describe> > … > <test>`) of the tests that passed, sorted. */
  passed: string[]
  /** Distinct (operation, condition) pairs that passed, sorted. */
  conditions: string[]
}

export interface Run {
  finished: Finished
  /** The report file's text; undefined when there is none. */
  report: string | undefined
  folder: string
  /** Ids that must have run and passed; undefined when the list itself is missing. */
  expected: readonly string[] | undefined
  /** Each must have at least one test of its own. */
  components: readonly string[]
}

/**
 * What a test run proves. It passes only with exit status 0 and a report in which every expected id passed, nothing was
 * skipped, every file loaded and every component was tested. A run that was cut off, never started or ran nothing proves
 * nothing: inconclusive.
 */
export function readEvidence({ finished, report, folder, expected, components }: Run): Evidence {
  const cut = cutOff(finished)
  if (cut) return nothing(cut, finished)
  const parsed = parseReport(report)
  if (!parsed) return nothing('the test runner left no report that can be read', finished)
  const files = parsed.testResults.map((file) => ({ ...file, path: relative(folder, file.name).replaceAll('\\', '/') }))
  const tests = files.flatMap(({ path, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, path, id: idOf(path, test) })),
  )
  if (tests.length === 0 && files.every(({ status }) => status !== 'failed')) return nothing('no test ran', finished)

  const passed = tests.filter(({ status }) => status === 'passed')
  const failed = tests.filter(({ status }) => status === 'failed')
  const skipped = tests.length - passed.length - failed.length
  const unloaded = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const failures = [
    ...failed.map((test) => ({
      test: nameOf(test),
      file: test.path,
      message: short(test.failureMessages?.[0] ?? 'failed'),
    })),
    ...unloaded.map(({ path, message }) => ({
      test: path,
      file: path,
      message: short(message || 'the file could not be loaded'),
    })),
  ]
  const good = new Set(passed.map(({ id }) => id))
  for (const { id } of failed) good.delete(id)
  const problems: Problem[] = failures.map(({ test, file, message }) => ({
    code: 'tests',
    message: `${test}: ${message}`,
    where: file,
  }))
  const wanting = (message: string, where?: string) =>
    problems.push({ code: 'tests', message, ...(where ? { where } : {}) })
  for (const test of tests) {
    if (test.status !== 'passed' && test.status !== 'failed')
      wanting(`${nameOf(test)} was not run (${test.status}).`, test.path)
  }
  if (!expected) wanting('service/tests/expected.json is missing, so nobody can tell which tests there should be.')
  for (const id of expected ?? [])
    if (!good.has(id) && !failed.some((test) => test.id === id)) wanting(`The expected test did not run: ${id}`)
  for (const component of components) {
    if (!tests.some(({ path }) => path.startsWith(`components/${component}/`)))
      wanting(`${component} has no test of its own.`)
  }
  if (finished.status !== 0 && problems.length === 0)
    wanting(`The test runner ended with status ${finished.status}. ${lastLines(finished)}`)
  const counts = { passed: passed.length, failed: failed.length + unloaded.length, skipped }
  const verdict = problems.length ? 'failed' : 'passed'
  const detail = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} not run, in ${files.length} files`
  const own = (component: string) => passed.filter(({ path }) => path.startsWith(`components/${component}/`)).length
  return {
    verdict,
    detail,
    problems,
    counts,
    failures,
    components: Object.fromEntries(components.map((component) => [component, own(component)])),
    passed: [...good].sort(),
    conditions: conditionsOf(passed),
  }
}

/** A condition of the composed service is named `<operation>: <condition>`. */
function conditionsOf(passed: readonly { title: string; path: string }[]): string[] {
  const named = passed.filter(({ title, path }) => path.startsWith('service/tests/') && /^[A-Za-z]\w*: \S/.test(title))
  return [...new Set(named.map(({ title }) => title))].sort()
}

interface Named {
  ancestorTitles: readonly string[]
  title: string
}

const nameOf = ({ ancestorTitles, title }: Named) => [...ancestorTitles, title].filter(Boolean).join(' > ')
const idOf = (path: string, test: Named) => `${path} > ${nameOf(test)}`

/** Why a run proves nothing at all, or undefined when it came to its end. */
function cutOff({ status, signal, timedOut }: Finished): string | undefined {
  if (timedOut) return 'the tests did not end in time'
  if (signal) return `the test runner was ended by ${signal}`
  if (status === undefined || status === 126 || status === 127) return 'the test runner could not be started'
  // A shell between us and the runner reports a signal as 128 and its number.
  if (status > 128) return `the test runner was ended by signal ${status - 128}`
  return undefined
}

/** The report of vitest's JSON reporter; undefined when it cannot be read. */
export function parseReport(text: string | undefined) {
  try {
    return Report.parse(JSON.parse(text ?? ''))
  } catch {
    return undefined
  }
}

function nothing(detail: string, finished: Finished): Evidence {
  return notRun(detail, lastLines(finished))
}

/** Tests that have shown nothing: why, and perhaps what the runner said. */
export function notRun(detail: string, said = ''): Evidence {
  const message = `It is not known whether the tests pass: ${detail}. ${said}`.trim()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  return {
    verdict: 'inconclusive',
    detail,
    problems: [{ code: 'tests', message }],
    counts,
    failures: [],
    components: {},
    passed: [],
    conditions: [],
  }
}

/** The end of what the runner said, without colours, rules and the places inside packages. */
function lastLines({ stdout, stderr }: Finished): string {
  const text = (stderr.trim() || stdout.trim()).replace(colour, '')
  const said = text.split('\n').filter((line) => /\w/.test(line) && !/node_modules|node:internal/.test(line))
  return said.slice(-8).join('\n').slice(-1500)
}

const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** The message itself, and the first place that is not inside a package. */
function short(message: string): string {
  const lines = message.replace(colour, '').split('\n')
  const first = lines.findIndex((line) => /^\s+at /.test(line))
  const said = (first === -1 ? lines : lines.slice(0, first)).slice(0, 12).join('\n')
  const place = lines
    .slice(Math.max(0, first))
    .find((line) => /^\s+at /.test(line) && !line.includes('node_modules') && !line.includes('node:'))
  return (place ? `${said}\n${place}` : said).slice(0, 2000)
}
