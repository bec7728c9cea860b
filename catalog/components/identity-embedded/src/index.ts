import { type Context, defineComponent, tellFailed } from '@composed/kit'
import type { operations } from '../../../capabilities/identity/contract.ts'
import { sweepDevices } from './devices.ts'
import { ensureFirstStaff } from './first-staff.ts'
import { handlers } from './handlers.ts'
import { sweepLinks } from './links.ts'
import { migrations } from './migrations.ts'
import { mountIdentity } from './mount.ts'
import { personalData } from './personal-data.ts'
import { sweepRecords } from './sessions.ts'
import { readSettings } from './settings.ts'

const sweepEveryMilliseconds = 15 * 60 * 1000

/** Identity on Postgres alone: OpenID Connect, accounts, sign-in pages. */
export default defineComponent<operations>({
  id: 'identity-embedded',
  capability: 'identity',
  migrations,
  handlers(context) {
    const { passwordCost, rights } = readSettings(context.config)
    return handlers(passwordCost, rights)
  },
  personalData: (context) => personalData(readSettings(context.config).retentionDays),
  async routes(app, context) {
    const settings = readSettings(context.config)
    await ensureFirstStaff(context.db, settings, (line) => process.stdout.write(`${line}\n`))
    await mountIdentity(app, context, settings)
  },
  async start(context) {
    const timer = setInterval(() => sweep(context), sweepEveryMilliseconds)
    timer.unref()
    return async () => clearInterval(timer)
  },
})

function sweep(context: Context): void {
  Promise.all([sweepRecords(context.db), sweepDevices(context.db), sweepLinks(context.db)]).catch((error: unknown) =>
    tellFailed(context.log, error, 'expired sessions could not be removed; the next sweep tries again'),
  )
}
