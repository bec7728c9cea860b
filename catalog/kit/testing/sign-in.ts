import { createHash, randomBytes } from 'node:crypto'
import { type Browser, newBrowser, type Page } from './browser.ts'

export interface SignIn {
  issuer: string
  clientId: string
  clientSecret: string
  redirectUri: string
  email: string
  password: string
}

/** Drives the authorisation code flow with PKCE as a person with a browser would; throws when it does not end in a token. */
export async function signIn(options: SignIn): Promise<{ accessToken: string; idToken: string }> {
  const { page, browser, verifier } = await startSignIn(options)
  const end = await browser.submit(page, { email: options.email, password: options.password })
  return exchange(options, codeIn(end), verifier)
}

/** Asks for sign-in as a service does, up to the sign-in page (or beyond it, for somebody who is signed in). */
export async function startSignIn(
  options: Pick<SignIn, 'issuer' | 'clientId' | 'redirectUri'>,
  using: Browser = newBrowser(options.redirectUri),
  parameters: Record<string, string> = {},
) {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: options.clientId,
    response_type: 'code',
    scope: 'openid profile email',
    redirect_uri: options.redirectUri,
    state: 'a-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  })
  const page = await using.get(`${options.issuer}/auth?${query}`)
  return { page, browser: using, verifier }
}

/** The code in the address that the browser was sent back to. */
export function codeIn(page: Page): string {
  const code = new URL(page.url).searchParams.get('code')
  if (code === null) throw new Error(`Sign-in stopped with status ${page.status} at ${new URL(page.url).pathname}`)
  return code
}

export async function exchange(
  options: Pick<SignIn, 'issuer' | 'clientId' | 'clientSecret' | 'redirectUri'>,
  code: string,
  verifier: string,
): Promise<{ accessToken: string; idToken: string }> {
  const response = await requestToken(options, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: options.redirectUri,
    code_verifier: verifier,
  })
  const body = (await response.json()) as { access_token?: string; id_token?: string; error?: string }
  if (!body.access_token || !body.id_token) throw new Error(`No token: ${response.status} ${body.error}`)
  return { accessToken: body.access_token, idToken: body.id_token }
}

/** One request to the token endpoint, with the client's secret as HTTP Basic. */
export function requestToken(
  options: Pick<SignIn, 'issuer' | 'clientId' | 'clientSecret'>,
  parameters: Record<string, string>,
): Promise<Response> {
  const credentials = Buffer.from(`${options.clientId}:${options.clientSecret}`).toString('base64')
  return fetch(`${options.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams(parameters),
  })
}
