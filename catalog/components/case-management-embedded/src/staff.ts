import { client, type Principal, Problem, ProblemResponse } from '@composed/kit'
import type { operations } from '../../../capabilities/identity/contract.ts'

/**
 * Sees to it that a case is given to somebody who works here, as identity tells the one who gives it. @throws Problem
 * invalid-request for anybody else: a resident, one who left, nobody at all
 */
export async function demandStaff(personId: string, principal: Principal, identityUrl: string): Promise<void> {
  const identity = client<operations>('identity', { url: identityUrl, token: async () => principal.token })
  await identity.getStaffMember({ path: { personId } }).catch((error: unknown) => {
    // Whoever gives a case to somebody has to be allowed to see who works here.
    if (error instanceof ProblemResponse && error.status === 403) throw new Problem('forbidden', error.detail)
    if (!(error instanceof ProblemResponse) || error.status !== 404) throw error
    throw new Problem('invalid-request', 'A case can be given only to somebody who works here.', [
      { pointer: '/body/assignee', detail: 'is nobody who works here' },
    ])
  })
}
