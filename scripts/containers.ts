// node scripts/containers.ts [FOLDER]: brings up a composed folder by its own deploy/compose.yaml, as it is written, in real
// containers, and uses it: a resident sends, an officer decides, one part is restarted, one is kept away for a while.
// With Docker by `docker compose`; with Podman alone by containers that share one loopback, see containers/podman.ts.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashPassword } from '../catalog/components/identity-embedded/src/passwords.ts'
import { deliverTo } from '../tests/support/delivered.ts'
import { compositionOf, filesOf } from '../tests/support/plan.ts'
import { docker, hasDocker } from './containers/docker.ts'
import type { Engine } from './containers/engine.ts'
import { hasPodman, podman } from './containers/podman.ts'

const scratch = await mkdtemp(join(tmpdir(), 'containers-'))
const password = randomBytes(12).toString('base64url')
const lead = { email: 'team-lead@service.example', password }
const secrets = {
  POSTGRES_PASSWORD: randomBytes(16).toString('hex'),
  IDENTITY_CLIENT_SECRET: randomBytes(16).toString('hex'),
  STAFF_EMAIL: lead.email,
  STAFF_PASSWORD_HASH: await hashPassword(password),
}
const begun = Date.now()
const say = (line: string) => console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}`)

let engine: Engine | undefined
try {
  const folder = process.argv[2] ?? join(scratch, 'case-triage')
  if (!process.argv[2]) await deliverTo(folder, await filesOf(await compositionOf('case triage service')))
  const file = join(folder, 'deploy/compose.yaml')
  if (hasDocker()) engine = await docker(file, secrets)
  else if (hasPodman()) engine = await podman(file, secrets, scratch)
  else throw new Error('neither Docker with its compose plugin nor Podman is here')
  say(`images and containers by ${engine.name}`)
  await engine.up()
  say('all parts are up and healthy')

  const people = engine.people
  const first = await people('send')
  say(`a resident has sent ${first}`)
  await people('decide', first, JSON.stringify(lead))
  say('an officer has signed in, found it in the queue and decided it')
  await people('told', first)
  say('the resident is told')

  await engine.restart('case-management')
  const second = await people('send')
  await people('decide', second, JSON.stringify(lead))
  say(`case-management was restarted, and ${second} was sent and decided after it`)

  await engine.stop('notifications')
  const third = await people('send')
  say(`notifications is away, and ${third} was sent all the same`)
  await engine.start('notifications')
  await people('acknowledged', third, JSON.stringify(lead))
  say('notifications is back, and what waited for it has gone out')

  await engine.restart('postgres')
  const fourth = await people('send')
  await people('decide', fourth, JSON.stringify(lead))
  say(`postgres was restarted, and ${fourth} was sent and decided after it`)
  say('all of it worked')
} catch (error) {
  console.error(error)
  console.error((await engine?.logs()) ?? '')
  process.exitCode = 1
} finally {
  await engine?.down()
  await rm(scratch, { recursive: true, force: true })
}
