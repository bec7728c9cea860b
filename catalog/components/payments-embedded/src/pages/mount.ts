import { fileURLToPath } from 'node:url'
import type { Database } from '@composed/kit'
import { moneyText, mountPartPages, PageError, partHeaders, partRenderer, sendPage } from '@composed/kit/part-pages'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findByLink, mostTries, type OnPage, tryToPay } from '../pay.ts'
import { canBePaid } from '../payments.ts'
import type { Settings } from '../settings.ts'
import { endedPage } from './ended.ts'
import { readChoice } from './form.ts'

type PayRequest = FastifyRequest<{ Params: { link: string } }>

const templates = fileURLToPath(new URL('../../pages', import.meta.url))

/**
 * The page on which a payment is made. Whoever knows its address can pay, so it needs neither cookie nor token. It asks for
 * nothing of a card: what nobody is asked for can neither be kept nor logged.
 */
export async function mountPages(app: FastifyInstance, db: Database, settings: Settings): Promise<void> {
  const { home, organisation } = settings
  const render = partRenderer(templates, settings)

  const find = async (link: string) => {
    const found = await findByLink(link, db)
    if (found) return found
    throw new PageError(404, 'There is nothing to pay here', ['Check the address: it must be as it was sent to you.'])
  }
  const show = (reply: FastifyReply, { payment, tries }: OnPage, fault?: string) => {
    if (!canBePaid(payment)) {
      const onward = payment.returnUrl ?? home
      return sendPage(reply, 200, render('ended', { ...endedPage(payment), onward }))
    }
    const { amount, description, reference, payBy } = payment
    const faults = fault === undefined ? [] : [{ field: 'card', text: fault }]
    const data = { payment: { amount, description, reference, payBy: payBy.toISOString() }, seen: tries, faults }
    return sendPage(reply, fault ? 400 : 200, render('pay', { heading: `Pay ${moneyText(amount)}`, ...data }))
  }

  await mountPartPages(app, { headers: partHeaders(), render, organisation }, (scope) => {
    // Only looked at: programs that check mail for viruses open every link.
    scope.get('/pay/:link', async ({ params }: PayRequest, reply) => show(reply, await find(params.link)))

    scope.post('/pay/:link', async (request: PayRequest, reply) => {
      const { link } = request.params
      const before = await find(link)
      const { seen, accepted } = readChoice(request)
      if (accepted === undefined) return show(reply, before, 'Select what the bank says')
      const { declined } = await tryToPay(link, seen, accepted, db)
      const after = await find(link)
      if (declined) {
        const left = mostTries - after.tries
        return show(
          reply,
          after,
          `The card was declined. Nothing was paid. You can try ${left} more ${left === 1 ? 'time' : 'times'}`,
        )
      }
      return reply.redirect(`/pay/${link}`, 303)
    })
  })
}
