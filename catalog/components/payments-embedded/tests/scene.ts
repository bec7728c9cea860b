import type { Client } from '@composed/kit'
import { newReference } from '@composed/kit/testing'
import { type Browser, newBrowser, type Page } from '@composed/kit/testing/browser'
import type { operations } from '../../../capabilities/payments/contract.ts'
import type { Created, NewPayment } from '../src/shapes.ts'

export type Payments = Client<operations>

/** What createPayment takes, with what a test does not care about filled in. */
export function newPayment(given: Partial<NewPayment> = {}): NewPayment {
  return { reference: newReference(), amount: 6500, description: "Residents' parking permit", ...given }
}

/** A payment that can be made, with the reference of its record. */
export async function asked(
  payments: Payments,
  given: Partial<NewPayment> = {},
): Promise<Created & { reference: string; path: { paymentId: string } }> {
  const body = newPayment(given)
  const created = await payments.createPayment({ body })
  return { ...created, reference: body.reference, path: { paymentId: created.paymentId } }
}

/** A payment that was made on its page. */
export async function paid(payments: Payments, given: Partial<NewPayment> = {}) {
  const made = await asked(payments, given)
  await payOn(made.payUrl)
  return made
}

export type Card = 'accepted' | 'declined'

/** Opens the page of a payment and pays there. */
export async function payOn(url: string, card: Card = 'accepted', browser: Browser = newBrowser()): Promise<Page> {
  return browser.submit(await browser.get(url), { card })
}

/** The words of the part of a page that is its own. */
export const wordsOf = ({ html }: Page): string =>
  html
    .slice(html.indexOf('<main'), html.indexOf('</main>'))
    .replaceAll('&#39;', "'")
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
