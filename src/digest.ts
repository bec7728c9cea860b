import { hash } from 'node:crypto'

/** SHA-256 as 64 hexadecimal digits. */
export function sha256(bytes: Buffer | string): string {
  return hash('sha256', bytes)
}

/** A digest as plans, locks and receipts write it: `sha256:` and 64 hexadecimal digits. */
export function digestOf(bytes: Buffer | string): `sha256:${string}` {
  return `sha256:${sha256(bytes)}`
}

/** Compares by code unit, so that order never depends on a locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
