import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  axeFindings,
  type Hand,
  hasChromium,
  keyboard,
  launchBrowser,
  mouse,
  openTab,
  placeOf,
} from '../support/browser.ts'
import {
  choosePorts,
  deliverTo,
  eventually,
  farAway,
  filesUsedBy,
  isReady,
  type Ports,
  type Process,
  type Running,
  realPackages,
  referenceIn,
  runIn,
  startIn,
} from '../support/delivered.ts'
import { compositionOf, filesOf, root } from '../support/plan.ts'

// A folder as a person gets it, with nothing but npm: installed, started and used. The tests follow one another.

const goal = 'triage referrals, high priority if there is a risk of harm, answer within 2 working days, text people'
const phone = '07700 900123'
/** What is said when an action is done. */
const said = {
  allocateCase: 'The referral is allocated',
  addNote: 'The note is added',
  changeStatus: 'The status is changed',
  closeCase: 'The referral is closed',
}
const answers: [question: string, answer: string][] = [
  ['applicantName', 'Sample applicant'],
  ['subjectName', 'Sample subject'],
  ['situation', 'They have not been seen for a week.'],
  ['immediateDanger', 'no'],
  ['gettingWorse', 'no'],
  ['riskOfHarm', 'yes'],
  ['homePostcode', 'ZZ99 1AB'],
  ['homeAddress', '999900000001'],
  ['applicantContact', phone],
]

