import { randomUUID } from 'node:crypto'
import { bankHolidaysBy } from '@composed/kit/bank-holidays'
import { type Browser, newBrowser, type Page } from '@composed/kit/testing/browser'
import { signIn } from '@composed/kit/testing/sign-in'
import type { Plan } from '../../src/schema.ts'
import { applyPlan } from './applied.ts'
import { eventually, referenceIn, startIn } from './delivered.ts'
import { fieldsOf } from './submission.ts'

// A service that was composed of a plan and runs, with people who send something and people who work on it, each by the pages
// and by the API as they would.

type Row = Record<string, unknown>

/** Somebody who works there. */
export interface Colleague {
  id: string
  name: string
  /** An answer of the service's API: its status, and what it holds. */
  api(method: string, path: string, body?: object): Promise<{ status: number; body: Row }>
  /** What they have before them of a record, once it is there. */
  sees(reference: string): Promise<Row>
  /** How many messages about a record say something, once there are as many. */
  told(reference: string, says: string, count?: number): Promise<string>
  page(path: string): Promise<Page>
  browser: Browser
}

/** Somebody who sent something, in a browser in which they have found it. */
export interface Sender {
  reference: string
  page(): Promise<string>
  does(operation: string, fields: Record<string, string>): Promise<string>
  /** Whether their page lets them do it. */
  can(operation: string): Promise<boolean>
}

export interface Office {
  url: string
  takeOn(name: string, role: string): Promise<Colleague>
  /** Sends something by the pages; gives the questions that were asked as well. */
  send(answers: Record<string, string>, contact: string): Promise<Sender & { asked: string[] }>
  close(): Promise<void>
}

/** What a page says. */
export const wordsOf = ({ html }: Page): string =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')

const holiday = bankHolidaysBy({})

/** Five o'clock in London so many working days after a moment, counted day by day. */
export function workingDaysAfter(moment: string, count: number): string {
  const london = (at: Date) => at.toLocaleDateString('sv-SE', { timeZone: 'Europe/London' })
  const at = new Date(`${london(new Date(moment))}T12:00:00Z`)
  for (let left = count; left > 0; ) {
    at.setUTCDate(at.getUTCDate() + 1)
    if (![0, 6].includes(at.getUTCDay()) && !holiday(london(at))) left -= 1
  }
  const hour = Number(at.toLocaleTimeString('en-GB', { timeZone: 'Europe/London', hour: '2-digit' }).slice(0, 2))
  at.setUTCHours(17 - (hour - 12))
  return at.toISOString()
}

export async function openOffice(plan: Plan, name: string): Promise<Office> {
  const applied = await applyPlan(plan, name)
  const { ports, staged } = applied
  const clientSecret = randomUUID()
  const lead = { email: 'first@place.example', password: 'correct horse battery staple 42' }
  const running = await startIn(staged.folder, ports, {
    command: [process.execPath, 'kit/start.mjs'],
    env: {
      STAFF_EMAIL: lead.email,
      STAFF_PASSWORD: lead.password,
      IDENTITY_CLIENT_SECRET: clientSecret,
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
  })
  const redirectUri = `${ports.url}/staff/callback`
  const tokenOf = async (account: typeof lead) =>
    (await signIn({ issuer: ports.identityUrl, clientId: 'service', clientSecret, redirectUri, ...account }))
      .accessToken
  const sent = async (base: string, token: string, method: string, path: string, body?: object) => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Row }
  }
  const manager = tokenOf(lead)
  let people = 0

  return {
    url: ports.url,

    async takeOn(called, role) {
      people += 1
      const account = { email: `colleague-${people}@place.example`, password: `pass phrase ${randomUUID()}` }
      const made = await sent(ports.identityUrl, await manager, 'POST', '/accounts', {
        ...account,
        name: called,
        roles: [role],
      })
      if (made.status !== 201) throw new Error(`no account: ${made.status} ${JSON.stringify(made.body)}`)
      const token = await tokenOf(account)
      const browser = newBrowser()
      const entered = await browser.submit(await browser.get(`${ports.url}/staff/cases`), account)
      if (entered.status !== 200) throw new Error(`${called} did not get in: ${entered.status} ${entered.url}`)
      const api: Colleague['api'] = (method, path, body) => sent(ports.url, token, method, path, body)
      return {
        id: String(made.body.personId),
        name: called,
        api,
        browser,
        page: (path) => browser.get(`${ports.url}${path}`),
        sees: (reference) =>
          eventually(`${reference} to be there`, async () => {
            const { status, body } = await api('GET', `/api/cases/${reference}`)
            return status === 200 ? body : undefined
          }),
        told: (reference, says, count = 1) =>
          eventually(`${count} messages that say "${says}"`, async () => {
            const { body } = await api('GET', `/api/messages?reference=${reference}`)
            const all = ((body.messages ?? []) as { body: string }[]).filter((one) => one.body.includes(says))
            return all.length === count ? (all.at(-1)?.body ?? '') : undefined
          }),
      }
    },

    async send(answers, contact) {
      const browser = newBrowser()
      const asked: string[] = []
      let page = await browser.get(`${ports.url}/apply`)
      for (;;) {
        const at = new URL(page.url).pathname.split('/').at(-1)!
        if (at === 'check') break
        asked.push(at)
        const given = at === 'applicantContact' ? { 'applicantContact-email': contact } : fieldsOf(answers, at)
        const next = await browser.submit(page, given)
        if (next.status !== 200 || next.url === page.url) throw new Error(`${at} was not taken: ${wordsOf(next)}`)
        page = next
      }
      const reference = referenceIn((await browser.submit(page, {})).html)
      const own = newBrowser()
      await own.submit(await own.get(`${ports.url}/track`), { reference, contact })
      const yours = () => own.get(`${ports.url}/yours`)
      return {
        reference,
        asked,
        page: async () => wordsOf(await yours()),
        can: async (operation) => (await yours()).html.includes(`href="/yours/${operation}"`),
        does: async (operation, fields) =>
          wordsOf(await own.submit(await own.get(`${ports.url}/yours/${operation}`), fields)),
      }
    },

    async close() {
      await running.destroy()
      await applied.dispose()
    },
  }
}
