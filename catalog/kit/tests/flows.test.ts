import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { countAttention, listAttention, listEndings } from '../src/flows/index.ts'
import { startComponent } from '../testing/index.ts'
import { begin, endFlow, flowing, forgetFlows, tryAgain } from './fixture/flows.ts'
import { type RunningProcess, run } from './fixture/process.ts'

const component = await startComponent(flowing, {
  env: { FLOW_LEASE_SECONDS: '2', FLOW_LONGEST_PAUSE_SECONDS: '0.2' },
})
const { db, databaseUrl } = component
afterAll(() => component.stop())

const within = { timeout: 15_000, interval: 50 }
const open = async (subject: string) => (await db.query('SELECT 1 FROM flow WHERE subject = $1', [subject])).length
const done = (subject: string) => vi.waitFor(async () => expect(await open(subject)).toBe(0), within)
const start = (name: string, ...subjects: string[]) =>
  db.transaction(async (tx) => {
    for (const subject of subjects) await begin(tx, name, subject)
  })
const goesWrong = (subject: string, step: string, kind: string, times = 1) =>
  db.query('INSERT INTO trouble VALUES ($1, $2, $3, $4)', [subject, step, kind, times])
const effects = (subject: string) =>
  db.query<{ flow: string; step: string; key: string; copy: string }>(
    'SELECT flow, step, key, copy FROM effect WHERE subject = $1 ORDER BY id',
    [subject],
  )
const steps = async (subject: string) => (await effects(subject)).map(({ step }) => step)
const attention = async (subject: string) =>
  (await listAttention(db)).items.find(({ reference }) => reference === subject)
/** Flows that wait for their next try. */
const waiting = (like: string) =>
  db.query("SELECT 1 FROM flow WHERE subject LIKE $1 AND state = 'open' AND step <> ''", [like])
const needsAttention = (subject: string) =>
  vi.waitFor(async () => expect(await attention(subject)).toBeDefined(), within)

function copyOf(name: string, env: Record<string, string> = {}): RunningProcess {
  const script = fileURLToPath(new URL('fixture/flows-process.ts', import.meta.url))
  return run([script], { DATABASE_URL: databaseUrl, PORT: '0', COPY: name, LOG_LEVEL: 'silent', ...env })
}

test('steps are done in their order, once, and nobody waits for them', async () => {
  await start('received', 'plain')
  await done('plain')
  expect(await effects('plain')).toMatchObject([
    { step: 'open', key: 'plain:open' },
    { step: 'thank', key: 'plain:thank' },
  ])
})

test('what is begun in a transaction that fails is not begun', async () => {
  const failing = db.transaction(async (tx) => {
    await begin(tx, 'received', 'undone')
    throw new Error('undo')
  })
  await expect(failing).rejects.toThrow('undo')
  expect(await open('undone')).toBe(0)
})

test('a step of a flow that an earlier one has done gives its answer and is not done again', async () => {
  await start('received', 'twice')
  await done('twice')
  await start('received', 'twice')
  await start('closed', 'twice')
  await done('twice')
  expect(await steps('twice')).toEqual(['open', 'thank', 'tell', 'note'])
})

test('a flow tells what was done about its record, in whichever flow, and what was not', async () => {
  await start('received', 'taken-back')
  await start('silent', 'taken-back')
  await start('withdrawn', 'taken-back')
  await start('withdrawn', 'taken-back')
  await done('taken-back')
  expect(await steps('taken-back')).toEqual(['open', 'thank', 'undo-thank', 'undo-open', 'undo-silent'])
})

test('an outage of any length is outlived: the same step, with the same key, until it works', async () => {
  for (const [index, kind] of ['503', '429', '500', '408'].entries()) await goesWrong('away', 'thank', kind, 5 + index)
  await start('received', 'away')
  await done('away')
  const made = await effects('away')
  expect(made.filter(({ step }) => step === 'open')).toHaveLength(1)
  expect(made.filter(({ step }) => step === 'thank')).toHaveLength(5 + 6 + 7 + 8 + 1)
  expect(new Set(made.map(({ key }) => key))).toEqual(new Set(['away:open', 'away:thank']))
})

