import type { Grant, KoaContextWithOIDC } from 'oidc-provider'

/**
 * The grant of a signed-in person for the client that asks. Every client is one of the place's own, so the person is
 * not asked to consent: a grant of what was requested is made at the first need.
 */
export async function existingGrant(context: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { account, client, provider, session } = context.oidc
  if (account === undefined || client === undefined || session === undefined) return undefined
  const grantId = context.oidc.result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  const grant =
    known?.accountId === account.accountId && known.clientId === client.clientId
      ? known
      : new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope([...context.oidc.requestParamOIDCScopes].join(' '))
  await grant.save()
  return grant
}
