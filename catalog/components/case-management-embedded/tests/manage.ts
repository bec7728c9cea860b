import type { StartedComponent } from '@composed/kit/testing'
import { expect } from 'vitest'

/** Asks a component that runs for what it does with personal data: export, erasure, retention-sweep. */
export async function managePersonalData(started: StartedComponent, operation: string, body: object) {
  const response = await started.fetch(`/personal-data/${operation}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await started.token({ scopes: ['personal-data:manage'] })}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return response.json()
}
