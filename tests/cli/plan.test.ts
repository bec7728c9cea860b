import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { Plan } from '../../src/schema.ts'
import { copyOfCatalogue, inProcess, inProcessJson, temporaryFolder } from './run.ts'

const goal = 'triage referrals, high priority if there is a risk of harm, answer within 2 working days, text people'

test('the plan on one page: parts, supplies, rules with the words of the goal, questions, policy', async () => {
  const folder = await temporaryFolder()
  const { status, stdout } = await inProcess(['plan', goal], { cwd: folder })
  expect(status).toBe(0)
  expect(stdout).toMatch(/pattern +triage 2\.0\.0, because the goal says "triage"/)
  expect(stdout).toMatch(/notifications +notifications-embedded 2\.0\.0 +own +the pattern triage uses it/)
  expect(stdout).toMatch(/get-address → ward \(address-lookup\.getAddress, pulled in for it\)/)
  expect(stdout).toMatch(/priority +high if .*risk of harm +"high priority if there is a risk of harm"/)
  expect(stdout).toMatch(/answer within +2 working days +"/)
  expect(stdout).toMatch(/channel +text +"text people"/)
  expect(stdout).toMatch(/licences +pass/)
  expect(stdout).toContain('What is your mobile phone number?')
  expect(await readdir(folder)).toEqual([])
})

test('the plan shows from what times come, how many at once, what is held and what is decided', async () => {
  const { stdout } = await inProcess(['plan', 'book a slot at the recycling centre'])
  expect(stdout).toMatch(/Set up once, before it opens\n +set-up-times +bookable +rule\.bookable\n/)
  expect(stdout).toMatch(/^ +opens +Mo-Fr 09:00-17:00\n +each +PT30M\n +at-once +4$/m)
  expect(stdout).toMatch(/^Settings.*\n(?: +.*\n)* +bookable +recycling-centre-booking$/m)
  expect(stdout).toMatch(/When do you want.*picked from scheduling\.listSlots, held by scheduling\.holdSlot until/)
})

test('the plan shows a rule row by row, and what is picked though nothing is held', async () => {
  const { stdout } = await inProcess(['plan', goal])
  expect(stdout).toMatch(
    /^Rule priority, .*\n +urgent +immediateDanger is true\n +high +gettingWorse is true\n +standard +otherwise$/m,
  )
  expect(stdout).toMatch(/home address.*picked from address-lookup\.findAddresses$/m)
  expect(stdout).not.toContain('Set up once')
})

test('what was not read of the goal is told', async () => {
  const { stdout } = await inProcess(['plan', 'case triage service with a purple elephant'])
  expect(stdout).toMatch(/Not read of the goal\n.*"purple", "elephant"/)
})

const half = 'case triage, residents can appeal within 28 days'

test('a clause that is not read is exit 8: the plan is shown and saved, and the clause stands there by name', async () => {
  const folder = await temporaryFolder()
  const { status, stdout } = await inProcess(['plan', half, '--out', 'plan.yaml'], { cwd: folder })
  expect(status).toBe(8)
  expect(stdout).toMatch(/Not read of the goal\n +time +"residents can appeal within 28 days" +nothing comes of it/)
  expect(stdout).toMatch(
    /goal-unread +The goal says a time that nothing comes of: "residents can appeal within 28 days"\./,
  )
  expect(stdout).toMatch(/No part takes appeals in yet.* go on without it with --accept-unread\./s)
  const saved = Plan.parse(parse(await readFile(join(folder, 'plan.yaml'), 'utf8')))
  expect(saved.unread).toEqual([{ words: 'residents can appeal within 28 days', kind: 'time' }])
  const refused = await inProcessJson(['apply', 'plan.yaml'], { cwd: folder })
  expect(refused).toMatchObject({ status: 8, report: { verdict: 'refused', problems: [{ code: 'goal-unread' }] } })
  expect(await readdir(folder)).toEqual(['plan.yaml'])
})

test.each([[[half]], [[half, '--dry-run']]])(
  'nothing is made of it, not even tried, and the report has the plan: %j',
  async (args) => {
    const folder = await temporaryFolder()
    const { status, report } = await inProcessJson(args, { cwd: folder })
    expect(status).toBe(8)
    expect(report).toMatchObject({
      verdict: 'refused',
      service: 'case-triage',
      problems: [{ code: 'goal-unread', where: 'residents can appeal within 28 days', suggestion: expect.any(String) }],
    })
    expect(Plan.parse(report.plan).intent.deadline).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
  },
)

test('a plan that does not say what is lost is one of an earlier version', async () => {
  const folder = await temporaryFolder()
  await inProcess(['plan', half, '--out', 'plan.json'], { cwd: folder })
  const { unread: _, ...plan } = JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as Plan
  await writeFile(join(folder, 'plan.json'), JSON.stringify(plan))
  const { status, report } = await inProcessJson(['apply', 'plan.json'], { cwd: folder })
  expect({ status, code: report.problems[0]?.code }).toEqual({ status: 2, code: 'plan-stale' })
})

test('--accept-unread goes on without it, and the plan says that it was accepted', async () => {
  const { status, report } = await inProcessJson([half, '--dry-run', '--accept-unread'])
  expect(status).toBe(0)
  expect(Plan.parse(report.plan).unread).toEqual([
    { words: 'residents can appeal within 28 days', kind: 'time', accepted: true },
  ])
  const { stdout } = await inProcess(['plan', half, '--accept-unread'])
  expect(stdout).toMatch(/time +"residents can appeal within 28 days" +accepted: the service is made without it/)
})

test('--dry-run shows the same plan, names the folder and writes nothing', async () => {
  const folder = await temporaryFolder()
  const { status, report } = await inProcessJson([goal, '--dry-run'], { cwd: folder })
  expect(status).toBe(0)
  expect(report).toMatchObject({ command: 'compose', verdict: 'planned', folder: join(folder, 'referral-triage') })
  expect(Plan.parse(report.plan).intent.goal.sentence).toBe(goal)
  expect(await readdir(folder)).toEqual([])
})

test.each(['plan.yaml', 'plan.json'])('a plan saved as %s is the plan that is shown', async (name) => {
  const folder = await temporaryFolder()
  const { status, report } = await inProcessJson(['plan', goal, '--out', name], { cwd: folder })
  expect(status).toBe(0)
  expect(await readdir(folder)).toEqual([name])
  const text = await readFile(join(folder, name), 'utf8')
  expect(Plan.parse(name.endsWith('json') ? JSON.parse(text) : parse(text))).toEqual(report.plan)
  expect(report.result).toEqual({ saved: name })
})

test('another plan is replaced, another file is not, unless --yes', async () => {
  const folder = await temporaryFolder()
  const save = (...more: string[]) => inProcess(['plan', goal, '--out', 'it', ...more], { cwd: folder })
  expect((await save()).status).toBe(0)
  expect((await save()).status).toBe(0)
  await writeFile(join(folder, 'it'), 'my diary')
  const refused = await save()
  expect(refused.status).toBe(9)
  expect(refused.stderr).toContain('--yes')
  expect(await readFile(join(folder, 'it'), 'utf8')).toBe('my diary')
  expect((await save('--yes')).status).toBe(0)
  expect(await readdir(folder)).toEqual(['it'])
})

test.each([
  ['a folder that is not there', 'no/plan.yaml', 'folder-unwritable', 3],
  ['a folder', '.', 'bad-option', 2],
])('--out into %s is refused', async (_name, out, code, status) => {
  const ran = await inProcessJson(['plan', goal, '--out', out], { cwd: await temporaryFolder() })
  expect(ran.report.problems[0]?.code).toBe(code)
  expect(ran.status).toBe(status)
})

async function savedPlan(change: (plan: Plan) => unknown): Promise<string> {
  const folder = await temporaryFolder()
  const { report } = await inProcessJson(['plan', goal])
  const path = join(folder, 'plan.yaml')
  await writeFile(path, JSON.stringify(change(Plan.parse(report.plan))))
  return path
}

test('a plan that fits is accepted; --dry-run makes nothing of it', async () => {
  const path = await savedPlan((plan) => plan)
  const { status, report } = await inProcessJson(['apply', path, '--dry-run'])
  expect(report.problems).toEqual([])
  expect(report.verdict).toBe('planned')
  expect(status).toBe(0)
})

test('an unknown key in a plan is refused by file and key', async () => {
  const path = await savedPlan((plan) => ({ ...plan, intent: { ...plan.intent, colour: 'red' } }))
  const { status, report } = await inProcessJson(['apply', path])
  expect(status).toBe(2)
  expect(report.problems[0]).toMatchObject({
    code: 'bad-file',
    message: `${path}: intent: unknown key colour`,
    where: `${path}#intent`,
  })
})

test('a broken plan is refused by file and line', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'plan.yaml'), 'version: 1\nintent: {\n')
  const { status, stderr } = await inProcess(['apply', 'plan.yaml'], { cwd: folder })
  expect(status).toBe(2)
  expect(stderr).toMatch(/plan\.yaml:\d+: .*\[bad-file\]/)
})

