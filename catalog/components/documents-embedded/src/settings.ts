export interface Settings {
  scanUrl: URL | undefined
  scanCommand: readonly [program: string, ...args: string[]] | undefined
  holdMinutes: number
  heldMegabytes: number
  perRecord: number
  retentionDays: number
}

/** What the component's environment says. @throws Error that names the setting that is wrong */
export function settingsOf(config: Record<string, string | undefined>): Settings {
  const [program, ...args] = (config.DOCUMENT_SCAN_COMMAND ?? '').split(' ').filter((word) => word !== '')
  return {
    scanUrl: addressIn(config, 'DOCUMENT_SCAN_URL'),
    scanCommand: program === undefined ? undefined : [program, ...args],
    holdMinutes: number(config, 'DOCUMENT_HOLD_MINUTES', 240),
    heldMegabytes: number(config, 'DOCUMENT_HELD_MEGABYTES', 2000),
    perRecord: number(config, 'DOCUMENTS_PER_RECORD', 10),
    retentionDays: number(config, 'DOCUMENT_RETENTION_DAYS', 730),
  }
}

function number(config: Record<string, string | undefined>, name: string, otherwise: number): number {
  const found = Number(config[name] || otherwise)
  if (Number.isInteger(found) && found >= 1) return found
  throw new Error(`${name} is not a whole number from 1 on. Give one, or leave it out for ${otherwise}.`)
}

function addressIn(config: Record<string, string | undefined>, name: string): URL | undefined {
  const text = config[name]
  if (!text) return undefined
  const found = URL.parse(text)
  if (found && /^https?:$/.test(found.protocol)) return found
  throw new Error(`${name} must be an http or https address, such as http://scanner.example:8080/scan`)
}
