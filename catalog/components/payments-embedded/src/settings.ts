import { type Organisation, organisationFrom } from '@composed/kit/part-pages'

export interface Settings {
  /** The address of the pages as people see them; the component's own when left out. */
  publicUrl: string | undefined
  /** Where a page links back to. */
  home: string | undefined
  title: string
  /** Whose pages they are, where organisation.yaml says so. */
  organisation: Organisation | undefined
  retentionDays: number
}

/**
 * What the component's environment says.
 *
 * @throws Error that names the setting that is wrong; and in production, where nobody may take play for payment
 */
export function settingsOf(config: Record<string, string | undefined>): Settings {
  if (config.NODE_ENV === 'production')
    throw new Error(
      'payments-embedded only plays at taking payments, so it does not run in production. Set PAYMENTS_URL to the address of a component that takes them.',
    )
  const days = Number(config.PAYMENT_RETENTION_DAYS ?? 2555)
  if (!Number.isInteger(days) || days < 1)
    throw new Error('PAYMENT_RETENTION_DAYS is not a whole number from 1 on. Give one, or leave it out for 2555.')
  return {
    publicUrl: addressIn(config, 'PAYMENTS_PUBLIC_URL'),
    home: addressIn(config, 'SERVICE_URL'),
    title: config.SERVICE_TITLE || 'Payments',
    organisation: organisationFrom(config),
    retentionDays: days,
  }
}

/** An http or https address without a path, and without its final slash. */
function addressIn(config: Record<string, string | undefined>, name: string): string | undefined {
  const text = config[name]
  if (!text) return undefined
  const found = URL.parse(text)
  if (found && /^https?:$/.test(found.protocol) && found.href === `${found.origin}/`) return found.origin
  throw new Error(`${name} must be an http or https address without a path, such as https://pay.example.org`)
}
