import { describe, expect, test } from 'vitest'
import { Receipt, type Verification } from '../../src/schema.ts'
import { codeLines } from '../../src/verification/code-lines.ts'
import { readEvidence } from '../../src/verification/evidence.ts'
import { receiptBytes, receiptOf } from '../../src/verification/receipt.ts'
import { executedOf, measureReuse } from '../../src/verification/reuse.ts'
import { readTypeCheck } from '../../src/verification/type-check.ts'
import { filesOf, tiny } from './sets.ts'

const ended = {
  status: 0 as number | undefined,
  signal: undefined as string | undefined,
  timedOut: false,
  stdout: '',
  stderr: '',
}
type Row = [title: string, status: string, ...above: string[]]

/** The evidence of a report with these tests by file. */
function evidence(
  files: Record<string, Row[] | string>,
  finished: Partial<typeof ended> = {},
  expected = ['service/tests/contract.test.ts > a: b'],
) {
  const testResults = Object.entries(files).map(([path, rows]) => ({
    name: `/staged/${path}`,
    status: typeof rows === 'string' || rows.some(([, status]) => status === 'failed') ? 'failed' : 'passed',
    message: typeof rows === 'string' ? rows : '',
    assertionResults: (typeof rows === 'string' ? [] : rows).map(([title, status, ...ancestorTitles]) => ({
      ...{ title, status, ancestorTitles },
      failureMessages:
        status === 'failed' ? ['Error: no\n    at x (/staged/a.ts:1:1)\n    at y (/node_modules/z)'] : [],
    })),
  }))
  const report = JSON.stringify({ testResults })
  return readEvidence({ finished: { ...ended, ...finished }, report, folder: '/staged', expected, components: ['one'] })
}

const good: Record<string, Row[]> = {
  'service/tests/contract.test.ts': [
    ['a: b', 'passed'],
    ['plain', 'passed'],
  ],
  'components/one/tests/x.test.ts': [
    ['c: d', 'passed'],
    ['a: b', 'passed', 'group'],
    ['words', 'passed'],
  ],
}

test('all expected passed, none skipped, each component tested: a pass', () => {
  expect(evidence(good)).toMatchObject({
    verdict: 'passed',
    counts: { passed: 5, failed: 0, skipped: 0 },
    problems: [],
  })
  expect(evidence(good).conditions).toEqual(['a: b'])
  expect(evidence(good).passed).toContain('components/one/tests/x.test.ts > group > a: b')
})

describe('failed', () => {
  test.each<[string, Record<string, Row[] | string>, Partial<typeof ended>, RegExp]>([
    ['a failing test', { ...good, 'x.test.ts': [['bad', 'failed']] }, { status: 1 }, /bad: Error: no\n {4}at x/],
    ['a skipped test', { ...good, 'x.test.ts': [['later', 'skipped']] }, {}, /later was not run \(skipped\)/],
    ['a todo', { ...good, 'x.test.ts': [['later', 'todo']] }, {}, /not run \(todo\)/],
    [
      'an expected test that did not run',
      { ...good, 'service/tests/contract.test.ts': [['plain', 'passed']] },
      {},
      /did not run: .*a: b/,
    ],
    [
      'a file that does not load',
      { ...good, 'x.test.ts': 'Cannot find module' },
      { status: 1 },
      /x\.test\.ts: Cannot find module/,
    ],
    [
      'a component without tests',
      { 'service/tests/contract.test.ts': good['service/tests/contract.test.ts']! },
      {},
      /one has no test/,
    ],
    ['an error outside of tests', good, { status: 1, stderr: 'Unhandled Rejection' }, /status 1. Unhandled Rejection/],
    [
      'the same name passed and failed',
      {
        ...good,
        'service/tests/contract.test.ts': [
          ['a: b', 'passed'],
          ['a: b', 'failed'],
        ],
      },
      { status: 1 },
      /a: b/,
    ],
  ])('%s', (_, files, finished, message) => {
    const found = evidence(files, finished)
    expect(found.verdict).toBe('failed')
    expect(found.problems.map((problem) => problem.message).join('\n')).toMatch(message)
  })

  test('no list of expected tests', () => {
    const { verdict } = readEvidence({
      finished: ended,
      report: JSON.stringify({ testResults: [] }),
      folder: '/',
      expected: undefined,
      components: [],
    })
    expect(verdict).toBe('inconclusive')
  })
})

describe('inconclusive', () => {
  test.each<[string, Partial<typeof ended>]>([
    ['a signal', { status: undefined, signal: 'SIGKILL' }],
    ['a signal told by a shell', { status: 137 }],
    ['the time limit', { status: undefined, timedOut: true }],
    ['not executable', { status: 126 }],
    ['not found', { status: 127 }],
    ['no status', { status: undefined }],
  ])('%s', (_, finished) => expect(evidence(good, finished).verdict).toBe('inconclusive'))

  test('zero tests', () => expect(evidence({}).verdict).toBe('inconclusive'))
  test.each([undefined, '', '{', '[]', '{"testResults":[{}]}'])('the report %j', (report) => {
    expect(readEvidence({ finished: ended, report, folder: '/', expected: [], components: [] }).verdict).toBe(
      'inconclusive',
    )
  })
})

