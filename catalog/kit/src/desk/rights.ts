import { may } from '../auth.ts'
import type { Principal } from '../definition.ts'
import { PageProblem } from '../pages/page-problem.ts'
import type { Called } from './parts.ts'
import type { ReadyAction } from './ready-action.ts'

/** Whether a part lets somebody do this. The part decides again when it is called; whoever may not is offered nothing. */
export const mayCall = (principal: Principal, { operation }: Called): boolean => may(principal, operation.scope)

/** Whether a part lets somebody do this, with all that it holds. */
export const mayDo = (principal: Principal, { called, asks }: ReadyAction): boolean =>
  [called, ...asks.flatMap(({ lookup, hold }) => (lookup && hold ? [lookup.called, hold.called] : []))].every((one) =>
    mayCall(principal, one),
  )

/** Ends in the page that says so when somebody may not. */
export function refuseUnless(allowed: boolean): asserts allowed {
  if (!allowed) throw new PageProblem(403, 'right')
}
