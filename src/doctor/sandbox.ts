import type { Context } from '../operations/operation.ts'
import type { Finding } from './finding.ts'

/** The level of isolation that this machine allows, found by trying. */
export async function trySandbox(context: Context): Promise<Omit<Finding, 'id'>> {
  const { findSandbox } = await import('../verification/sandbox.ts')
  const { realWorld } = await import('../world.ts')
  const { level, mechanism } = await findSandbox(realWorld(() => undefined, context.signal))
  if (level === 'isolated') return { verdict: 'ok', detail: `isolated, by ${mechanism}` }
  return {
    verdict: 'warn',
    detail: `process, by ${mechanism}: verification runs with the network open`,
    advice: 'Install bubblewrap (on Debian: apt install bubblewrap), or allow unprivileged user namespaces.',
  }
}
