import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { filesOf, withLock } from '../verification/sets.ts'
import { type HowToRun, temporaryFolder } from './run.ts'

/** A folder that starts like a composed one, with this script in the place of the real start. */
export async function service(script: string, { installed = true } = {}): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'kit'))
  if (installed) await mkdir(join(folder, 'node_modules'))
  const composition = 'components: { identity: {}, audit: {} }\n'
  const files = withLock(filesOf({ 'composition.yaml': composition, 'kit/start.mjs': script }))
  for (const [path, { bytes }] of files) await writeFile(join(folder, path), bytes)
  return folder
}

/** Stays up, tells its address, and writes down why it stopped. */
export const serves = `
import { writeFileSync } from 'node:fs'
const stay = setInterval(() => undefined, 1000)
const stop = (why) => { writeFileSync('stopped', why); clearInterval(stay); process.exit(143) }
process.on('SIGTERM', () => stop('SIGTERM'))
process.on('disconnect', () => stop('alone'))
console.log('service  http://127.0.0.1:' + (process.env.PORT ?? 3000) + ' audit ' + process.env.AUDIT_PORT)
`

/** Sends a signal once the service has told its address. */
export const onceUp =
  (signal: NodeJS.Signals): HowToRun['during'] =>
  (child) =>
    child.stdout?.once('data', () => child.kill(signal))

/** Why the service stopped; it may be a moment later than compose. */
export async function whyStopped(folder: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const why = await readFile(join(folder, 'stopped'), 'utf8').catch(() => '')
    if (why) return why
    await setTimeout(20)
  }
  return 'it did not'
}
