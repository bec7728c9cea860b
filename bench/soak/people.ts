import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, newBrowser, type Page } from '../../catalog/kit/testing/browser.ts'
import { signIn } from '../../catalog/kit/testing/sign-in.ts'
import type { Given } from '../../tests/support/accounted.ts'
import type { Deployed } from '../../tests/support/deployed.ts'
import { fieldsOf, submission } from '../../tests/support/submission.ts'

/** What people did, and what was answered that should not be. */
export interface Use {
  given: Given[]
  sentByPages: number
  decidedByPages: number
  /** Tries that found something away. */
  troubles: number
  /** Milliseconds of what was answered. */
  taken: number[]
  unexpected: string[]
}

export interface Work {
  place: Deployed
  use: Use
  over(): boolean
  /** Asked before a decision is sent: its order among all. */
  deciding(reference: string): void
}

/** Outages of up to three minutes may follow each other, and some pages need several parts at once. */
const patience = 600_000
const pattern = /[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}/
const address = () => `resident-${randomUUID()}@example.com`
const pause = () => sleep(300 + Math.random() * 1200)

/** Again and again until there is an answer; people are patient here, since outages are long. */
async function patiently<T>({ use }: Work, what: string, once: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
    const start = performance.now()
    const found = await once().catch((error: Error) => {
      if (error instanceof Unexpected) throw error
      return undefined
    })
    if (found !== undefined) {
      use.taken.push(performance.now() - start)
      return found
    }
    use.troubles += 1
    await sleep(500 + Math.random() * 1000)
  }
  use.unexpected.push(`${what}: no answer within ${patience / 1000} s`)
  return undefined
}

class Unexpected extends Error {}

