import { audience } from './auth.ts'
import { ProblemResponse } from './problem.ts'

export interface ServiceTokenOptions {
  identityUrl: string
  clientId: string
  clientSecret: string
  /** Space separated. */
  scope: string
}

/** Gives the service's own access token (client credentials), fetched anew 30 s before it expires. Throws ProblemResponse. */
export function serviceToken(options: ServiceTokenOptions): () => Promise<string> {
  let held: { token: string; until: number } | undefined
  let fetching: Promise<string> | undefined
  return async () => {
    if (held && held.until > Date.now()) return held.token
    // Several callers at once share one fetch; a failed one is not kept.
    fetching ??= fetchToken(options)
      .then((fetched) => {
        held = fetched
        return fetched.token
      })
      .finally(() => {
        fetching = undefined
      })
    return fetching
  }
}

async function fetchToken({
  identityUrl,
  clientId,
  clientSecret,
  scope,
}: ServiceTokenOptions): Promise<{ token: string; until: number }> {
  const credentials = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString(
    'base64',
  )
  const response = await fetch(`${identityUrl}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource: audience }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause) => {
    throw new ProblemResponse(503, 'unavailable', 'identity does not answer.', { cause })
  })
  const body = (await response.json().catch(() => ({}))) as { access_token?: string; expires_in?: number }
  if (response.ok && body.access_token)
    return { token: body.access_token, until: Date.now() + ((body.expires_in ?? 60) - 30) * 1000 }
  const status = response.status >= 500 ? 503 : response.status
  throw new ProblemResponse(
    status,
    status === 503 ? 'unavailable' : 'unauthenticated',
    `identity refused a token for ${clientId} (${response.status}).`,
  )
}
