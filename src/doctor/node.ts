import type { Finding } from './finding.ts'

/** Whether a Node version will do: 22.19 or newer, 24 recommended. */
export function findNode(version: string): Omit<Finding, 'id'> {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 22 || (major === 22 && minor < 19)) {
    return {
      verdict: 'fail',
      detail: `${version} is too old`,
      advice: 'Run npm install beside compose, which brings Node 24.',
    }
  }
  if (major < 24) return { verdict: 'ok', detail: `${version} (24 is recommended)` }
  return { verdict: 'ok', detail: version }
}