async function call(work: Work, method: string, path: string, token: () => Promise<string>, body?: object) {
  const key = randomUUID()
  return patiently(work, `${method} ${path.replace(pattern, '*')}`, async () => {
    const answer = await fetch(work.place.serviceUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(method === 'POST' ? { 'content-type': 'application/json', 'idempotency-key': key } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await answer.text()
    if (answer.status >= 500 || answer.status === 401) return undefined
    return { status: answer.status, text }
  })
}

/** The access token of an account, got anew before it expires, as often as it takes. */
function tokens({ place }: Work, account: Promise<{ email: string; password: string }>): () => Promise<string> {
  let held: { token: string; until: number } | undefined
  return async () => {
    if (held && held.until > Date.now()) return held.token
    const { identityUrl: issuer, clientSecret, serviceUrl } = place
    const asked = { issuer, clientId: 'service', clientSecret, redirectUri: `${serviceUrl}/staff/callback` }
    const { accessToken } = await signIn({ ...asked, ...(await account) })
    held = { token: accessToken, until: Date.now() + 8 * 60_000 }
    return accessToken
  }
}

export async function residentByApi(work: Work, who: number): Promise<void> {
  const token = tokens(work, work.place.people.accountOf('resident', `resident-${who}`))
  for (; !work.over(); await pause()) {
    const body = { ...submission, applicantContact: { email: address() } }
    const answer = await call(work, 'POST', '/api/submissions', token, body)
    if (answer?.status !== 201) {
      if (answer) work.use.unexpected.push(`sending: ${answer.status} ${answer.text.slice(0, 200)}`)
      continue
    }
    const { reference } = JSON.parse(answer.text) as { reference: string }
    work.use.given.push({ reference })
    const status = await call(work, 'GET', `/api/submissions/${reference}`, token)
    if (status && status.status !== 200)
      work.use.unexpected.push(`how ${reference} stands: ${status.status} ${status.text.slice(0, 200)}`)
  }
}

export async function residentByPages(work: Work): Promise<void> {
  const { place, use } = work
  const answers: Record<string, string> = Object.fromEntries(
    Object.entries(submission).flatMap(([name, value]) => {
      if (typeof value === 'object') return []
      return [[name, typeof value === 'boolean' ? 'no' : value]]
    }),
  )
  for (; !work.over(); await pause()) {
    const browser = newBrowser()
    answers['applicantContact-email'] = address()
    let page = await patiently(work, 'the first question', () => fine(browser.get(`${place.serviceUrl}/apply`)))
    let reference: string | undefined
    for (let forms = 0; page && !reference && forms < 30; forms += 1) {
      const at: Page = page
      const name = at.url.split('/').at(-1)!
      if (name === 'confirmation') reference = pattern.exec(at.html)?.[0]
      // The same form once more, when it got no answer: its key is the same.
      else
        page = await patiently(work, `the page ${name}`, () =>
          fine(browser.submit(at, name === 'check' ? {} : fieldsOf(answers, name))),
        )
    }
    if (!reference) {
      use.unexpected.push(`by pages: no reference at ${page?.url.replace(place.serviceUrl, '')}`)
      continue
    }
    use.given.push({ reference })
    use.sentByPages += 1
  }
}

/** A whole page; 5xx is no answer yet. */
async function fine(loading: Promise<Page>): Promise<Page | undefined> {
  const page = await loading
  if (page.status >= 500 || page.status === 401) return undefined
  if (page.status >= 400) throw new Unexpected(`${page.status} at ${page.url}`)
  return page
}

/** Takes the next one that nobody decides on yet; some are left as they are. */
function nextOf(work: Work): Given | undefined {
  const found = work.use.given.find((one) => one.outcome === undefined && !taken.has(one.reference))
  if (found) taken.add(found.reference)
  return found
}
const taken = new Set<string>()

export async function officerByApi(work: Work, who: number): Promise<void> {
  const token = tokens(work, work.place.people.accountOf('caseworker', `officer-${who}`))
  for (; !work.over(); await pause()) {
    await call(work, 'GET', '/api/cases', token)
    const one = nextOf(work)
    if (!one || !(await isOpen(work, one.reference, token))) continue
    await call(work, 'POST', `/api/cases/${one.reference}/add-note`, token, { text: 'Rang them.' })
    work.deciding(one.reference)
    const outcome = `Outcome ${randomUUID()}`
    const answer = await call(work, 'POST', `/api/cases/${one.reference}/close-case`, token, {
      outcome,
      reason: 'Checked.',
    })
    if (answer?.status === 200) one.outcome = outcome
    else if (answer) work.use.unexpected.push(`deciding: ${answer.status} ${answer.text.slice(0, 200)}`)
  }
}

/** Waits until it can be worked on; false when time is over. */
async function isOpen(work: Work, reference: string, token: () => Promise<string>): Promise<boolean> {
  for (; !work.over(); await sleep(1000)) {
    const answer = await call(work, 'GET', `/api/cases/${reference}`, token)
    if (answer?.status === 200) return true
  }
  return false
}

export async function officerByPages(work: Work): Promise<void> {
  const { place, use } = work
  let browser: Browser | undefined
  const at = (path: string) => `${place.serviceUrl}${path}`
  const signedIn = async () => {
    const fresh = newBrowser()
    const page = await fine(fresh.get(at('/staff/cases')))
    const there = page && (await fine(fresh.submit(page, place.staff)))
    return there?.url === at('/staff/cases') ? fresh : undefined
  }
  const load = async (path: string) =>
    patiently(work, `the page ${path.replace(pattern, '*')}`, async () => {
      browser ??= await signedIn()
      const page = await browser?.get(at(path))
      if (page && new URL(page.url).pathname !== new URL(at(path)).pathname) browser = undefined
      return browser && page && page.status < 500 ? page : undefined
    })
  for (; !work.over(); await pause()) {
    await load('/staff/cases')
    await load('/staff/attention')
    const one = nextOf(work)
    if (!one) continue
    let form: Page | undefined
    for (; !work.over() && form?.status !== 200; await sleep(1000))
      form = await load(`/staff/cases/at/${one.reference}/case-management.closeCase`)
    if (form?.status !== 200) continue
    work.deciding(one.reference)
    const outcome = `Outcome ${randomUUID()}`
    const sent = form
    const done = await patiently(work, 'deciding by a page', async () => {
      const shown = await fine(browser!.submit(sent, { outcome, reason: 'Checked.' }))
      const page = shown && (await fine(browser!.submit(shown, { _confirmed: 'yes' })))
      return page && /is closed/.test(page.html) ? page : undefined
    })
    if (!done) continue
    one.outcome = outcome
    use.decidedByPages += 1
  }
}
