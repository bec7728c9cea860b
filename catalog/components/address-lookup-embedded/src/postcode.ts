/** A postcode as it is kept and compared: upper case, with one space before the last three characters. */
export function normalisePostcode(written: string): string {
  const compact = written.replaceAll(' ', '').toUpperCase()
  return `${compact.slice(0, -3)} ${compact.slice(-3)}`
}
