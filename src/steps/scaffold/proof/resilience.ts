import type { Operation } from '../../../catalog/contract.ts'

/** What breaks at an operation and heals: it is away for the first tries, or its answer is lost. */
export function resilienceRows(operation: Operation) {
  const down = {
    name: `${operation.id}: component down for the first tries`,
    operation: operation.name,
    kind: 'down',
    times: 2,
  }
  if (operation.method === 'GET') return [down]
  return [
    down,
    { name: `${operation.id}: answer lost after the change`, operation: operation.name, kind: 'broken', times: 1 },
  ]
}
