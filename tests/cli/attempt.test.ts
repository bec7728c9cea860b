import { expect, test } from 'vitest'
import * as z from 'zod'
import { ComposeError } from '../../src/errors.ts'
import { attempt } from '../../src/operations/attempt.ts'
import { type Context, defineOperation } from '../../src/operations/operation.ts'
import { Report } from '../../src/schema.ts'

const done: Report = { version: 1, command: 'x', verdict: 'done', problems: [] }

function operation(run: (context: Context) => Promise<Report>) {
  return defineOperation({
    name: 'try',
    title: 'Try',
    description: 'For tests.',
    examples: [],
    positional: [],
    input: z.strictObject({ timeout: z.number().default(60) }),
    output: Report,
    hints: { readOnly: true, destructive: false },
    run: (_input, context) => run(context),
  })
}

function context(signal: AbortSignal = new AbortController().signal): Context {
  return { cwd: '/', env: {}, signal, emit: () => undefined, reach: async (path) => path, nameOf: (field) => field }
}

const until = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut short'))))

test('a good report is exit 0, with the durations of its steps', async () => {
  const row = operation(async ({ emit }) => {
    emit({ type: 'step-finished', step: 'verify', milliseconds: 5 })
    emit({ type: 'step-finished', step: 'verify', milliseconds: 6 })
    return done
  })
  expect(await attempt(row, {}, context())).toEqual({
    status: 0,
    report: { ...done, command: 'try', durations: { verify: 11 } },
  })
})

test.each([
  ['failed', [], 1],
  ['inconclusive', [{ code: 'some-check', message: 'no' }], 1],
  ['refused', [{ code: 'environment', message: 'no' }], 3],
  ['verified', [], 0],
] as const)('a report that is %s is exit %s', async (verdict, problems, status) => {
  const row = operation(async () => ({ ...done, verdict, problems: [...problems] }))
  expect((await attempt(row, {}, context())).status).toBe(status)
})

test('the time limit ends the work: exit 7, whatever the work throws', async () => {
  const { status, report } = await attempt(
    operation(({ signal }) => until(signal)),
    { timeout: 0.05 },
    context(),
  )
  expect(status).toBe(7)
  expect(report).toMatchObject({ verdict: 'inconclusive', problems: [{ code: 'time-limit' }] })
})

test('an interruption counts, even when the work came back with a verdict of its own', async () => {
  const ending = new AbortController()
  const row = operation(async () => {
    ending.abort(new ComposeError('interrupted', 'Interrupted.'))
    return { ...done, verdict: 'inconclusive' }
  })
  expect((await attempt(row, {}, context(ending.signal))).status).toBe(130)
})

test('what nobody foresaw is our bug: exit 70, and it asks for a report', async () => {
  const row = operation(async () => {
    throw new TypeError('x is not a function')
  })
  const { status, report, error } = await attempt(row, {}, context())
  expect(status).toBe(70)
  expect(report.problems[0]?.suggestion).toContain('Please report')
  expect(error?.cause).toBeInstanceOf(TypeError)
})

test('unknown inputs are named', async () => {
  const { status, report } = await attempt(
    operation(async () => done),
    { colour: 'red' },
    context(),
  )
  expect(status).toBe(2)
  expect(report.problems[0]).toMatchObject({ code: 'bad-option', message: 'try takes no colour.', where: 'colour' })
})
