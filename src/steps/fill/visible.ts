import type { Questions } from '../../brain/roles.ts'
import type { Catalog } from '../../catalog/load.ts'
import { type Composition, stepsOf } from '../../schema.ts'
import { serviceOperations } from '../scaffold/service-contract.ts'
import { staffActions } from './staff-actions.ts'

/** What anyone can see of such a service, and what staff can do with it: taken from contracts and steps, not from glue. */
export function visibleTo(
  composition: Pick<Composition, 'lookups' | 'phases' | 'on'>,
  catalog: Catalog,
): Questions['tester']['visible'] {
  const operations = catalog.capabilities.get('case-management')?.operations ?? []
  const membersOf = (id: string) => {
    const carried = serviceOperations.find((one) => one.id === id)?.carries
    const members = operations.find((one) => one.name === carried)?.inputs.filter((input) => input.in === 'body') ?? []
    return {
      required: members.filter((input) => input.required).map((input) => input.name),
      optional: members.filter((input) => !input.required).map((input) => input.name),
    }
  }
  const statuses = (catalog.types.get('CaseStatus') as { enum?: string[] } | undefined)?.enum ?? []
  return {
    outcomes: Object.fromEntries(
      Object.entries(catalog.vocabulary.outcomes).map(([rule, outcomes]) => [rule, Object.keys(outcomes)]),
    ),
    statuses,
    events: [...new Set(stepsOf(composition).flatMap((step) => (step.emit ? [step.emit] : [])))],
    staffActions: Object.fromEntries(staffActions.map(({ action, operation }) => [action, membersOf(operation)])),
  }
}
