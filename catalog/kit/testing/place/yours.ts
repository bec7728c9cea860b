import { type Browser, newBrowser, type Page } from '../browser.ts'
import { serviceUrl } from './index.ts'

/** What whoever sent a record sees and does of it, in a browser in which they have found it. */
export interface Yours {
  page(): Promise<Page>
  /** Whether their page leads to an operation or an address. */
  leadsTo(place: string): Promise<boolean>
  /** The form of an operation; their page, while it cannot be done. */
  form(operation: string): Promise<Page>
  /** Does it as a person does. Throws when it is not taken. */
  does(operation: string, fields: Record<string, string>): Promise<Page>
}

const pathOf = (operation: string) => `/yours/${operation}`

/** Finds a record as whoever sent it does. */
export async function yoursOf(given: { reference: string; contact: string }): Promise<Yours> {
  const browser: Browser = newBrowser()
  await browser.submit(await browser.get(`${serviceUrl}/track`), given)
  const page = () => browser.get(`${serviceUrl}/yours`)
  const form = (operation: string) => browser.get(`${serviceUrl}${pathOf(operation)}`)
  return {
    page,
    form,
    leadsTo: async (place) => {
      const { html } = await page()
      return [place, pathOf(place)].some((address) => html.includes(`href="${address}"`))
    },
    does: async (operation, fields) => {
      const done = await browser.submit(await form(operation), fields)
      if (done.status !== 200 || new URL(done.url).pathname !== '/yours')
        throw new Error(`${operation} was not taken: ${done.status} ${done.url}`)
      return done
    },
  }
}
