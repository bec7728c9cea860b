import { type Organisation, organisationFrom } from '@composed/kit/part-pages'
import * as z from 'zod'
import { type Cost, isPasswordHash, passwordCosts } from './passwords.ts'
import { type Rights, rightsIn } from './people.ts'

const scope = z.string().regex(/^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$/, { error: 'must be a scope, such as cases:read' })
const role = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, { error: 'must be a role, such as team-lead' })
/** What a service brings: the scopes that its own tokens may have, and what its people may. */
const rightsSchema = z.strictObject({
  scopes: z.array(scope),
  people: z.record(role.max(64), z.strictObject({ title: z.string().min(1).max(100), may: z.array(scope) })),
})

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const clientSchema = z.strictObject({
  id: z.string().min(1),
  secret: z.string().min(16, { error: 'must have at least 16 characters' }),
  redirectUris: z.array(url).default([]),
  postLogoutRedirectUris: z.array(url).default([]),
  scopes: rightsSchema.shape.scopes.default([]),
  people: rightsSchema.shape.people.default({}),
})

/** A program that may ask for tokens. */
export type Client = z.infer<typeof clientSchema>

export interface Settings {
  /** The address that tokens name as their issuer; the component's own when left out. */
  issuer: string | undefined
  /** Where a page links back to. */
  home: string | undefined
  title: string
  /** Whose pages they are, where organisation.yaml says so. */
  organisation: Organisation | undefined
  /** Where the notifications component is, by which links are sent. */
  notifications: string | undefined
  clients: Client[]
  rights: Rights
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
  const clients = readClients(config)
  return {
    issuer: config.IDENTITY_URL ? readIssuer(config.IDENTITY_URL) : undefined,
    home: config.SERVICE_URL || undefined,
    title: config.IDENTITY_TITLE || 'Your account',
    organisation: organisationFrom(config),
    notifications: config.NOTIFICATIONS_URL || undefined,
    clients,
    rights: rightsIn(clients),
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
  const rights = readRights(config.IDENTITY_RIGHTS)
  const parsed = clientSchema.safeParse({
    ...rights,
    id: 'service',
    secret: config.IDENTITY_CLIENT_SECRET,
    redirectUris: home ? [`${home}/staff/callback`] : [],
    postLogoutRedirectUris: home ? [`${home}/`] : [],
  })
  if (!parsed.success) {
    throw new Error(`IDENTITY_CLIENT_SECRET or SERVICE_URL cannot be used: ${explain(parsed.error)}`)
  }
  return [parsed.data]
}

function readRights(text: string | undefined): z.infer<typeof rightsSchema> {
  if (!text) throw new Error('IDENTITY_RIGHTS is not set: give what service/rights.json of the service holds.')
  const parsed = rightsSchema.safeParse(parseJson('IDENTITY_RIGHTS', text, 'what service/rights.json holds'))
  if (!parsed.success) throw new Error(`IDENTITY_RIGHTS cannot be used: ${explain(parsed.error)}`)
  return parsed.data
}

function parseClients(text: string): Client[] {
  const parsed = z
    .array(clientSchema)
    .min(1)
    .safeParse(parseJson('IDENTITY_CLIENTS', text, 'an array of clients'))
  if (!parsed.success) throw new Error(`IDENTITY_CLIENTS cannot be used: ${explain(parsed.error)}`)
  return parsed.data
}

function parseJson(name: string, text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not the parser's own message: it quotes the text, which holds secrets.
    throw new Error(`${name} is not JSON. It must be ${what}: see config in component.yaml.`)
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
