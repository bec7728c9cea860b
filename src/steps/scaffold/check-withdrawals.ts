import type { Operation } from '../../catalog/contract.ts'
import { type Composition, setupPhase, undoSteps, withdrawals } from '../../schema.ts'

type Report = (where: string, message: string, suggestion: string) => void

/** Reports what is undone by nothing, undoes nothing, or stands where nothing can be undone. */
export function checkWithdrawals(
  composition: Composition,
  operations: ReadonlyMap<string, Operation>,
  report: Report,
): void {
  const { phases, lookups, on } = composition
  const undone = undoSteps(composition)
  const [first] = withdrawals(composition)
  if (first && undone.length === 0)
    report(first.id, 'undoes nothing', 'Say at a step of a phase by which operation it is undone: undo.')
  if (!first && undone[0])
    report(
      `${undone[0].undoes}.undo`,
      'is never done: no step withdraws',
      'Add one where a record is withdrawn, as in { id: take-back, withdraw: true }.',
    )
  for (const { do: name = '', undoes } of undone)
    if (operations.get(name)?.method === 'GET')
      report(`${undoes}.undo`, `${name} changes nothing`, 'Name what takes back what the step did.')
  const elsewhere = [
    ...lookups.map((step) => ({ step, why: 'is only looked up' })),
    ...(phases[setupPhase] ?? []).map((step) => ({ step, why: 'is done before there is a record' })),
    ...on.flatMap(({ steps }) => steps.map((step) => ({ step, why: 'may be done again and again' }))),
  ]
  for (const { step, why } of elsewhere)
    if (step.undo) report(`${step.id}.undo`, `what ${why} is not undone`, 'Give undo to a step of a phase of records.')
  for (const step of Object.values(phases).flat())
    if (step.undo && !step.do)
      report(`${step.id}.undo`, 'stands at a step that does nothing', 'Give it to one that does.')
  for (const step of [...lookups, ...(phases[setupPhase] ?? [])])
    if (step.withdraw)
      report(step.id, 'withdraws what was not done yet', 'Let it stand in a later phase, or under an event.')
}