describe('type check', () => {
  test('errors with and without a place', () => {
    const stdout = 'service/src/a.ts(3,7): error TS2322: No.\n  more\nerror TS5058: No tsconfig.'
    const check = readTypeCheck({ ...ended, status: 2, stdout })
    expect(check).toMatchObject({
      verdict: 'failed',
      problems: [{ where: 'service/src/a.ts:3', message: 'No. (TS2322)' }, { message: 'TS5058: No tsconfig.' }],
    })
  })
  test('a compiler that did not run is inconclusive', () => {
    expect(readTypeCheck({ ...ended, status: 127, stderr: 'not found' }).verdict).toBe('inconclusive')
    expect(readTypeCheck({ ...ended, status: undefined, signal: 'SIGSEGV' }).verdict).toBe('inconclusive')
  })
})

describe('reuse', () => {
  test.each([
    ['const a = 1', 1],
    ['// no\n\n/* no\n no */ const a = 1 // yes', 1],
    ["const a = '// yes'", 1],
    ['const a = `\n// inside\n`', 2],
    ['const r = /[/*]/\n// no', 1],
    ['const half = a / b / c', 1],
    ['const t = `a $' + '{f(`b $' + '{c}`)} d` // no\nx', 2],
  ])('%j has %i lines of code', (source, lines) => expect(codeLines(source, { types: true })).toHaveLength(lines))

  test('types are no lines that run', () => {
    const source =
      "import type { A } from 'a'\nexport interface B {\n  c: string\n}\ntype D =\n  | 'e'\n  | { f: () => void }\nexport const g = 1\n"
    expect(codeLines(source, { types: false })).toHaveLength(1)
    expect(codeLines(source, { types: true })).toHaveLength(8)
  })

  test('ranges nest: what did not run is taken away, what ran inside it is put back', () => {
    const range = (startOffset: number, endOffset: number, count: number) => ({ startOffset, endOffset, count })
    const executed = executedOf(10, [{ ranges: [range(0, 10, 1), range(2, 8, 0)] }, { ranges: [range(4, 6, 3)] }])
    expect([...executed].join('')).toBe('1100110011')
  })

  test('only lines of components that ran count, in any process; every line of the service counts', () => {
    const source = 'export function a() {\n  return 1\n}\nexport function b() {\n  return 2\n}\n'
    const files = filesOf({
      'components/x/src/i.ts': source,
      'components/x/tests/t.ts': source,
      'service/src/s.ts': '// no\nconst a = 1\nconst b = 2\n',
    })
    const url = 'file:///staged/components/x/src/i.ts'
    const cover = (skip: [number, number]) => ({
      result: [
        {
          url,
          functions: [
            {
              ranges: [
                { startOffset: 0, endOffset: source.length, count: 1 },
                { startOffset: skip[0], endOffset: skip[1], count: 0 },
              ],
            },
          ],
        },
      ],
    })
    const b = source.indexOf('function b')
    const one = cover([b, source.length - 1])
    expect(measureReuse(files, '/staged', [one])).toEqual({ componentLines: 4, serviceLines: 2, ratio: 0.667 })
    const other = cover([source.indexOf('function a'), source.indexOf('}') + 1])
    expect(measureReuse(files, '/staged', [one, other])).toEqual({ componentLines: 6, serviceLines: 2, ratio: 0.75 })
    expect(measureReuse(files, '/elsewhere', [one])).toMatchObject({ componentLines: 0 })
    expect(measureReuse(files, '/staged', [])).toBeUndefined()
  })
})

test('the receipt is an in-toto statement over every file, and the same whatever the order and the time it took', () => {
  const verification: Verification = {
    version: 1,
    ...{
      verdict: 'verified',
      sandbox: 'isolated',
      tests: { passed: 2, failed: 0, skipped: 0 },
      passed: ['a', 'b'],
      conditions: ['a: b'],
      failures: [],
    },
    checks: [
      { id: 'tests', level: 'composition', verdict: 'passed', detail: 'd', problems: [] },
      { id: 'lock', level: 'static', verdict: 'passed', detail: 'd', problems: [] },
    ],
    reuse: { componentLines: 8, serviceLines: 2, ratio: 0.8 },
    milliseconds: { tests: 1 },
  }
  const receipt = receiptOf({}, tiny(), verification, ['b', 'a'])
  const slower = { ...verification, checks: [...verification.checks].reverse(), milliseconds: { tests: 999 } }
  expect(receiptBytes(receiptOf({}, new Map([...tiny()].reverse()), slower, ['a', 'b']))).toEqual(receiptBytes(receipt))
  expect(Receipt.parse(JSON.parse(receiptBytes(receipt).toString()))).toEqual(receipt)
  expect(receipt.subject.map(({ name }) => name)).toEqual([...tiny().keys()].sort())
  expect(receipt.predicate).toMatchObject({
    result: 'PASSED',
    passedTests: ['a', 'b'],
    compose: { reuse: { ratio: 0.8 } },
  })
})
