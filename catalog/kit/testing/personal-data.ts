import { randomUUID } from 'node:crypto'
import type { StartedComponent } from './component.ts'

/** Asks a component that runs for what it does with personal data: export, erasure, retention-sweep. Throws when it refuses. */
export async function managePersonalData(
  started: StartedComponent,
  operation: 'erasure' | 'export' | 'retention-sweep',
  body: object,
) {
  const response = await started.fetch(`/personal-data/${operation}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await started.token({ scopes: ['personal-data:manage'] })}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  })
  if (response.status !== 200) throw new Error(`${operation} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
