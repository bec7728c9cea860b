import type { CloudEvent, Transaction } from '@composed/kit'
import { append } from './chain.ts'

const reference = /^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/
const property = /^[a-zA-Z]{1,40}$/
const keyword = /^[a-z]{1,40}(-[a-z]{1,40}){0,4}$/

/**
 * Appends one entry for an event, whoever sent it. An event that has its entry is passed over: the channel delivers
 * once for as long as it remembers an event, the chain remembers for good.
 */
export async function appendEvent(event: CloudEvent, tx: Transaction): Promise<void> {
  const known = await tx.query('select 1 from entry where event_id = $1', [event.id])
  if (known.length > 0) return
  await append(
    {
      at: new Date().toISOString(),
      action: event.type,
      actor: event.source,
      reference: event.subject && reference.test(event.subject) ? event.subject : undefined,
      detail: keywordsOf(event.data ?? {}),
      eventId: event.id,
    },
    tx,
  )
}

/**
 * The parts of an event that are words of its contract, like `status: waiting`. Nothing else is kept: events should be
 * free of personal data, but what once got into the chain could never be erased.
 */
function keywordsOf(data: Record<string, unknown>): string | undefined {
  const parts = Object.entries(data).filter(
    ([name, value]) => property.test(name) && typeof value === 'string' && keyword.test(value),
  )
  const detail = parts.map(([name, value]) => `${name}: ${value}`).join(', ')
  return detail === '' ? undefined : detail.slice(0, 500)
}
