import { ask } from '../src/ask.ts'

interface Cookie {
  name: string
  value: string
  host: string
  path: string
}

export interface Page {
  url: string
  status: number
  headers: Headers
  html: string
  /** Every address that a redirect named on the way here, in order. */
  redirects: string[]
}

export interface Browser {
  /** Loads a page and follows redirects, but never to an address that starts with `stopAt`. */
  get(url: string): Promise<Page>
  /** Sends the form of a page, with its hidden fields, to where the form says. */
  submit(page: Page, fields: Record<string, string | File>): Promise<Page>
  post(url: string, fields: Record<string, string>): Promise<Page>
  cookies: Cookie[]
}

/** The little of a browser that a form needs: cookies by host and path, redirects, hidden fields; no JavaScript. */
export function newBrowser(stopAt = '\0'): Browser {
  const cookies: Cookie[] = []

  async function load(start: string, fields?: Record<string, string | File>): Promise<Page> {
    const redirects: string[] = []
    let url = start
    let body = fields && (await formOf(fields))
    for (;;) {
      const { status, headers, html } = await send(new URL(url), cookieHeader(cookies, new URL(url)), body)
      keep(cookies, new URL(url), headers.getSetCookie())
      const location = headers.get('location')
      if (location === null) return { url, status, headers, html, redirects }
      url = new URL(location, url).href
      body = undefined
      redirects.push(url)
      if (url.startsWith(stopAt)) return { url, status, headers, html, redirects }
    }
  }

  return {
    cookies,
    get: (url) => load(url),
    post: (url, fields) => load(url, fields),
    submit: (page, fields) => {
      // The header may hold a form of its own, such as the one that signs out.
      const main = page.html.slice(Math.max(0, page.html.indexOf('<main')))
      const action = /<form[^>]*\saction="([^"]*)"/.exec(main)?.[1] ?? page.url
      return load(new URL(action, page.url).href, { ...hiddenFields(main), ...fields })
    },
  }
}

interface Form {
  type: string
  body: string | Buffer
}

/** A form as browsers send it: in parts where it brings a file. */
async function formOf(fields: Record<string, string | File>): Promise<Form> {
  const entries = Object.entries(fields)
  const texts = entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  if (texts.length === entries.length)
    return {
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      body: new URLSearchParams(texts).toString(),
    }
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  const whole = new Response(data)
  return { type: whole.headers.get('content-type')!, body: Buffer.from(await whole.arrayBuffer()) }
}

/** One request. Not by `fetch`, which takes several times the processor. */
async function send(url: URL, cookie: string, form?: Form) {
  const answer = await ask(url, {
    method: form ? 'POST' : 'GET',
    headers: {
      accept: 'text/html',
      cookie,
      ...(form && { 'content-type': form.type }),
    },
    body: form?.body,
    timeoutMs: 300_000,
  })
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one)
  return { status: answer.status, headers, html: await answer.text() }
}

export function hiddenFields(html: string): Record<string, string> {
  const tags = html.match(/<input type="hidden"[^>]*>/g) ?? []
  return Object.fromEntries(
    tags.map((tag) => [/name="([^"]*)"/.exec(tag)?.[1] ?? '', unescaped(/value="([^"]*)"/.exec(tag)?.[1] ?? '')]),
  )
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** What a template has escaped, as a browser reads it. */
const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!)

function cookieHeader(cookies: Cookie[], url: URL): string {
  const sent = cookies.filter(({ host, path }) => host === url.hostname && url.pathname.startsWith(path))
  return sent.map(({ name, value }) => `${name}=${value}`).join('; ')
}

function keep(cookies: Cookie[], url: URL, headers: string[]): void {
  for (const header of headers) {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim())
    const name = pair.slice(0, pair.indexOf('='))
    const attribute = (wanted: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1)
    const cookie = { name, value: pair.slice(name.length + 1), host: url.hostname, path: attribute('path') ?? '/' }
    const old = cookies.findIndex((known) => known.name === name && known.path === cookie.path)
    if (old >= 0) cookies.splice(old, 1)
    const expires = attribute('expires')
    if (expires === undefined || new Date(expires).getTime() > Date.now()) cookies.push(cookie)
  }
}

/** What a page offers to be picked for a question, in its order: beside each other, or in a list. */
export function offers(html: string, name: string): string[] {
  const [, list] = new RegExp(`<select[^>]*name="${name}"[^>]*>([\\s\\S]*?)</select>`).exec(html) ?? []
  const found =
    list?.matchAll(/<option value="([^"]+)"/g) ??
    html.matchAll(new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]+)"`, 'g'))
  return [...found].map(([, value]) => value!)
}
