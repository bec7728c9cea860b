import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, newBrowser, type Page } from './browser.ts'

const main = fileURLToPath(new URL('../../service/src/main.ts', import.meta.url))

export interface Answering {
  url: string
  /** All that the service has written so far. */
  output(): string
  /** What lies in the only folder that the service may take for its own: home and temporary files. */
  written(): Promise<string[]>
  /** Asks by the API. `raw` is sent as it is. */
  ask(body: unknown): Promise<Answered>
  send(raw: string | undefined): Promise<Answered>
  stop(): Promise<void>
}

export interface Answered {
  status: number
  headers: Headers
  /** The code of a problem. */
  code: string | undefined
  /** What follows, by the names of rules; nothing for a problem. */
  told: Record<string, { is: unknown; because?: string }>
  /** The detail of a problem. */
  detail: string | undefined
}

/**
 * The service of this folder as a process of its own: no database, no other setting than where its parts are, every line of its
 * log kept.
 */
export async function startAnswering(partUrls: Record<string, string> = {}): Promise<Answering> {
  const home = await mkdtemp(join(tmpdir(), 'answering-'))
  const child = spawn(process.execPath, ['--disable-warning=DeprecationWarning', main], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      TMPDIR: home,
      TZ: 'UTC',
      PORT: '0',
      RATE_LIMIT_PER_MINUTE: '100000',
      ...partUrls,
    },
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const url = await listening(child, () => output)
  const send = async (raw: string | undefined): Promise<Answered> => {
    const response = await fetch(`${url}/api/answers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(raw === undefined ? {} : { body: raw }),
    })
    const { status, headers } = response
    const body: unknown = await response.json()
    if (status === 200) return { status, headers, code: undefined, told: body as Answered['told'], detail: undefined }
    const { code, detail } = body as { code: string; detail: string }
    return { status, headers, code, told: {}, detail }
  }
  return {
    url,
    output: () => output,
    written: () => readdir(home, { recursive: true }),
    ask: (body) => send(JSON.stringify(body)),
    send,
    stop: async () => {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Where it listens, as its log says. */
async function listening(child: ChildProcess, output: () => string): Promise<string> {
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`the service ended with status ${status}: ${output()}`)
  })
  await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  for (let tries = 0; tries < 200; tries += 1) {
    const found = /"msg":"Server listening at (http:[^"]+)"/.exec(output())?.[1]
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`the service did not say where it listens: ${output()}`)
}

/** The question that a page asks; undefined where it asks none. */
export const askedOn = ({ html }: Page): string | undefined =>
  /<form[^>]*\saction="\/questions\/([^"/]+)"/.exec(html.slice(html.indexOf('<main')))?.[1]

/** From the start page through the questions, with what is typed for each, until nothing is asked any more or `until` is. */
export async function goThrough(
  url: string,
  typed: (question: string) => Record<string, string>,
  look: (page: Page) => Promise<void> | void = () => {},
  until?: string,
  browser: Browser = newBrowser(),
): Promise<Page> {
  await look(await browser.get(`${url}/`))
  let page = await browser.get(`${url}/questions`)
  for (let count = 0; count < 200; count += 1) {
    await look(page)
    const question = askedOn(page)
    if (question !== undefined && question !== until) page = await browser.submit(page, typed(question))
    else if (question === undefined && leadsOn(page)) page = await browser.submit(page, {})
    else return page
  }
  throw new Error(`no end of the questions: ${page.url}`)
}

/** Whether a page only says something first, and its button leads on. */
const leadsOn = ({ html }: Page) => /<button[^>]*>\s*Continue\s*<\/button>/.test(html.slice(html.indexOf('<main')))
