import { expect, test } from 'vitest'
import { hashPassword } from '../src/passwords.ts'
import { readSettings } from '../src/settings.ts'
import { rights } from './identity.ts'

const secret = 'a-secret-of-the-tests'
const client = { id: 'reports', secret: 'another-secret-of-the-tests', redirectUris: ['https://reports.example/back'] }

const IDENTITY_RIGHTS = JSON.stringify(rights)

test('the default client signs in at the staff callback of the service', () => {
  const { clients, issuer } = readSettings({
    IDENTITY_CLIENT_SECRET: secret,
    IDENTITY_RIGHTS,
    SERVICE_URL: 'https://service.example/',
    IDENTITY_URL: 'https://identity.example/',
  })
  expect(issuer).toBe('https://identity.example')
  expect(clients).toEqual([
    expect.objectContaining({
      id: 'service',
      secret,
      redirectUris: ['https://service.example/staff/callback'],
      postLogoutRedirectUris: ['https://service.example/'],
      ...rights,
    }),
  ])
})

test('IDENTITY_CLIENTS replaces it', () => {
  const { clients } = readSettings({ IDENTITY_CLIENTS: JSON.stringify([client]) })
  expect(clients).toEqual([{ ...client, postLogoutRedirectUris: [], scopes: [], people: {} }])
})

test.each<[string, Record<string, string>, string]>([
  ['no client at all', {}, 'IDENTITY_CLIENT_SECRET'],
  ['a short secret', { IDENTITY_CLIENT_SECRET: 'short' }, 'at least 16 characters'],
  ['a service address that is none', { IDENTITY_CLIENT_SECRET: secret, SERVICE_URL: 'service' }, 'SERVICE_URL'],
  ['clients that are no JSON', { IDENTITY_CLIENTS: `[{"id": "reports", "secret": "${secret}"` }, 'not JSON'],
  ['no client in the list', { IDENTITY_CLIENTS: '[]' }, 'IDENTITY_CLIENTS'],
  ['an unknown key', { IDENTITY_CLIENTS: JSON.stringify([{ ...client, role: 'x' }]) }, 'role'],
  [
    'a redirect to a script',
    { IDENTITY_CLIENTS: JSON.stringify([{ ...client, redirectUris: ['javascript:x'] }]) },
    '0.redirectUris.0',
  ],
  ['rights that are no JSON', { IDENTITY_CLIENT_SECRET: secret, IDENTITY_RIGHTS: '{' }, 'IDENTITY_RIGHTS is not JSON'],
  ['no rights', { IDENTITY_CLIENT_SECRET: secret, IDENTITY_RIGHTS: '' }, 'IDENTITY_RIGHTS is not set'],
  ...[
    ['people that nobody says', { scopes: [] }, 'people'],
    ['scopes that nobody says', { people: {} }, 'scopes'],
    ['a key that nobody knows', { ...rights, roles: {} }, 'the whole: Unrecognized key: "roles"'],
    [
      'two scopes in one',
      { ...rights, people: { lead: { title: 'Lead', may: ['cases:read a:b'] } } },
      'people.lead.may.0',
    ],
    ['a person without a title', { ...rights, people: { lead: { may: [] } } }, 'people.lead.title'],
    ['a level', { ...rights, people: { lead: { title: 'Lead', may: ['read'] } } }, 'people.lead.may.0'],
    [
      'a role that cannot be one',
      { ...rights, people: { 'Team Lead': { title: 'Lead', may: [] } } },
      'people.Team Lead',
    ],
    ['scopes of the service that are none', { ...rights, scopes: [''] }, 'scopes.0'],
  ].map(([name, given, named]): [string, Record<string, string>, string] => [
    `rights with ${name}`,
    { IDENTITY_CLIENT_SECRET: secret, IDENTITY_RIGHTS: JSON.stringify(given) },
    `IDENTITY_RIGHTS cannot be used: ${named}`,
  ]),
  [
    'a client whose people may what is no scope',
    { IDENTITY_CLIENTS: JSON.stringify([{ ...client, people: { lead: { title: 'Lead', may: ['everything'] } } }]) },
    '0.people.lead.may.0',
  ],
  ['an issuer with a path', { IDENTITY_CLIENT_SECRET: secret, IDENTITY_URL: 'https://a.example/b' }, 'IDENTITY_URL'],
  [
    'a staff password in production',
    { IDENTITY_CLIENT_SECRET: secret, STAFF_PASSWORD: secret, NODE_ENV: 'production' },
    'STAFF_PASSWORD_HASH',
  ],
  [
    'light passwords in production',
    { IDENTITY_CLIENT_SECRET: secret, PASSWORD_COST: 'light', NODE_ENV: 'production' },
    'PASSWORD_COST',
  ],
  ['a cost that nobody knows', { IDENTITY_CLIENT_SECRET: secret, PASSWORD_COST: 'none' }, 'PASSWORD_COST'],
  ['a hash that is none', { IDENTITY_CLIENT_SECRET: secret, STAFF_PASSWORD_HASH: secret }, 'STAFF_PASSWORD_HASH'],
  [
    'a retention that is no number',
    { IDENTITY_CLIENT_SECRET: secret, ACCOUNT_RETENTION_DAYS: 'two years' },
    'ACCOUNT_RETENTION_DAYS',
  ],
])('%s: the error names the variable and never a secret', (_name, config, named) => {
  let message = ''
  try {
    readSettings({ IDENTITY_RIGHTS, ...config })
  } catch (error) {
    message = String(error)
  }
  expect(message).toContain(named)
  expect(message).not.toContain(secret)
  expect(message).not.toContain(client.secret)
})

test('a hash of ours is taken, also in production', async () => {
  const hash = await hashPassword('three random words')
  const config = { IDENTITY_CLIENT_SECRET: secret, STAFF_PASSWORD_HASH: hash, NODE_ENV: 'production', IDENTITY_RIGHTS }
  expect(readSettings(config)).toMatchObject({ production: true, staff: { passwordHash: hash } })
})
