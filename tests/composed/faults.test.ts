import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Composition, type FileSet, stepsOf } from '../../src/schema.ts'
import type { Staged } from '../../src/steps/stage.ts'
import { type KeptPlace, keepPlace } from '../support/kept-place.ts'
import { compositionOf, filesOf, rowsOf } from '../support/plan.ts'
import { type Fault, seed, typeErrorsWith } from '../support/seeded.ts'
import { change, changeTo, runServiceTests, stageFiles } from '../support/staged.ts'

// One place for all faults: each starts the service alone anew. What the faults before left in it is no fault, as the last
// test shows.

const goal = 'triage referrals, high priority if there is a risk of harm, answer within 2 working days, text people'
let composition: Composition
let files: FileSet
let staged: Staged
let place: KeptPlace

beforeAll(async () => {
  composition = await compositionOf(goal)
  files = await filesOf(composition)
  staged = await stageFiles(files, 'faults')
  place = await keepPlace(staged.folder)
})
afterAll(async () => {
  await place?.stop()
  await staged?.dispose()
})

/** Who may what is read when a place starts, so that a fault in it needs another. */
type Seeded = Fault & { alone?: true }

/** Seeded faults in the glue. Each still type-checks, so only a test can catch it. */
const faults: Seeded[] = [
  {
    name: 'the wrong field is wired',
    file: 'workflow.ts',
    from: 'subject: record.subjectName',
    to: 'subject: record.applicantName',
    caughtBy: /about-the-right-person|subject is/,
  },
  {
    name: 'a step is skipped',
    file: 'workflow.ts',
    from: /^.*step\('finish'.*\n/m,
    to: '',
    caughtBy: /outcome-told/,
  },
  {
    name: 'the event is not published',
    file: 'workflow.ts',
    from: /\(key\) => announce\(.*\)\)$/m,
    to: '(key) => Promise.resolve(void [announce, key]))',
    caughtBy: /receipt-on-record/,
  },
  {
    name: 'a retry goes without its key',
    file: 'workflow.ts',
    from: /(step\('acknowledge'.*), \{ key \}\)\)/,
    to: '$1, { key: `${key}${Math.random()}` }))',
    caughtBy: /answer lost|SIGKILL/,
  },
  {
    name: 'the rule is turned round',
    file: 'rules.ts',
    from: 'riskOfHarm === true',
    to: 'riskOfHarm === false',
    caughtBy: /risk of harm|standard/,
  },
  {
    name: 'the level of an operation is lowered',
    file: '../contracts/openapi.yaml',
    from: /(operationId: endAttention\n[\s\S]*?- )attention:end/,
    to: '$1attention:work',
    caughtBy: /endAttention: caseworker may not/,
  },
  {
    name: 'what staff may is open to anyone',
    file: '../contracts/openapi.yaml',
    from: /(operationId: listAttention\n[\s\S]*?- )attention:work/,
    to: '$1own:record',
    caughtBy: /listAttention: resident may not/,
  },
  {
    name: 'what is for people is open to programs',
    file: '../contracts/openapi.yaml',
    from: /(operationId: submit\n[\s\S]*?- )own:record/,
    to: '$1cases:read',
    caughtBy: /submit: /,
  },
  {
    name: 'who works here may one thing more',
    file: '../rights.json',
    from: /("caseworker": \{[\s\S]*?"may": \[)/,
    to: '$1"attention:end", "accounts:manage", ',
    caughtBy: /endAttention: caseworker may not|whoever manages accounts/,
    alone: true,
  },
  {
    name: "another person's submission is shown",
    file: 'api.ts',
    from: '(record) => record.applicantId === principal?.subject',
    to: '(record) => Boolean(record) || principal === undefined',
    caughtBy: /another person's submission/,
  },
  {
    name: 'the response target is another',
    file: 'rules.ts',
    from: 'amount: 2',
    to: 'amount: 20',
    caughtBy: /respondwithin-2-working-days/,
  },
  {
    name: 'the closing event is not passed on',
    file: 'service.ts',
    from: /await begin\(tx, (.*)\)$/gm,
    to: 'void [begin, $1]',
    caughtBy: /outcome-told/,
  },
  {
    name: 'staff act with the rights of the service',
    file: '../../kit/src/desk/handlers.ts',
    from: '{ token: principal.token, ...(key',
    to: '{ ...(key',
    caughtBy: /in the name of|may not/,
  },
  {
    name: 'the wrong text is sent',
    file: 'workflow.ts',
    from: /(step\('tell-outcome'.*)texts\.outcomeBody\(.*?\}\)/,
    to: '$1texts.acknowledgementBody({ reference: record.reference, openCaseDueAt: readDecision.dueAt })',
    caughtBy: /outcome-told/,
  },
  {
    name: 'a condition of a phase is turned round',
    file: 'workflow.ts',
    from: /priority === 'urgent'\) await step\('tell-duty'/,
    to: "priority !== 'urgent') await step('tell-duty'",
    caughtBy: /tell-duty: is/,
  },
  {
    name: 'an undo is left out',
    file: 'workflow.ts',
    from: "if (done('acknowledge')) await step",
    to: "if (!db && done('acknowledge')) await step",
    caughtBy: /what was done is undone|what was not done/,
  },
  {
    name: 'what was done first is undone first',
    file: 'workflow.ts',
    from: /^(.*step\('undo-tell-duty'.*\n)(.*step\('undo-acknowledge'.*\n)/m,
    to: '$2$1',
    caughtBy: /what was done is undone/,
  },
  {
    name: 'what was not done is undone',
    file: 'workflow.ts',
    from: "if (done('tell-duty'))",
    to: "if (done('acknowledge'))",
    caughtBy: /what was not done is not undone/,
  },
  {
    name: 'an undo is done again each time',
    file: 'workflow.ts',
    from: /(step\('undo-acknowledge', .*, \{ key \}\))\)$/m,
    to: '$1, Math.random())',
    caughtBy: /what was done is undone/,
  },
  {
    name: 'a todo is shown too early',
    file: 'own.ts',
    from: 'if: { question: { given: true } }',
    to: 'if: {}',
    caughtBy: /waits while .* says so/,
  },
  {
    name: 'anybody can track a case',
    file: 'pages.ts',
    from: 'record && sameContact(',
    to: 'record && !sameContact(',
    caughtBy: /journey: from the start page/,
  },
]

test('each of them type-checks', async () => {
  expect(await typeErrorsWith(faults, files)).toBe('')
})

test.each(faults)('caught: $name', async (fault) => {
  const undo = await seed(staged.folder, fault)
  try {
    const how = { patience: 3, only: fault.caughtBy }
    const { failed } = await (fault.alone ? runServiceTests(staged, how) : place.run(how))
    expect(failed).not.toEqual([])
  } finally {
    await undo()
  }
})

/** Faults in composition.yaml; the folder is generated from it again, its scenarios are as they were. */
const settled: { name: string; edit(composition: Composition): Composition; caughtBy: RegExp }[] = [
  {
    name: 'two sources of one type are swapped',
    edit: (given) => {
      const step = stepsOf(given).find((one) => one.id === 'open-case')!
      step.inputs.subject = 'record.applicantName'
      return given
    },
    caughtBy: /about-the-right-person/,
  },
  {
    name: 'a step is dropped',
    edit: (given) => ({
      ...given,
      phases: { ...given.phases, receive: given.phases.receive!.filter((step) => step.id !== 'acknowledge') },
    }),
    caughtBy: /acknowledged-once|told-by-text/,
  },
  {
    name: 'a rule is inverted',
    edit: (given) => {
      for (const row of rowsOf(given, 'priority'))
        if (row.when.immediateDanger !== undefined) row.when.immediateDanger = false
      return given
    },
    caughtBy: /danger-is-urgent|standard|high/,
  },
]

test.each(settled)('caught in composition.yaml: $name', async ({ edit, caughtBy }) => {
  const undo = await changeTo(staged.folder, files, await filesOf(edit(structuredClone(composition))))
  try {
    const { failed } = await place.run({ patience: 3, only: caughtBy })
    expect(failed).not.toEqual([])
  } finally {
    await undo()
  }
})

// All tests of the service, of which these are some, pass where a delivered folder runs them.
test('where nothing is changed, whatever catches a fault passes', async () => {
  const catches = [...faults, ...settled].map(({ caughtBy }) => caughtBy.source).join('|')
  const undo = await change(
    staged.folder,
    'service/src/workflow.ts',
    'let db: Database',
    'let db: Database // the same',
  )
  const { passed, failed } = await place.run({ patience: 20, only: new RegExp(catches) })
  await undo()
  expect(failed).toEqual([])
  for (const { name, caughtBy } of [...faults, ...settled])
    expect(
      passed.filter((one) => caughtBy.test(one)),
      name,
    ).not.toEqual([])
})
