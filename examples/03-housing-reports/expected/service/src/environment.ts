/** A variable this service cannot start without. */
export function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: npm start sets it; deploy/compose.yaml shows what to set elsewhere.`)
  return value
}

/** Where this service reaches identity; browsers may know it by another address, IDENTITY_URL. */
export const identityUrl = (): string => process.env.IDENTITY_INTERNAL_URL || required('IDENTITY_URL')

/** The address that people know, and where they find what they sent again. */
export const startUrl = (): string => required('PUBLIC_URL')
export const pageUrl = (reference: string): string => `${startUrl()}/track?reference=${reference}`
