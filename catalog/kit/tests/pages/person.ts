import { JSDOM } from 'jsdom'

/** One page as a person has it before them. */
export interface Seen {
  status: number
  headers: Headers
  url: URL
  /** its path without the id of the application, which is another one each time */
  place: string
  document: Document
  html: string
  /** text of the page's h1 */
  heading: string
  /** lines of the error summary */
  mistakes: string[]
}

/** What is filled in, by the name of the field. */
export type Filled = Record<string, string | string[] | File>

/** A browser without JavaScript: cookies, links, forms. Cookies are kept per host and port, which is stricter than a browser. */
export class Person {
  readonly home: string
  readonly #parser: DOMParser
  readonly jar = new Map<string, Map<string, string>>()
  /** path of the application last seen */
  application = '/apply'
  /** headers of every request that a test wants to be different */
  headers: Record<string, string> = {}

  constructor(home: string) {
    this.home = home
    // One window for all pages: making one takes longer than all else in a test. It never runs a page's scripts.
    this.#parser = new new JSDOM('', { url: home }).window.DOMParser()
  }

  /** One request without following redirects. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.home)
    const cookies = [...(this.jar.get(url.origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', ...(cookies ? { cookie: cookies } : {}), ...this.headers, ...init.headers }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    const jar = this.jar.get(url.origin) ?? new Map<string, string>()
    this.jar.set(url.origin, jar)
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  /** One request, following redirects, as a page. */
  async see(path: string, init: RequestInit = {}): Promise<Seen> {
    let url = new URL(path, this.home)
    let response = await this.ask(url.href, init)
    for (let hops = 0; response.status >= 300 && response.status < 400 && hops < 12; hops += 1) {
      url = new URL(response.headers.get('location') ?? '', url)
      response = await this.ask(url.href)
    }
    this.application = /^\/apply\/[0-9a-f]{16}/.exec(url.pathname)?.[0] ?? this.application
    const html = await response.text()
    const document = this.#parser.parseFromString(html, 'text/html')
    const texts = (selector: string) => [...document.querySelectorAll(selector)].map((one) => tidy(one.textContent))
    return {
      status: response.status,
      headers: response.headers,
      url,
      place: placeOf(url.pathname),
      document,
      html,
      heading: texts('h1')[0] ?? '',
      mistakes: texts('.govuk-error-summary__list li'),
    }
  }

  /** A page of the application last seen. */
  step(name: string): Promise<Seen> {
    return this.see(`${this.application}/${name}`)
  }

  /** Fills in the form of a page and sends it, with the hidden fields it has. */
  async send(page: Seen, answers: Filled = {}, selector = 'main form'): Promise<Seen> {
    const { path, body } = this.fill(page, answers, selector)
    return this.see(path, { method: 'POST', body })
  }

  /** What sending the form of a page would send. */
  filled(page: Seen, answers: Filled = {}, selector = 'main form'): { path: string; body: URLSearchParams } {
    const { path, body } = this.fill(page, answers, selector)
    if (body instanceof FormData) throw new Error(`The form of ${page.url.pathname} brings files`)
    return { path, body }
  }

  /** The same, as its form says: with files or as text alone. */
  fill(page: Seen, answers: Filled = {}, selector = 'main form'): { path: string; body: URLSearchParams | FormData } {
    const form = page.document.querySelector<HTMLFormElement>(selector)
    if (form === null) throw new Error(`No form on ${page.url.pathname}: ${page.heading}`)
    const body = form.enctype === 'multipart/form-data' ? new FormData() : new URLSearchParams()
    for (const input of form.querySelectorAll<HTMLInputElement>('input[type=hidden]')) body.set(input.name, input.value)
    for (const [name, value] of Object.entries(answers)) {
      if (form.querySelector(`[name="${name}"]`) === null) throw new Error(`No field ${name} on ${page.url.pathname}`)
      for (const one of [value].flat()) {
        if (body instanceof FormData && one instanceof File) body.append(name, one)
        else body.append(name, String(one))
      }
    }
    return { path: form.action, body }
  }

  /** Comes back after more than 2 hours: the cookie is an old one, which has no session and begins none. */
  comeBackLate(): void {
    const old = Buffer.alloc(32, 7)
    old.writeUInt32BE(Math.floor(Date.now() / 1000) - 7201)
    const jar = this.jar.get(new URL(this.home).origin)
    for (const name of jar?.keys() ?? []) jar?.set(name, old.toString('base64url'))
  }

  /** Signs in at the provider's page. */
  async signIn(account: string, path = '/staff'): Promise<Seen> {
    const choice = await this.see(path)
    const link = [...choice.document.querySelectorAll('a')].find((one) => one.textContent === account)
    if (link === undefined) throw new Error(`Not at the provider: ${choice.url.href} ${choice.heading}`)
    return this.see(new URL(link.getAttribute('href') ?? '', choice.url).href)
  }
}

export const placeOf = (path: string): string => path.replace(/^\/apply\/[0-9a-f]{16}/, '/apply')

export const tidy = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim()

/** Answers of a whole journey, in order; `danger` is asked because `urgent` is yes. */
export const JOURNEY: [question: string, answers: Record<string, string>][] = [
  ['fullName', { fullName: 'Test Person' }],
  ['email', { email: 'test@example.com' }],
  ['phone', { phone: '' }],
  ['postcode', { postcode: 'zz991ab' }],
  ['address', { address: '9999000002' }],
  ['urgent', { urgent: 'yes' }],
  ['danger', { danger: 'cold' }],
  ['seenOn', { 'seenOn-day': '3', 'seenOn-month': '11', 'seenOn-year': '2026' }],
  ['details', { details: 'The lights have been off\nfor a week.' }],
]

/** Past the page that says whom to call first. */
export const goOn = (person: Person, page: Seen): Promise<Seen> | Seen => {
  const next = page.place.endsWith('/first') && page.document.querySelector('main a.govuk-button')?.getAttribute('href')
  return next ? person.see(next) : page
}

/** Answers the questions up to, and not including, `until`; returns the page then shown. */
export async function answer(person: Person, until = '', changed: Record<string, string> = {}): Promise<Seen> {
  let page = await person.see('/apply')
  const begun = page.document.querySelector<HTMLInputElement>('[name=which]')
  if (begun !== null) page = await person.send(page, { which: begun.value })
  for (const [question, answers] of JOURNEY) {
    if (question === until) return page
    if (page.place !== `/apply/${question}`) continue
    const own = Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, changed[name] ?? value]))
    page = await goOn(person, await person.send(page, own))
  }
  return page
}