test('a plan that the catalogue has outlived is refused, with the command that makes a new one', async () => {
  const path = await savedPlan((plan) => plan)
  const catalogue = await copyOfCatalogue()
  const policy = join(catalogue, 'policy.yaml')
  await writeFile(policy, (await readFile(policy, 'utf8')).replace('[MIT,', '[0BSD, MIT,'))
  const { status, report } = await inProcessJson(['apply', path, '--catalog', catalogue, '--dry-run'])
  expect(report.problems[0]).toMatchObject({
    code: 'plan-stale',
    suggestion: expect.stringContaining(`compose plan "${goal}"`),
  })
  expect(status).toBe(2)
})

test('what the policy wants approved waits for a person, or for --yes', async () => {
  const catalogue = await copyOfCatalogue()
  const policy = join(catalogue, 'policy.yaml')
  await writeFile(policy, (await readFile(policy, 'utf8')).replace('approvalFor: []', 'approvalFor: [personal]'))
  const folder = await temporaryFolder()
  const saved = await inProcess(['plan', goal, '--out', 'plan.yaml', '--catalog', catalogue], { cwd: folder })
  expect(saved.stdout).toMatch(/approvalFor +needs approval/)
  const apply = ['apply', 'plan.yaml', '--catalog', catalogue, '--dry-run']
  const waiting = await inProcess(apply, { cwd: folder })
  expect(waiting.stderr).toContain('[open-question]')
  expect(waiting.status).toBe(8)
  const approved = await inProcessJson([...apply, '--yes'], { cwd: folder })
  expect(approved.status).toBe(0)
  expect(Plan.parse(approved.report.plan).verdicts.at(-1)?.detail).toContain('approved by --yes')
})

