import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { composeJson } from '../cli/run.ts'
import { type Applied, applyPlan } from '../support/applied.ts'
import { axeFindings, launchBrowser, mouse, openTab, placeOf } from '../support/browser.ts'
import { calculatorPlan } from '../support/calculator.ts'
import { type Ports, type Running, startIn } from '../support/delivered.ts'
import { change, runServiceTests } from '../support/staged.ts'

// A calculator as its users meet it: a few questions, an answer with its reasons, and nothing that is kept anywhere.

let folder: string
let ports: Ports
let running: Running
let applied: Applied
let report: Awaited<ReturnType<typeof composeJson>>['report']
const browser = await launchBrowser()
const found: string[] = []
const hand = mouse(async (page) => void found.push(...(await axeFindings(page))))

beforeAll(async () => {
  applied = await applyPlan(await calculatorPlan(), 'council-tax-discount')
  ports = applied.ports
  report = applied.report
  folder = applied.staged.folder
  running = await startIn(folder, ports, { command: [process.execPath, 'kit/start.mjs'] })
})
afterAll(async () => {
  await browser.close()
  await running?.destroy()
  await applied?.dispose()
})

/** Answers by the pages, in a new browser, until nothing is asked any more. */
async function answer(given: Record<string, string>) {
  const { page, complaints } = await openTab(browser, [ports.url])
  await page.goto(ports.url)
  await hand.press(page, '.govuk-button--start')
  const asked: string[] = []
  for (;;) {
    const action = await page.locator('main form').first().getAttribute('action')
    const name = /^\/questions\/([^/]+)$/.exec(action ?? '')?.[1]
    if (!name) break
    asked.push(name)
    await hand.fill(page, name, given[name]!)
    await hand.press(page, 'main button')
    expect(placeOf(page)).toBe(`/questions/${name}`)
    if (asked.length > 10) throw new Error(`no way on from ${name}: ${await page.textContent('main')}`)
  }
  return { page, asked, complaints, text: (await page.textContent('main'))!.replace(/\s+/g, ' ') }
}

test('the tests of the folder are the conditions of its contract, its rules, its pages, and that nothing is kept', async () => {
  expect(report.tests?.failed).toBe(0)
  expect(report.conditions).toBe(28)
  const expected = JSON.parse(await readFile(join(folder, 'service/tests/expected.json'), 'utf8')) as string[]
  expect(expected).toEqual(
    expect.arrayContaining([
      'service/tests/contract.test.ts > answer: adults missing',
      'service/tests/rules.test.ts > mostOff, row 2: bill is 200000',
      'service/tests/kept.test.ts > kept: there is no database, and nothing is written',
    ]),
  )
})

test.each([
  [
    'one adult',
    { adults: '1', allStudents: 'no', bill: '1,800' },
    ['A quarter off', '25', '£1,500', 'One adult alone'],
  ],
  [
    'students',
    { adults: '4', allStudents: 'yes', bill: '2000.01' },
    ['Nothing to pay', '100', '£2,000', "doesn't pay"],
  ],
  ['two adults', { adults: '2', allStudents: 'no', bill: '1800' }, ['No discount', '£0', 'Two adults or more']],
])('%s: the answer in the words of the service, and why', async (_who, given, words) => {
  const { text, asked, complaints } = await answer({ inEngland: 'yes', ...given })
  expect(asked).toEqual(['inEngland', 'adults', 'allStudents', 'bill'])
  for (const word of words) expect(text).toContain(word)
  expect(complaints).toEqual([])
})

test('whoever lives elsewhere is stopped at once, and can change the answer', async () => {
  const { page, asked, text } = await answer({ inEngland: 'no' })
  expect(asked).toEqual(['inEngland'])
  expect(text).toContain('This is about homes in England.')
  await hand.press(page, 'main button')
  await hand.fill(page, 'inEngland', 'yes')
  await hand.press(page, 'main button')
  expect(await page.textContent('main')).toContain('How many adults live in your home?')
})

test('a program is told the same, and why not', async () => {
  const ask = async (body: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${ports.url}/api/answers`, init)
    return { status: response.status, ...((await response.json()) as object) }
  }
  const body = { inEngland: true, adults: 1, allStudents: false, bill: 200_001 }
  expect(await ask(body)).toEqual({
    status: 200,
    discount: { is: 'quarter', because: 'One adult alone pays a quarter less.' },
    reduction: { is: 25 },
    mostOff: { is: 200_000, because: 'Whatever the bill is, it is no more than this.' },
  })
  expect(await ask({ ...body, inEngland: false })).toMatchObject({ status: 422, code: 'stopped' })
  expect(await ask({ ...body, adults: 'one' })).toMatchObject({ status: 400, code: 'invalid-request' })
})

test('nothing is kept: no database, no cookie, no file, no line with an answer', async () => {
  const { page, text } = await answer({ inEngland: 'yes', adults: '17', allStudents: 'no', bill: '7654321.98' })
  expect(text).toContain('£7,654,321.98')
  expect(await page.context().cookies()).toEqual([])
  expect((await running.processes()).filter(({ command }) => /postgres/i.test(command))).toEqual([])
  await expect(readFile(join(folder, '.data/postgres/PG_VERSION'))).rejects.toThrow('ENOENT')
  expect(running.output()).toContain('/questions/:question')
  for (const word of ['7654321', '765432198', '7,654,321', 'allStudents', 'inEngland'])
    expect(running.output()).not.toContain(word)
})

test('axe found nothing on any page', () => {
  expect(found).toEqual([])
})

test('a rule with another border, a stop that the API does not hold, and a log that tells answers, are caught by the folder itself', async () => {
  await running.destroy()
  const rule = await change(folder, 'service/src/rules.ts', 'bill > 200000', 'bill >= 200000')
  const first = await runServiceTests(applied.staged)
  await rule()
  expect(first.failed).toEqual([
    'mostOff, row 2: bill is 200000',
    'mostoff-150000-2-bill-200000: beside "Whatever the bill is, it is no more than this.": mostOff is 150000 where bill is 200000',
  ])
  const stop = await change(
    folder,
    'service/src/service.ts',
    'await demandNoStop(pages, { ...body })',
    'void [demandNoStop, pages]',
  )
  const stopped = await runServiceTests(applied.staged, { only: /elsewhere/ })
  await stop()
  expect(stopped.failed).toContain('elsewhere, row 1: all of it holds')
  const log = await change(
    folder,
    'service/src/service.ts',
    'return { status: 200, body: await answersTo(body) }',
    'console.log(JSON.stringify(body))\n      return { status: 200, body: await answersTo(body) }',
  )
  const second = await runServiceTests(applied.staged, { only: /^kept/ })
  await log()
  expect(second.failed).toContain('kept: no line of the log holds more than what was called and how it ended')
})
