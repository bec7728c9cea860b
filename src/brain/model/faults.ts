import { ComposeError } from '../../errors.ts'
import { type ApiFault, isFiltered, isTimeout, isTold, lacksCredit, namesNoModel, rootOf, tooLong } from './refusals.ts'
import { waitIn } from './retry.ts'

/** A failure of the endpoint, in words and with what to do. The provider's own words are cut short and hold no key. */
export function faultOf(error: unknown, name: string, patience: number): ComposeError {
  const { status, message = '', headers } = error as ApiFault
  const words = message.replace(/\s+/g, ' ').slice(0, 300)
  const failed = (what: string, suggestion: string) =>
    new ComposeError('provider-failed', `${name}: ${what}`, { suggestion, cause: error })
  if (tooLong.test(words))
    return failed(
      `the request is longer than the model can read (${words})`,
      'Choose a model with a longer context (--model), or shorten the goal.',
    )
  if (namesNoModel(error))
    return failed(
      `no such model (${words})`,
      'Check --model; on Azure it is the name of the deployment. compose doctor --model tries it.',
    )
  if (lacksCredit(error))
    return failed(
      `the account has no credit left (${words})`,
      'Add credit, or raise the limit of the account, at the provider; or use another key.',
    )
  if (isFiltered(error))
    return failed(
      `its filter refused the question (${words})`,
      'Word the goal differently, or choose another model (--model).',
    )
  if (status === 401 || status === 403)
    return failed(
      // There are other reasons to forbid something than its key.
      `it does not accept the key (status ${status === 403 ? words : status}).`,
      'Set OPENAI_API_KEY to a key of this endpoint; compose doctor --model tries it.',
    )
  if (status === 404)
    return failed(
      `no chat completions at this address (${words})`,
      'Check OPENAI_BASE_URL, which mostly ends in /v1; compose doctor --model tries it.',
    )
  if (status === 429) {
    const milliseconds = waitIn(headers)
    const wait = milliseconds && Math.ceil(milliseconds / 1000)
    return failed(
      `too many requests${wait ? `; it asks to wait ${wait} seconds` : ''}.`,
      `Wait${wait ? ` ${wait} seconds` : ''}, then go on.`,
    )
  }
  if (isTold(error)) return failed(`its answer is an error (${words})`, 'Try again later, or choose another model.')
  if (status !== undefined) return failed(`it answered with status ${status} (${words})`, `Try again later.`)
  if (isTimeout(error) || /timed? ?out/i.test(words))
    return failed(`no answer within ${Math.round(patience / 1000)} seconds.`, `Is it overloaded?`)
  return failed(`it cannot be reached (${rootOf(error)}).`, `Is OPENAI_BASE_URL right, and does the server run?`)
}