test('--page writes one file for those who decide, and says where; with --json and --out as well', async () => {
  const folder = await temporaryFolder()
  const first = await inProcess(['plan', goal, '--page', 'plan.html'], { cwd: folder })
  expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining('is in plan.html.\n') })
  const page = await readFile(join(folder, 'plan.html'), 'utf8')
  expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en-GB".*What is your mobile phone number\?.*<\/html>\n$/s)
  const again = await inProcessJson(['plan', goal, '--page', 'plan.html', '--out', 'plan.yaml'], { cwd: folder })
  expect(again).toMatchObject({ status: 0, report: { result: { page: 'plan.html', saved: 'plan.yaml' } } })
  expect(await readFile(join(folder, 'plan.html'), 'utf8')).toBe(page)
  expect((await readdir(folder)).sort()).toEqual(['plan.html', 'plan.yaml'])
})

test('a page is also written of a plan that cannot be made as it is', async () => {
  const folder = await temporaryFolder()
  expect((await inProcess(['plan', half, '--page', 'plan.html'], { cwd: folder })).status).toBe(8)
  expect(await readFile(join(folder, 'plan.html'), 'utf8')).toContain('residents can appeal within 28 days')
})

test.each([
  [
    'nowhere/plan.html',
    3,
    /nowhere\/plan\.html cannot be written \(ENOENT\)/,
    /folder above it, is not there: make it first/,
  ],
  ['.', 2, /is a folder; a page is saved as a file/, /Say --page .*plan\.html/],
  ['-', 2, /--page writes a file; stdout has the plan/, /Name a file: --page plan\.html/],
  ['mine.html', 9, /mine\.html is there already and is not a page/, /another name with --page, or say --yes/],
])('a page that cannot be written to %s says why and what next', async (name, status, message, next) => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'mine.html'), '<p>mine</p>\n')
  const { report, ...done } = await inProcessJson(['plan', goal, '--page', name], { cwd: folder })
  expect(done.status).toBe(status)
  expect(report.problems).toMatchObject([
    { message: expect.stringMatching(message), suggestion: expect.stringMatching(next) },
  ])
  expect(await readdir(folder)).toEqual(['mine.html'])
  expect(await readFile(join(folder, 'mine.html'), 'utf8')).toBe('<p>mine</p>\n')
})
