import { randomUUID } from 'node:crypto'
import { client } from '../../src/client.ts'
import { serviceToken } from '../../src/service-token.ts'
import { signIn } from '../sign-in.ts'
import { anyone } from './anyone.ts'

export interface Account {
  email: string
  password: string
}

interface CreateAccount {
  createAccount: {
    requestBody: { content: { 'application/json': object } }
    responses: { 201: { content: { 'application/json': object } } }
  }
}

/** Accounts of the place and their access tokens, each made once for all tests; signing in goes as in a browser. */
export function peopleOf(identityUrl: string, serviceUrl: string, clientSecret: string) {
  const own = (scope: string) => serviceToken({ identityUrl, clientId: 'service', clientSecret, scope })
  const token = own('accounts:manage')
  const identity = client<CreateAccount>('identity', { url: identityUrl, token })
  const accounts = new Map<string, Promise<Account>>()
  const tokens = new Map<string, Promise<string>>()

  async function make(role: string): Promise<Account> {
    const name = role || 'anyone'
    const account = { email: `${name}-${randomUUID()}@place.example`, password: `pass phrase ${randomUUID()}` }
    const roles = role === anyone ? [] : [role]
    await identity.createAccount({ body: { ...account, name: `Test ${name}`, roles } })
    return account
  }

  function accountOf(role: string, who = 'first'): Promise<Account> {
    const account = accounts.get(`${role}/${who}`) ?? make(role)
    accounts.set(`${role}/${who}`, account)
    return account
  }

  async function enter(role: string, who: string): Promise<string> {
    const redirectUri = `${serviceUrl}/staff/callback`
    const account = await accountOf(role, who)
    return (await signIn({ issuer: identityUrl, clientId: 'service', clientSecret, redirectUri, ...account }))
      .accessToken
  }

  function tokenOf(role: string, who = 'first'): Promise<string> {
    const entered = tokens.get(`${role}/${who}`) ?? enter(role, who)
    tokens.set(`${role}/${who}`, entered)
    return entered
  }

  const programs = new Map<string, () => Promise<string>>()
  function serviceTokenOf(scope: string): Promise<string> {
    const one = programs.get(scope) ?? own(scope)
    programs.set(scope, one)
    return one()
  }

  return { accountOf, tokenOf, serviceToken: serviceTokenOf }
}