test.each(['400', '403', '404', '409', '422', 'mistake'])(
  '%s stands in the list in words, and goes on where it was when tried again',
  async (kind) => {
    const subject = `refused-${kind}`
    await goesWrong(subject, 'thank', kind)
    await start('received', subject)
    await needsAttention(subject)
    const found = await attention(subject)
    expect(found).toMatchObject({ step: 'thank', state: 'refused' })
    expect(found?.happened).toBe(
      kind === 'mistake'
        ? 'The service itself made a mistake here. Whoever runs it finds more in its log.'
        : `The part said ${kind}.`,
    )
    expect(await db.transaction((tx) => tryAgain(tx, subject))).toBe(true)
    await done(subject)
    expect(await steps(subject)).toEqual(['open', 'thank', 'thank'])
    expect(new Set((await effects(subject)).map(({ key }) => key)).size).toBe(2)
    expect(await attention(subject)).toBeUndefined()
    expect(await db.transaction((tx) => tryAgain(tx, subject))).toBe(false)
  },
)

test('the next event of a record waits for what needs attention, and goes on when that was ended', async () => {
  await goesWrong('ended', 'open', '409')
  await start('received', 'ended')
  await needsAttention('ended')
  await start('closed', 'ended')
  await sleep(1000)
  expect(await steps('ended')).toEqual(['open'])
  const reason = 'It came twice.'
  expect(await db.transaction((tx) => endFlow(tx, 'ended', { by: 'person-1', reason }))).toBe(true)
  await done('ended')
  const made = await effects('ended')
  expect(made.map(({ step }) => step)).toEqual(['open', expect.stringMatching(/^end-\d+$/), 'tell', 'note'])
  expect(made[1]?.flow).toBe('ended open')
  const ending = { at: expect.stringMatching(/^\d{4}-.*Z$/), step: 'open', by: 'person-1', reason }
  expect(await listEndings(db, 'ended')).toEqual([ending])
  expect(await db.transaction((tx) => endFlow(tx, 'ended', { by: 'person-1', reason }))).toBe(false)
  await db.transaction((tx) => forgetFlows(tx, ['ended']))
  expect(await listEndings(db, 'ended')).toEqual([])
})

test('what has been tried for long stands in the list too, and leaves it when it works', async () => {
  await goesWrong('long', 'open', '503', 1_000_000)
  await start('received', 'long')
  await vi.waitFor(async () => expect((await steps('long')).length).toBeGreaterThan(3), within)
  expect(await attention('long')).toBeUndefined()
  await db.query("UPDATE flow SET failed_at = now() - interval '16 minutes' WHERE subject = 'long'")
  expect(await attention('long')).toMatchObject({ state: 'trying', happened: 'The part said 503.' })
  await db.query("DELETE FROM trouble WHERE subject = 'long'")
  await done('long')
})

test('the list gives what came first and where it goes on, and the count is of all', async () => {
  const subjects = Array.from({ length: 53 }, (_, index) => `page-${String(index).padStart(2, '0')}`)
  for (const subject of subjects) await goesWrong(subject, 'open', '409')
  await start('received', ...subjects)
  await vi.waitFor(async () => expect(await countAttention(db)).toBe(53), within)
  const first = await listAttention(db)
  const second = await listAttention(db, first.next)
  expect([...first.items, ...second.items].map(({ reference }) => reference)).toEqual(subjects)
  expect(first.items).toHaveLength(50)
  expect(second.next).toBeUndefined()
  await db.transaction((tx) => forgetFlows(tx, subjects))
  expect(await countAttention(db)).toBe(0)
})

test('when what was away is there again, all who wait for it go on at once', async () => {
  const subjects = Array.from({ length: 20 }, (_, index) => `woken-${index}`)
  await goesWrong('*', 'tell', '503', 10)
  await start('closed', ...subjects)
  await vi.waitFor(async () => {
    const left = await db.query<{ times: number }>("SELECT times FROM trouble WHERE subject = '*'")
    expect(left[0]?.times).toBe(0)
  }, within)
  // As they would stand after hours.
  await db.query(
    "UPDATE flow SET due_at = now() + interval '5 minutes' WHERE subject LIKE 'woken-%' AND holder IS NULL",
  )
  await db.query("UPDATE flow SET due_at = now() WHERE subject = 'woken-3'")
  for (const subject of subjects) await done(subject)
})

test('a part that hangs holds up nobody who does without it, however many wait for it', async () => {
  const subjects = Array.from({ length: 30 }, (_, index) => `hung-${index}`)
  await goesWrong('*', 'tell', 'hangs up', 1000)
  await start('closed', ...subjects)
  await vi.waitFor(async () => expect((await waiting('hung-%')).length).toBe(30), within)
  const began = Date.now()
  await start('received', 'unhindered')
  await done('unhindered')
  expect(Date.now() - began).toBeLessThan(1500)
  const called = await db.query("SELECT 1 FROM effect WHERE subject LIKE 'hung-%'")
  expect(called.length).toBeLessThan(12)
  await db.query("DELETE FROM trouble WHERE subject = '*'")
  for (const subject of subjects) await done(subject)
})