describe.runIf(hasChromium)('a delivered folder, used in a real browser', () => {
  let far: Awaited<ReturnType<typeof farAway>>
  let folder: string
  let ports: Ports
  let running: Running
  let browser: Browser
  let staff: { email: string; password: string }

  beforeAll(async () => {
    far = await farAway('referral-triage')
    folder = far.folder
    const files = await filesOf(await compositionOf(goal))
    await deliverTo(folder, files)
    await runIn(folder, 'npm', 'ci')
    ports = await choosePorts(files)
    running = await startIn(folder, ports)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.destroy()
    await far?.dispose()
  })

  const tab = (options = {}) => openTab(browser, [ports.url, ports.identityUrl], options)

  /** From the start page to the confirmation; answers the reference. */
  async function sendCase(page: Page, hand: Hand): Promise<string> {
    await page.goto(ports.url)
    await hand.press(page, '.govuk-button--start')
    for (const [question, answer] of answers) {
      expect(placeOf(page)).toBe(`/apply/${question}`)
      await hand.fill(page, question.endsWith('Contact') ? `${question}-phone` : question, answer)
      await hand.press(page, 'main button')
    }
    expect(placeOf(page)).toBe('/apply/check')
    expect(await page.textContent('main')).toContain('Is there a risk of harm?')
    await hand.press(page, 'main button')
    expect(placeOf(page)).toBe('/apply/confirmation')
    return referenceIn((await page.textContent('.govuk-panel'))!)
  }

  /** From the footer of the start page, by way of the identity component, to the list of cases. */
  async function signIn(page: Page, hand: Hand): Promise<void> {
    await page.goto(ports.url)
    await hand.press(page, 'footer a[href="/staff"]')
    expect(new URL(page.url()).origin).toBe(ports.identityUrl)
    await hand.fill(page, 'email', staff.email)
    await hand.fill(page, 'password', staff.password)
    await hand.press(page, 'main button')
    expect(page.url()).toBe(`${ports.url}/staff/cases`)
  }

  /** One of the actions of a case page, to what is said when it is done. */
  async function act(page: Page, hand: Hand, action: keyof typeof said, fields: Record<string, string>): Promise<void> {
    await hand.press(page, `a[href*="/case-management.${action}?"]`)
    for (const [name, value] of Object.entries(fields)) await hand.fill(page, name, value)
    await hand.press(page, 'main form button')
    // What ends the case is shown first, as it was entered and as the person will read it.
    if (action === 'closeCase') {
      for (const value of Object.values(fields)) expect(await page.textContent('main dl')).toContain(value)
      expect(await page.textContent('#says')).toContain(fields.outcome)
      await hand.press(page, 'button[name="_confirmed"]')
    }
    expect(await page.textContent('.govuk-notification-banner')).toContain(said[action])
  }

  const openCase = (page: Page, hand: Hand, reference: string) => hand.press(page, `a[href$="/cases/at/${reference}"]`)

  /** A page again and again until a part of it shows the words. The workflow works beside the pages. */
  const showsIn = (page: Page, part: string, ...words: string[]) =>
    eventually(`${page.url()} to show ${words} in ${part}`, async () => {
      await page.reload()
      const text = (await page.locator(part).allTextContents()).join()
      return words.every((word) => text.includes(word)) || undefined
    })
  const shows = (page: Page, ...words: string[]) => showsIn(page, 'main', ...words)
  /** What the service itself has announced of it stands on record. */
  const recorded = (page: Page, what: 'received' | 'finished') =>
    showsIn(page, `#on-record + ol :text-is("Referral ${what}")`, what)

  async function track(page: Page, hand: Hand, reference: string): Promise<string> {
    await page.goto(ports.url)
    await hand.press(page, 'main a[href="/track"]')
    await hand.fill(page, 'reference', reference)
    await hand.fill(page, 'contact', phone)
    await hand.press(page, 'main button')
    return (await page.textContent('main'))!
  }

  async function serviceProcess(): Promise<Process | undefined> {
    return (await running.processes()).find(({ command }) => command.endsWith('/service/src/main.ts'))
  }

  test('it starts by npm start and prints the first sign-in once', () => {
    const [, email, password] = /^First sign-in: (\S+) with password (\S+) \(shown once\)$/m.exec(running.output())!
    staff = { email: email!, password: password! }
    expect(running.output().split(staff.password)).toHaveLength(2)
    expect(running.output()).toContain(`service          ${ports.url}\n`)
  })

  test('it needs nothing of the checkout', async () => {
    const packages = await realPackages(folder)
    expect(packages.length).toBeGreaterThan(100)
    expect(packages.filter((path) => !path.startsWith(`${folder}/`))).toEqual([])
    const processes = await running.processes()
    // npm, its shell, the host of the components, the service, and Postgres with its guard.
    expect(processes.length).toBeGreaterThan(5)
    const used = (await Promise.all(processes.map(filesUsedBy))).flat()
    expect(used).toContain(`${folder}/node_modules/node/bin/node`)
    expect(used.filter((path) => path === root || path.startsWith(`${root}/`))).toEqual([])
  })

  test('sign-in looks like the service, and a wrong password gives the error summary the focus, without JavaScript', async () => {
    const { page, complaints } = await tab({ javaScriptEnabled: false })
    const look = () =>
      page.evaluate(() => {
        const [header, heading] = ['.govuk-generic-header', 'h1'].map((one) => document.querySelector(one)!)
        const { backgroundColor, borderBottomColor } = getComputedStyle(header!)
        const { fontFamily, color } = getComputedStyle(heading!)
        const links = [...document.querySelectorAll<HTMLAnchorElement>('footer a')].map(({ href }) => href).slice(0, 3)
        return { name: header!.textContent!.trim(), backgroundColor, borderBottomColor, fontFamily, color, links }
      })
    await page.goto(ports.url)
    const service = await look()
    await page.goto(`${ports.url}/staff`)
    expect(new URL(page.url()).origin).toBe(ports.identityUrl)
    expect(await look()).toEqual(service)
    await page.fill('[name=email]', 'nobody@example.com')
    await page.fill('[name=password]', 'not the password')
    await Promise.all([page.waitForEvent('load'), page.click('main button')])
    // Autofocus comes with the first drawing, which may be after "load".
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary')
    expect(complaints.filter((text) => !/status of 400/.test(text))).toEqual([])
  })

  test('by mouse: sent, seen by staff with priority, message and audit, worked on, decided, tracked; axe finds nothing', async () => {
    const found: string[] = []
    const visited = new Set<string>()
    const look = async (page: Page) => {
      visited.add(
        placeOf(page)
          .replace(/\w{4}-\w{4}-\w{4}/, '*')
          .replace(/^\/interaction\/.*/, '/interaction'),
      )
      found.push(...(await axeFindings(page)))
    }
    const hand = mouse(look)
    const resident = await tab()
    const reference = await sendCase(resident.page, hand)

    const worker = await tab()
    await signIn(worker.page, hand)
    await shows(worker.page, reference)
    const row = worker.page.locator('tbody tr', { hasText: reference })
    expect(await row.textContent()).toMatch(/Sample subject\s*High\s*New/)
    await openCase(worker.page, hand, reference)
    await shows(worker.page, 'We have received your referral.')
    await recorded(worker.page, 'received')
    // Who told us, where it is and how to reach them.
    await shows(worker.page, 'Sample applicant', 'Lantern Row', phone.replaceAll(' ', ''))
    const messages = worker.page.locator('#messages + ol')
    expect(await messages.textContent()).toContain(`Your reference is ${reference}. We will respond by `)
    expect(await messages.textContent()).toContain('Text, 07700900123')
    expect(await messages.locator('li').count()).toBe(1)

    await act(worker.page, hand, 'allocateCase', { assignee: 'Team lead' })
    expect(await worker.page.textContent('main')).toMatch(/Worked on by\s*Team lead/)
    await act(worker.page, hand, 'addNote', { text: 'Rang the person concerned.' })
    expect(await worker.page.textContent('#notes + ol')).toContain('Rang the person concerned.')
    await act(worker.page, hand, 'changeStatus', { status: 'waiting' })
    expect(await worker.page.textContent('main')).toMatch(/Status\s*Waiting/)
    await act(worker.page, hand, 'closeCase', { outcome: 'Help arranged', reason: 'They need somebody to call in.' })
    await showsIn(worker.page, '#messages + ol', 'The outcome: Help arranged.')
    await recorded(worker.page, 'finished')
    expect(await worker.page.textContent('main')).toMatch(/Status\s*Closed/)
    expect(await worker.page.locator('a[href*="/case-management.closeCase?"]').count()).toBe(0)
    await look(worker.page)

    const told = await track(resident.page, hand, reference)
    expect(told).toMatch(/Status\s*Closed/)
    expect(told).toMatch(/Outcome\s*Help arranged/)
    expect(told).not.toContain('They need somebody to call in.')

    await resident.page.goto(ports.url)
    await look(resident.page)
    for (const name of ['accessibility', 'privacy', 'cookies'])
      await hand.press(resident.page, `footer a[href="/${name}"]`)
    await hand.press(worker.page, '.service-link-button')
    await hand.press(worker.page, 'button[name="logout"]')
    await worker.page.goto(`${ports.url}/staff/cases`)
    expect(new URL(worker.page.url()).origin).toBe(ports.identityUrl)
    expect([...visited].sort()).toMatchInlineSnapshot(`
      [
        "/",
        "/accessibility",
        "/apply/applicantContact",
        "/apply/applicantName",
        "/apply/check",
        "/apply/confirmation",
        "/apply/gettingWorse",
        "/apply/homeAddress",
        "/apply/homePostcode",
        "/apply/immediateDanger",
        "/apply/riskOfHarm",
        "/apply/situation",
        "/apply/subjectName",
        "/cookies",
        "/interaction",
        "/privacy",
        "/session/end",
        "/staff/cases",
        "/staff/cases/at/*",
        "/staff/cases/at/*/case-management.addNote",
        "/staff/cases/at/*/case-management.allocateCase",
        "/staff/cases/at/*/case-management.changeStatus",
        "/staff/cases/at/*/case-management.closeCase",
        "/track",
        "/yours",
      ]
    `)
    expect(found).toEqual([])
    expect([...resident.complaints, ...worker.complaints]).toEqual([])
    await Promise.all([resident.close(), worker.close()])
  })

  test.each([
    { how: 'by keyboard only', options: {} },
    { how: 'by keyboard only and without JavaScript', options: { javaScriptEnabled: false } },
  ])('$how: sent, tracked, staff sign in, open the case and decide', async ({ options }) => {
    const resident = await tab(options)
    const reference = await sendCase(resident.page, keyboard)
    // How it stands is said once the workflow has passed it on; that it was received, at once.
    expect(await track(resident.page, keyboard, reference)).toMatch(
      new RegExp(`Reference\\s*${reference}\\s*Received\\s*\\d`),
    )
    const worker = await tab(options)
    await signIn(worker.page, keyboard)
    await shows(worker.page, reference)
    await openCase(worker.page, keyboard, reference)
    await recorded(worker.page, 'received')
    await keyboard.press(worker.page, 'form[action$="/case-management.takeCase"] button')
    expect(await worker.page.textContent('.govuk-notification-banner')).toContain('The referral is yours')
    expect(await worker.page.textContent('main')).toMatch(/Worked on by\s*Team lead/)
    await act(worker.page, keyboard, 'closeCase', { outcome: 'Nothing to do', reason: 'It is dealt with.' })
    await showsIn(worker.page, '#messages + ol', 'The outcome: Nothing to do.')
    expect([...resident.complaints, ...worker.complaints]).toEqual([])
    await Promise.all([resident.close(), worker.close()])
  })

  test('by mouse without JavaScript: sent, and staff sign in', async () => {
    const person = await tab({ javaScriptEnabled: false })
    const reference = await sendCase(person.page, mouse())
    await signIn(person.page, mouse())
    await shows(person.page, reference)
    expect(person.complaints).toEqual([])
    await person.close()
  })

  test('Ctrl-C ends every process; started again, the case, the session and the password are still good', async () => {
    const worker = await tab()
    const reference = await sendCase(worker.page, mouse())
    await signIn(worker.page, mouse())
    await shows(worker.page, reference)

    await running.ctrlC()
    expect(await running.processes()).toEqual([])
    running = await startIn(folder, ports)
    expect(running.output()).not.toContain('First sign-in')

    await worker.page.goto(`${ports.url}/staff/cases`)
    expect(worker.page.url()).toBe(`${ports.url}/staff/cases`)
    await openCase(worker.page, mouse(), reference)
    await act(worker.page, mouse(), 'addNote', { text: 'Written after the stop.' })
    const colleague = await tab()
    await signIn(colleague.page, mouse())
    await openCase(colleague.page, mouse(), reference)
    expect(await colleague.page.textContent('main')).toContain('Written after the stop.')
    await Promise.all([worker.close(), colleague.close()])
  })

  test('after a SIGKILL the service comes back by itself and the case goes on', async () => {
    const person = await tab()
    const reference = await sendCase(person.page, mouse())
    await signIn(person.page, mouse())
    await shows(person.page, reference)

    const killed = (await serviceProcess())!
    process.kill(killed.pid, 'SIGKILL')
    const next = await eventually('another service process', async () => {
      const now = await serviceProcess()
      return now && now.pid !== killed.pid && (await isReady(ports.url)) ? now : undefined
    })
    expect(next.command).toBe(killed.command)

    await person.page.reload()
    await openCase(person.page, mouse(), reference)
    await recorded(person.page, 'received')
    await act(person.page, mouse(), 'closeCase', { outcome: 'After the kill', reason: 'It goes on.' })
    await showsIn(person.page, '#messages + ol', 'The outcome: After the kill.')
    await recorded(person.page, 'finished')
    expect(await person.page.locator('#messages + ol li').count()).toBe(2)
    await person.close()
  })

  test.each(['test:types', 'test:service'])('npm run %s passes there', async (script) => {
    const said = await runIn(folder, 'npm', 'run', script)
    if (script === 'test:service') expect(said).toMatch(/Tests +\d{3} passed \(\d{3}\)/)
  })
})
