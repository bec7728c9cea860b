import { expect, test } from 'vitest'
import { unreadProblems } from '../../../src/steps/unread.ts'
import { catalog, planOf } from '../../support/plan.ts'
import { readingOf, Talking, talkAbout } from '../../support/talk.ts'

const lossy = 'triage referrals, text people, never email the landlord'

test('a conversation begins with a reading of the goal', () => {
  const talking = new Talking(lossy)
  expect(talking.last).toEqual({ do: 'read', goal: { sentence: lossy, answers: {} } })
  expect(talking.screen).toContain('The goal is read …')
})

test('a clause that is lost waits: nobody goes on to the plan before', async () => {
  const talking = await talkAbout(lossy)
  talking.press('end', 'enter')
  expect(talking.talk.screen).toBe('understood')
  expect(talking.screen).toContain('still waits for you')
})

test('a clause that is left is accepted in the plan that is made, and only that one', async () => {
  const sentence = `${lossy}, purple, residents can appeal within 28 days`
  const talking = await talkAbout(sentence)
  talking.press('down', 'down', 'enter')
  expect(talking.screen).toMatch(/settled .*\n +the landlord/)
  talking.press('end', 'enter')
  expect(talking.talk.screen).toBe('understood')
  talking.press('down', 'down', 'enter').press('enter')
  expect(talking.talk.screen).toBe('plan')
  const wish = talking.last
  expect(wish?.do === 'preview' && wish.plan.unread).toEqual([
    { kind: 'negation', words: 'never email the landlord', accepted: true },
    { kind: 'note', words: 'purple' },
    { kind: 'time', words: 'residents can appeal within 28 days', accepted: true },
  ])
})

test.each<[string, string[], string]>([
  [
    'said in other words',
    ['enter', 'ctrl-u', ':keep it short', 'enter'],
    'triage referrals, text people, keep it short',
  ],
  ['taken out', ['down', 'enter'], 'triage referrals, text people'],
  ['taken out when the whole goal is said anew', ['w', 'ctrl-u', ':case triage', 'enter'], 'case triage'],
])('a clause is %s, and the goal is read again', async (_how, keys, sentence) => {
  const talking = await talkAbout(lossy)
  talking.press(...keys)
  expect(talking.last).toEqual({ do: 'read', goal: { sentence, answers: {} } })
  expect(talking.talk.reading).toBe(true)
  talking.act({ type: 'read', read: await readingOf(sentence) })
  expect(talking.talk.reading).toBe(false)
})

test('an open question is answered in words, which become part of the goal', async () => {
  const talking = await talkAbout('pay a penalty notice')
  expect(talking.screen).toContain('What is the fee?')
  talking.press('enter', ':£', '5', ':0', 'enter')
  const sentence = 'pay a penalty notice, £50'
  expect(talking.last).toEqual({ do: 'read', goal: { sentence, answers: {} } })
  talking.act({ type: 'read', read: await readingOf(sentence) })
  expect(talking.screen).toMatch(/amount +£50.00/)
  talking.press('enter')
  expect(talking.talk.screen).toBe('plan')
})

test('whoever has answered and is asked the same again hears so', async () => {
  const talking = await talkAbout('pay a penalty notice')
  talking.press('enter', ':soon', 'enter').act({ type: 'read', read: await readingOf('pay a penalty notice, soon') })
  expect(talking.screen).toContain('the question is still open')
})

test('a choice of an open question is its answer', async () => {
  const read = await readingOf('case triage', (plan) => ({
    ...plan,
    openQuestions: [{ id: 'open-case.subject', question: 'Which one?', options: ['the one', 'the other'] }],
  }))
  const talking = new Talking('case triage').act({ type: 'read', read }).press('down', 'enter')
  expect(talking.last).toEqual({
    do: 'read',
    goal: { sentence: 'case triage', answers: { 'open-case.subject': 'the other' } },
  })
})

test('a question with a default does not wait', async () => {
  const read = await readingOf('case triage', (plan) => ({
    ...plan,
    openQuestions: [{ id: 'a.b', question: 'Which one?', options: ['one', 'two'], default: 'one' }],
  }))
  const talking = new Talking('case triage').act({ type: 'read', read }).press('enter')
  expect(talking.talk.screen).toBe('plan')
})

test('a goal that nothing fits is said in other words, or left', () => {
  const problems = [{ code: 'no-pattern', message: 'No pattern fits.', suggestion: 'Say it so.' }]
  const talking = new Talking('sandwiches').act({ type: 'read', read: { problems } })
  expect(talking.screen).toMatch(/No pattern fits\.[\s\S]*Say it so\./)
  talking.press('enter', ':!', 'enter')
  expect(talking.last).toMatchObject({ do: 'read', goal: { sentence: 'sandwiches!' } })
})

