import { afterAll, expect, test } from 'vitest'
import { openScene } from './abuse/scene.ts'
import { triesMade } from './abuse/tries.ts'
import { tryCsrf } from './abuse/try-csrf.ts'
import { tryDeskActions } from './abuse/try-desk-actions.ts'
import { tryDeskAddresses } from './abuse/try-desk-addresses.ts'
import { tryDeskLists } from './abuse/try-desk-lists.ts'
import { tryHttp } from './abuse/try-http.ts'
import { tryInjection } from './abuse/try-injection.ts'
import { tryOthers } from './abuse/try-others.ts'
import { tryPageInjection } from './abuse/try-page-injection.ts'
import { tryRoles } from './abuse/try-roles.ts'
import { tryScripting } from './abuse/try-scripting.ts'
import { trySignIn } from './abuse/try-sign-in.ts'
import { tryTokens } from './abuse/try-tokens.ts'
import { tryTraces } from './abuse/try-traces.ts'

// What somebody with bad intent would try, at a service that runs: made of the contracts and of the routes that the running
// servers have, so that what is added is tried as well. Nothing leaves loopback.

const scene = await openScene('case triage service')
afterAll(() => scene.place.stop())

tryTokens(scene)
tryRoles(scene)
tryCsrf(scene)
trySignIn(scene)
tryOthers(scene)
tryDeskActions(scene)
tryDeskLists(scene)
tryDeskAddresses(scene)
tryScripting(scene)
tryHttp(scene)
tryInjection(scene)
tryPageInjection(scene)
tryTraces(scene)

test('how many tries there were', () => {
  const made = triesMade()
  const all = Object.values(made).reduce((sum, count) => sum + count, 0)
  const classes = Object.entries(made).map(([kind, count]) => `${kind} ${count}`)
  console.log(`${all} tries: ${classes.join(', ')}`)
  expect(all).toBeGreaterThanOrEqual(1500)
})