test('one record has one flow at a time, whichever copy has it', async () => {
  const other = copyOf('other', { FLOW_LEASE_SECONDS: '2' })
  await other.says(/(ready)/)
  const subjects = Array.from({ length: 12 }, (_, index) => `turns-${index}`)
  for (const subject of subjects) for (const step of ['open', 'tell', 'warn']) await goesWrong(subject, step, 'slow')
  await start('received', ...subjects)
  await start('closed', ...subjects)
  await start('overdue', ...subjects)
  for (const subject of subjects) await done(subject)
  const copies = new Set<string>()
  for (const subject of subjects) {
    const made = await effects(subject)
    expect(made.map(({ step }) => step)).toEqual(['open', 'thank', 'tell', 'note', 'warn'])
    for (const { copy } of made) copies.add(copy)
  }
  expect(copies).toEqual(new Set(['here', 'other']))
  other.child.kill('SIGTERM')
  expect(await other.ended()).toBe(143)
})

test('a record that is erased has no flow and no answer left, not even what a step on its way would write', async () => {
  await goesWrong('erased', 'open', 'slow')
  await start('received', 'erased')
  await vi.waitFor(async () => expect(await steps('erased')).toEqual(['open']), within)
  await db.transaction((tx) => forgetFlows(tx, ['erased']))
  await sleep(600)
  expect(await db.query("SELECT 1 FROM flow_step WHERE subject = 'erased'")).toEqual([])
  expect(await steps('erased')).toEqual(['open'])
})

test('an erasure that takes its time is waited for, and what a step has answered meanwhile is not kept', async () => {
  await goesWrong('erasing', 'open', 'slow')
  await start('received', 'erasing')
  await vi.waitFor(async () => expect(await steps('erasing')).toEqual(['open']), within)
  await db.transaction(async (tx) => {
    await forgetFlows(tx, ['erasing'])
    await sleep(1200)
  })
  await sleep(300)
  expect(await db.query("SELECT 1 FROM flow_step WHERE subject = 'erasing'")).toEqual([])
  expect(await open('erasing')).toBe(0)
  expect(await steps('erasing')).toEqual(['open'])
})

test('what needs attention goes with its record, and so does the next event that waits behind it', async () => {
  await goesWrong('erased-stuck', 'open', '409')
  await start('received', 'erased-stuck')
  await needsAttention('erased-stuck')
  await start('closed', 'erased-stuck')
  await db.transaction((tx) => forgetFlows(tx, ['erased-stuck']))
  expect(await attention('erased-stuck')).toBeUndefined()
  expect(await open('erased-stuck')).toBe(0)
})

test('a rule that comes to no answer about one record is tried at its own pace, seen in the list, and holds up no other', async () => {
  await goesWrong('undecided', 'open', 'rule', 1_000_000)
  await start('received', 'undecided')
  await vi.waitFor(async () => expect((await steps('undecided')).length).toBeGreaterThan(3), within)
  // As it would stand after hours.
  await db.query("UPDATE flow SET due_at = now() + interval '5 minutes' WHERE subject = 'undecided' AND holder IS NULL")
  await vi.waitFor(async () => {
    await db.query(
      "UPDATE flow SET due_at = now() + interval '5 minutes' WHERE subject = 'undecided' AND holder IS NULL",
    )
    const held = await db.query("SELECT 1 FROM flow WHERE subject = 'undecided' AND holder IS NOT NULL")
    expect(held).toEqual([])
  }, within)
  const tried = (await steps('undecided')).length
  const began = Date.now()
  for (const subject of ['decided-1', 'decided-2', 'decided-3']) {
    await start('received', subject)
    await done(subject)
  }
  expect(Date.now() - began).toBeLessThan(3000)
  expect(await steps('undecided')).toHaveLength(tried)
  await db.query("UPDATE flow SET failed_at = now() - interval '16 minutes' WHERE subject = 'undecided'")
  expect(await attention('undecided')).toMatchObject({
    step: 'open',
    state: 'trying',
    happened: 'The rule priority took longer than it may, so nothing was decided. Try again later.',
  })
  await db.query("DELETE FROM trouble WHERE subject = 'undecided'")
  expect(await db.transaction((tx) => tryAgain(tx, 'undecided'))).toBe(true)
  await done('undecided')
  expect((await steps('undecided')).slice(-1)).toEqual(['thank'])
})