/** On the plan, looked through. */
async function atPlan(sentence = 'case triage service'): Promise<Talking> {
  const talking = await talkAbout(sentence)
  return talking
    .press('enter')
    .act({ type: 'previewed', preview: { texts: { greeting: 'Dear {name}' }, problems: [] } })
}

test('nothing is made before Enter, and Enter makes what is shown', async () => {
  const talking = await atPlan()
  expect(talking.wishes.map((wish) => wish.do)).toEqual(['read', 'preview'])
  talking.press('tab', 'down', 'page-down', '?', 'x', 'b').press('enter')
  expect(talking.wishes.some((wish) => wish.do === 'make')).toBe(false)
  talking.act({ type: 'previewed', preview: { texts: {}, problems: [] } }).press('enter')
  expect(talking.last).toMatchObject({ do: 'make', approved: false, plan: { intent: { name: 'case-triage' } } })
  expect(talking.talk.screen).toBe('run')
})

test('nothing is made while the plan is looked through, nor where it leads nowhere', async () => {
  const talking = (await talkAbout('case triage service')).press('enter', 'enter')
  expect(talking.screen).toContain('still looked through')
  const problems = [{ code: 'bad-file', message: 'steps.x: there is no y', where: 'composition.yaml#steps.x' }]
  talking.act({ type: 'previewed', preview: { texts: {}, problems } }).press('enter')
  expect(talking.screen).toMatch(/composition\.yaml#steps\.x +steps\.x: there is no y/)
  expect(talking.talk.screen).toBe('plan')
})

test('what the policy wants approved is asked for, and only y approves', async () => {
  const read = await readingOf('case triage service', (plan) => ({
    ...plan,
    verdicts: [{ rule: 'approvalFor', verdict: 'needs-approval', detail: 'audit-embedded hold such data' }],
  }))
  const talking = new Talking('case triage service').act({ type: 'read', read }).press('enter')
  talking.act({ type: 'previewed', preview: { texts: {}, problems: [] } }).press('enter')
  expect(talking.screen).toContain('audit-embedded hold such data')
  for (const key of ['enter', 'n', 'escape']) {
    talking.press(key)
    expect(talking.talk).toMatchObject({ screen: 'plan', approving: false })
    talking.press('enter')
  }
  talking.press('y')
  expect(talking.last).toMatchObject({ do: 'make', approved: true })
})

test('every part of the plan has its page, forwards and backwards', async () => {
  const talking = await atPlan()
  const seen = ['Goal', 'Parts', 'Questions', 'Rules and times', 'Texts', 'Inputs', 'Policy']
  const words = ['goal ', 'Parts (', 'Questions of the form', 'Rule priority', 'Dear {name}', 'supplied', 'residency']
  for (const [index, name] of seen.entries()) {
    expect(talking.screen).toContain(`[${name}]`)
    expect(
      talking.screen.includes(words[index]!) ||
        (name === 'Rules and times' && talking.press('end').screen.includes(words[index]!)),
    ).toBe(true)
    talking.press('tab')
  }
  expect(talking.screen).toContain('[Goal]')
  expect(talking.press('back-tab').screen).toContain('[Policy]')
})

test('a long page moves by lines and by windows, and stops at its ends', async () => {
  const talking = await atPlan()
  talking.press('tab', 'tab', 'tab', 'tab', 'tab')
  const first = () => /Lines (\d+) to (\d+) of (\d+)/.exec(talking.screen)?.slice(1).map(Number)
  const [, height, all] = first()!
  talking.press('up')
  expect(first()).toEqual([1, height, all])
  talking.press('down', 'down')
  expect(first()).toEqual([3, height! + 2, all])
  talking.press('page-down', 'page-up', 'end', 'page-down')
  expect(first()).toEqual([all! - height! + 1, all, all])
  talking.press('home')
  expect(first()).toEqual([1, height, all])
})

test('the editor gets the plan; what it saves counts once it is right, and what is wrong is shown with its place', async () => {
  const talking = await atPlan()
  const { plan } = talking.talk.read!
  talking.press('e')
  expect(talking.last).toEqual({ do: 'edit', plan, draft: undefined })
  const problems = [{ code: 'bad-file', message: 'plan.yaml: record: Invalid input', where: 'plan.yaml#record' }]
  talking.act({ type: 'not-edited', notice: '', draft: { text: 'record: 1', problems } })
  expect(talking.screen).toMatch(/no plan yet[\s\S]*plan\.yaml#record +plan\.yaml: record: Invalid input/)
  talking.press('enter')
  expect(talking.talk.screen).toBe('plan')
  talking.press('e')
  expect(talking.last).toEqual({ do: 'edit', plan, draft: 'record: 1' })
  const renamed = { ...plan!, intent: { ...plan!.intent, title: 'Triage of ours' } }
  talking.act({ type: 'edited', plan: renamed })
  expect(talking.last).toEqual({ do: 'preview', plan: renamed })
  talking.act({ type: 'previewed', preview: { texts: {}, problems: [] } }).press('enter')
  expect(talking.last).toEqual({ do: 'make', plan: renamed, approved: false })
})

test('what was saved wrong is dropped with x', async () => {
  const talking = await atPlan()
  talking.act({ type: 'not-edited', notice: '', draft: { text: 'x', problems: [] } }).press('x', 'enter')
  expect(talking.last).toMatchObject({ do: 'make' })
})

test('an edited plan that opens a question, or accepts a clause, is answered for on the first screen', async () => {
  const talking = await talkAbout(lossy)
  const plan = await planOf(lossy)
  const unread = plan.unread.map((one) => ({ ...one, accepted: true as const }))
  const openQuestions = [{ id: 'rules.fee', question: 'What is the fee?', options: [] }]
  talking.act({ type: 'edited', plan: { ...plan, unread, openQuestions } })
  expect(unreadProblems(plan, catalog)).toHaveLength(1)
  expect(talking.screen).toContain('What is the fee?')
  expect(talking.screen).not.toContain('waits for you  The goal says')
})

test.each(['q', 'escape', 'ctrl-c'])('%s leaves, on the first screen and on the plan', async (key) => {
  expect((await talkAbout(lossy)).press(key).last).toEqual({ do: 'leave' })
  expect(new Talking(lossy).press(key).last).toEqual({ do: 'leave' })
  expect((await atPlan()).press(key).last).toEqual({ do: 'leave' })
})

test('while something is typed letters are letters, Esc goes back, and Ctrl-C still leaves', async () => {
  const talking = await talkAbout(lossy)
  talking.press('w', 'q', 'e', '?')
  expect(talking.screen).toContain('landlordqe?│')
  talking.press('escape')
  expect(talking.talk).toMatchObject({ typing: undefined, goal: { sentence: lossy } })
  expect(talking.press('w', 'ctrl-c').last).toEqual({ do: 'leave' })
})

test('a line is edited where the mark stands, by letters as people see them', async () => {
  const talking = await talkAbout(lossy)
  talking.press(
    'w',
    'ctrl-u',
    ':ne\u0301e',
    'left',
    'backspace',
    'home',
    'x',
    'end',
    ':🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    'backspace',
    'left',
    'delete',
    ':y\nz',
  )
  expect(talking.talk.typing?.text).toBe('xny z')
})

test('on the run Ctrl-C stops it once, and nothing else does', async () => {
  const talking = (await atPlan()).press('enter')
  talking.press('q', 'escape', 'enter', 'e')
  expect(talking.wishes.at(-1)?.do).toBe('make')
  talking.press('ctrl-c', 'ctrl-c')
  expect(talking.wishes.slice(-2).map((wish) => wish.do)).toEqual(['make', 'stop'])
  expect(talking.screen).toContain('Stopping')
})

test('the run tells steps with their times, tests as they end, and the first failure at once', async () => {
  const talking = (await atPlan()).press('enter')
  const file = 'service/tests/rules.test.ts'
  talking.act(
    { type: 'event', event: { type: 'step-started', step: 'stage' }, now: 1000 },
    { type: 'event', event: { type: 'step-finished', step: 'stage', milliseconds: 1234 }, now: 2234 },
    { type: 'event', event: { type: 'step-started', step: 'verify' }, now: 2234 },
    { type: 'event', event: { type: 'progress', step: 'verify', message: 'lock: passed' }, now: 3000 },
    { type: 'tested', test: { test: 'a', file, passed: true }, of: 9, now: 4000 },
    {
      type: 'tested',
      test: { test: 'b', file: 'components/x/tests/contract.test.ts', passed: true },
      of: 9,
      now: 4000,
    },
    { type: 'tested', test: { test: 'rules > c', file, passed: false, message: 'expected urgent' }, of: 9, now: 5000 },
    { type: 'tested', test: { test: 'rules > d', file, passed: false, message: 'another' }, of: 9, now: 5000 },
    { type: 'tick', now: 9234 },
  )
  expect(talking.screen).toMatch(/done +stage +1\.2 s\n +at work +verify +7 s\n +to come +settle/)
  expect(talking.screen).toContain('1 of 9 tests of the service passed, 1 of its parts, 2 failed')
  expect(talking.screen).toMatch(/Failed: rules > c\n +service\/tests\/rules.test.ts\n +expected urgent/)
  expect(talking.screen).not.toContain('another')
  expect(talking.screen).toContain('lock: passed')
})
