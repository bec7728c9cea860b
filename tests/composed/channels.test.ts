import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composeJson, temporaryFolder } from '../cli/run.ts'

// Emails are the default and texts are tried where a delivered folder is used.
test('a service that writes letters is verified: people find their case again by name', async () => {
  const home = await temporaryFolder()
  const ran = await composeJson([
    'triage reports, answer within 5 working days, by letter',
    '--out',
    join(home, 'reports'),
  ])
  expect(ran.report.problems).toEqual([])
  expect({ status: ran.status, verdict: ran.report.verdict }).toEqual({ status: 0, verdict: 'verified' })
})
