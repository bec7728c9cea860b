import { client, type Principal, Problem, ProblemResponse } from '@composed/kit'
import type { operations } from '../../../capabilities/identity/contract.ts'

/** The name of somebody who works here, as identity tells the one who asks; undefined for anybody else. */
export async function staffName(
  personId: string,
  principal: Principal,
  identityUrl: string,
): Promise<string | undefined> {
  const identity = client<operations>('identity', { url: identityUrl, token: async () => principal.token })
  try {
    return (await identity.getStaffMember({ path: { personId } })).name
  } catch (error) {
    if (error instanceof ProblemResponse && error.status === 404) return undefined
    // Whoever gives a case to somebody has to be allowed to see who works here.
    if (error instanceof ProblemResponse && error.status === 403) throw new Problem('forbidden', error.detail)
    throw error
  }
}

/**
 * Sees to it that a person whom `pointer` names works here, as identity tells the one who names them. Gives their name. @throws
 * Problem invalid-request for anybody else: a resident, one who left, nobody at all
 */
export async function demandStaff(
  personId: string,
  principal: Principal,
  identityUrl: string,
  pointer: string,
): Promise<string> {
  const name = await staffName(personId, principal, identityUrl)
  if (name === undefined)
    throw new Problem('invalid-request', 'This can be only somebody who works here.', [
      { pointer, detail: 'is nobody who works here' },
    ])
  return name
}
