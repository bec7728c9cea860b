import { may } from '../auth.ts'
import type { Principal } from '../definition.ts'
import { PageProblem } from '../pages/page-problem.ts'
import type { Called } from './parts.ts'

/** Whether a part lets somebody do this. The part decides again when it is called; whoever may not is offered nothing. */
export const mayCall = (principal: Principal, { operation }: Called): boolean => may(principal, operation.scope)

/** Ends in the page that says so when somebody may not. */
export function refuseUnless(allowed: boolean): asserts allowed {
  if (!allowed) throw new PageProblem(403, 'right')
}
