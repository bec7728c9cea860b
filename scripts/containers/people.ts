// node people.ts send | decide REFERENCE LEAD | told REFERENCE | acknowledged REFERENCE LEAD
// What people do with a service, by its pages, as a browser without JavaScript does it. LEAD is {"email", "password"}.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, newBrowser, type Page } from '../../catalog/kit/testing/browser.ts'

const service = process.env.SERVICE ?? 'http://127.0.0.1:3000'
const contact = 'resident@example.com'

/** What is typed in a field of this name; others get a few words, and choices their first one, or No. */
const typed: Record<string, string> = {
  homePostcode: 'ZZ99 1AB',
  'applicantContact-email': contact,
  subjectDateOfBirth: '',
}

const [task, reference = '', lead = '{}'] = process.argv.slice(2)
const who = JSON.parse(lead) as { email: string; password: string }

switch (task) {
  case 'send':
    console.log(await send())
    break
  case 'decide':
    await decide()
    break
  case 'told':
    await told()
    break
  case 'acknowledged':
    await acknowledged()
    break
  default:
    throw new Error(`nobody knows how to ${task}`)
}

async function send(): Promise<string> {
  const browser = newBrowser()
  let page = await browser.get(`${service}/apply`)
  for (let forms = 0; forms < 40; forms++) {
    const sent = /[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}/.exec(/confirmation/.test(page.url) ? page.html : '')
    if (sent) return sent[0]
    page = await fillIn(browser, page)
  }
  throw new Error(`the way does not end: ${page.url}`)
}

async function decide(): Promise<void> {
  const browser = await signedIn()
  await until('the case to be in the list', async () =>
    (await browser.get(`${service}/staff/cases`)).html.includes(reference),
  )
  const form = await browser.get(`${service}/staff/cases/at/${reference}/case-management.closeCase`)
  const shown = await fillIn(browser, form)
  const done = await browser.submit(shown, { _confirmed: 'yes' })
  if (!/is closed/.test(done.html)) throw new Error(`not decided: ${headingOf(done)}`)
}

async function told(): Promise<void> {
  const browser = newBrowser()
  await until('the outcome to be told', async () => {
    const page = await browser.submit(await browser.get(`${service}/track`), { reference, contact })
    return /Outcome/.test(page.html)
  })
}

async function acknowledged(): Promise<void> {
  const browser = await signedIn()
  await until('the message to have gone out', async () => {
    const page = await browser.get(`${service}/staff/cases/at/${reference}`)
    const [messages = ''] = /id="messages"[\s\S]*?(?=<h2|$)/.exec(page.html) ?? []
    return page.status === 200 && messages.includes(contact)
  })
}

async function signedIn(): Promise<Browser> {
  const browser = newBrowser()
  const page = await browser.submit(await browser.get(`${service}/staff/cases`), who)
  if (!page.url.startsWith(`${service}/staff/cases`))
    throw new Error(`not signed in: ${headingOf(page)} at ${page.url}`)
  return browser
}

async function fillIn(browser: Browser, page: Page): Promise<Page> {
  if (page.status >= 400) throw new Error(`${page.url} is ${page.status}: ${headingOf(page)}`)
  const main = page.html.slice(page.html.indexOf('<main'))
  const fields: Record<string, string> = {}
  for (const [tag] of main.matchAll(/<(input|textarea)\b[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
    const [name, value] = [attribute('name'), attribute('value')]
    if (attribute('type') === 'hidden') continue
    if (attribute('type') !== 'radio') fields[name] = typed[name] ?? 'Sample words'
    else if (fields[name] === undefined || value === 'no') fields[name] = value
  }
  for (const [, name = '', options = ''] of main.matchAll(/<select\b[^>]*\sname="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name] = /<option\b[^>]*\svalue="([^"]+)"/.exec(options)?.[1] ?? ''
  return browser.submit(page, fields)
}

function headingOf({ html }: Page): string | undefined {
  return /<h1[^>]*>([^<]*)/.exec(html)?.[1]?.trim()
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(500)) if (await holds()) return
  throw new Error(`waited 120 s for ${what}`)
}
