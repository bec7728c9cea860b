import * as z from 'zod'
import { type Cost, isPasswordHash, passwordCosts } from './passwords.ts'

/** Scopes of the default client: what a composed service asks of the components. */
export const serviceScopes = [
  'cases:read',
  'cases:write',
  'addresses:read',
  'messages:read',
  'messages:write',
  'audit:read',
  'audit:write',
  'identity:manage',
  'personal-data:manage',
]

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const clientSchema = z.strictObject({
  id: z.string().min(1),
  secret: z.string().min(16, { error: 'must have at least 16 characters' }),
  redirectUris: z.array(url).default([]),
  postLogoutRedirectUris: z.array(url).default([]),
  scopes: z.array(z.string().regex(/^\S+$/)).default([]),
})

/** A program that may ask for tokens. */
export type Client = z.infer<typeof clientSchema>

export interface Settings {
  /** The address that tokens name as their issuer; the component's own when left out. */
  issuer: string | undefined
  /** Where a page links back to. */
  home: string | undefined
  title: string
  /** Where the notifications component is, by which links are sent. */
  notifications: string | undefined
  clients: Client[]
  production: boolean
  staff: { email: string | undefined; password: string | undefined; passwordHash: string | undefined }
  passwordCost: Cost
  retentionDays: number
  signInsPerMinute: number
}

/** Reads the environment. Throws an error that names the variable and what to do; it never holds a secret's value. */
export function readSettings(config: Record<string, string | undefined>): Settings {
  const production = config.NODE_ENV === 'production'
  const passwordHash = config.STAFF_PASSWORD_HASH || undefined
  if (passwordHash !== undefined && !isPasswordHash(passwordHash)) {
    throw new Error('STAFF_PASSWORD_HASH is not a hash that `node src/hash-password.ts` of this component prints.')
  }
  if (production && config.STAFF_PASSWORD) {
    throw new Error('STAFF_PASSWORD is for local runs. In production set STAFF_PASSWORD_HASH instead.')
  }
  return {
    issuer: config.IDENTITY_URL ? readIssuer(config.IDENTITY_URL) : undefined,
    home: config.SERVICE_URL || undefined,
    title: config.IDENTITY_TITLE || 'Your account',
    notifications: config.NOTIFICATIONS_URL || undefined,
    clients: readClients(config),
    production,
    staff: { email: config.STAFF_EMAIL || undefined, password: config.STAFF_PASSWORD || undefined, passwordHash },
    passwordCost: readCost(config.PASSWORD_COST || 'strong', production),
    retentionDays: readCount(config, 'ACCOUNT_RETENTION_DAYS', 730),
    signInsPerMinute: readCount(config, 'SIGN_INS_PER_MINUTE', 100),
  }
}

function readIssuer(text: string): string {
  const parsed = URL.parse(text)
  // The text itself is the issuer that tokens name, so there is one way to write it.
  if (parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.origin === text.replace(/\/$/, '')) {
    return parsed.origin
  }
  throw new Error('IDENTITY_URL must be an http or https address without a path, such as https://identity.example.org')
}

function readClients(config: Record<string, string | undefined>): Client[] {
  if (config.IDENTITY_CLIENTS) return parseClients(config.IDENTITY_CLIENTS)
  if (!config.IDENTITY_CLIENT_SECRET) {
    throw new Error(
      'No client may ask for tokens: set IDENTITY_CLIENT_SECRET (16 characters or more) for the client `service`, or IDENTITY_CLIENTS.',
    )
  }
  const home = config.SERVICE_URL?.replace(/\/$/, '')
  const parsed = clientSchema.safeParse({
    id: 'service',
    secret: config.IDENTITY_CLIENT_SECRET,
    redirectUris: home ? [`${home}/staff/callback`] : [],
    postLogoutRedirectUris: home ? [`${home}/`] : [],
    scopes: serviceScopes,
  })
  if (!parsed.success) {
    throw new Error(`IDENTITY_CLIENT_SECRET or SERVICE_URL cannot be used: ${explain(parsed.error)}`)
  }
  return [parsed.data]
}

function parseClients(text: string): Client[] {
  const parsed = z.array(clientSchema).min(1).safeParse(parseJson(text))
  if (!parsed.success) throw new Error(`IDENTITY_CLIENTS cannot be used: ${explain(parsed.error)}`)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not the parser's own message: it quotes the text, which holds secrets.
    throw new Error('IDENTITY_CLIENTS is not JSON. It must be an array of clients: see config in component.yaml.')
  }
}

function explain(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`).join('; ')
}

function readCost(name: string, production: boolean): Cost {
  if (name === 'light' && production) throw new Error('PASSWORD_COST=light is for tests. In production leave it out.')
  if (name === 'light' || name === 'strong') return passwordCosts[name]
  throw new Error('PASSWORD_COST must be strong or light.')
}

function readCount(config: Record<string, string | undefined>, name: string, otherwise: number): number {
  const text = config[name]
  if (!text) return otherwise
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${name} must be a whole number from 1 to 999999.`)
  return Number(text)
}
