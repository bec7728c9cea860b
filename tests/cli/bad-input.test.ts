import { describe, expect, test } from 'vitest'
import { Report } from '../../src/schema.ts'
import { compose, inProcess } from './run.ts'

const long = 'a case triage service '.repeat(5000).slice(0, 100_000)

/** What a person types wrongly → exit status, stable code, and what the advice must hold. */
const table: [name: string, args: string[], status: number, code: string, advice: RegExp][] = [
  ['nothing at all', [], 2, 'goal-empty', /compose "case triage service"/],
  ['an empty goal', [''], 2, 'goal-empty', /compose "case triage service"/],
  ['a goal of blanks', ['plan', ' \t '], 2, 'goal-empty', /compose "case triage service"/],
  ['a goal of 100 kB', [long], 2, 'goal-too-long', /few sentences/],
  ['a goal that no pattern fits', ['make me a sandwich'], 5, 'no-pattern', /triage/],
  ['a goal without quotes', ['case', 'triage', 'service'], 2, 'bad-option', /compose "case triage service"/],
  ['a mistyped command', ['verfy'], 2, 'bad-option', /Did you mean compose verify\?/],
  ['a mistyped command with more', ['catlog', 'list'], 2, 'bad-option', /Did you mean compose catalog list\?/],
  ['a mistyped subcommand', ['catalog', 'serch'], 2, 'bad-option', /Did you mean search\?/],
  ['a group without its command', ['catalog'], 2, 'bad-option', /catalog --help/],
  ['an unknown flag', ['plan', 'case triage', '--jsn'], 2, 'bad-option', /Did you mean --json\?/],
  ['a flag of another command', ['plan', 'case triage', '--dry-run'], 2, 'bad-option', /plan --help/],
  ['a flag without its value', ['plan', 'case triage', '--out'], 2, 'bad-option', /plan --help/],
  ['one argument too many', ['catalog', 'lint', 'x'], 2, 'bad-option', /catalog lint --help/],
  ['a missing argument', ['catalog', 'show'], 2, 'bad-option', /catalog list/],
  ['a time limit that is no number', ['plan', 'case triage', '--timeout', 'soon'], 2, 'bad-option', /--help/],
  ['a time limit below zero', ['plan', 'case triage', '--timeout', '-5'], 2, 'bad-option', /Seconds/],
  ['a time limit of nothing', ['plan', 'case triage', '--timeout', ''], 2, 'bad-option', /--help/],
  ['an unknown brain', ['plan', 'case triage', '--brain', 'gpt'], 2, 'bad-option', /builtin/],
  ['a model without an endpoint', ['plan', 'case triage', '--brain', 'model'], 3, 'environment', /OPENAI_BASE_URL/],
  [
    'a replay without recordings',
    ['plan', 'case triage', '--brain', 'model', '--calls', 'replay'],
    2,
    'bad-option',
    /--recordings/,
  ],
  ['a run that is not there', ['resume', 'nonsense'], 2, 'unknown-name', /Start one|can be resumed/],
  ['--use without a component', ['plan', 'case triage', '--use', 'audit'], 2, 'bad-option', /--help/],
  ['--use twice for one', ['plan', 'case triage', '--use', 'audit=a', '--use', 'audit=b'], 2, 'bad-option', /--help/],
  [
    '--use of an unknown capability',
    ['plan', 'case triage', '--use', 'foo=bar'],
    2,
    'unknown-name',
    /Known capabilities: .*audit/,
  ],
  [
    '--use of an unknown component',
    ['plan', 'case triage', '--use', 'audit=nope'],
    2,
    'unknown-name',
    /audit-embedded/,
  ],
  [
    '--without an unknown capability',
    ['plan', 'case triage', '--without', 'adress'],
    2,
    'unknown-name',
    /address-lookup/,
  ],
  [
    '--without a needed capability',
    ['plan', 'case triage', '--without', 'case-management'],
    5,
    'no-composition',
    /--without/,
  ],
  ['no catalogue there', ['plan', 'case triage', '--catalog', '/no-such-folder'], 3, 'catalog-invalid', /--catalog/],
  ['an unknown entry', ['catalog', 'show', 'adit'], 2, 'unknown-name', /Did you mean audit\?/],
  ['an unknown agent', ['agents', 'show', 'plannr'], 2, 'unknown-name', /Did you mean planner\?/],
  ['a plan that is not there', ['apply', '/no-such-folder.yaml'], 2, 'bad-file', /compose plan/],
  ['a folder without a service', ['up', '/usr'], 3, 'folder-not-ours', /compose up/],
  ['a port that is none', ['up', '/usr', '--port', '70000'], 2, 'bad-option', /Port/],
]

describe.each(table)('%s', (_name, args, status, code, advice) => {
  test('exit status, message and advice on stderr; nothing on stdout', async () => {
    const ran = await inProcess(args)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(`[${code}]`)
    expect(ran.stderr).toMatch(advice)
    expect(ran.stderr).not.toMatch(/\n\s+at /)
    expect(ran.status).toBe(status)
  })

  test('the same as one document', async () => {
    const { stdout, status: exit, stderr } = await inProcess([...args, '--json'])
    const report = Report.parse(JSON.parse(stdout))
    expect(exit).toBe(status)
    expect(report.verdict).toBe('refused')
    expect(report.problems[0]).toMatchObject({ code, suggestion: expect.stringMatching(advice) })
    for (const line of stderr.split('\n').filter(Boolean)) expect(JSON.parse(line)).toHaveProperty('type')
  })
})

test.each(table.filter(([name]) => /mistyped command$|no pattern fits|endpoint|folder without/.test(name)))(
  'a process of its own ends with the same status: %s',
  async (_name, args, status, code) => {
    const ran = await compose(args)
    expect(ran.stderr).toContain(`[${code}]`)
    expect(ran.status).toBe(status)
  },
)

test('COMPOSE_BRAIN asks for the model too, and says so', async () => {
  const { status, stderr } = await inProcess(['plan', 'case triage'], { env: { COMPOSE_BRAIN: 'model' } })
  expect(stderr).toContain('needs an endpoint')
  expect(status).toBe(3)
})

test('an endpoint without the name of a model, or with an address that is none, is refused before anything is asked', async () => {
  const ask = (env: Record<string, string>) => inProcess(['plan', 'case triage', '--brain', 'model'], { env })
  const [nameless, placeless] = await Promise.all([
    ask({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }),
    ask({ OPENAI_BASE_URL: 'file:///etc/passwd', COMPOSE_MODEL: 'm' }),
  ])
  expect(nameless.stderr).toMatch(/--model NAME/)
  expect(placeless.stderr).toMatch(/no http address/)
  expect([nameless.status, placeless.status]).toEqual([3, 3])
})

test.concurrent.each([
  ['a command', (text: string) => [`verfy${text}`, 'more']],
  ['a flag', (text: string) => ['plan', 'case triage', `--${text}`]],
  ['a capability', (text: string) => ['plan', 'case triage', '--use', `${text}=${text}`]],
  ['an entry', (text: string) => ['catalog', 'show', text]],
  ['a plan', (text: string) => ['apply', `{"${text}": ["${text}"]}`]],
  ['a folder', (text: string) => ['case triage', '--out', text, '--dry-run']],
])('what was typed without end comes back cut: %s', async (_what, args) => {
  const { status, stderr } = await compose(args('x'.repeat(40_000)))
  expect(status).toBeGreaterThan(0)
  expect(stderr).toContain('characters left out')
  expect(stderr.length).toBeLessThan(5000)
})
