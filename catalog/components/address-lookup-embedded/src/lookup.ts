import { Problem, type Transaction } from '@composed/kit'
import type { components } from '../../../capabilities/address-lookup/contract.ts'

export type Address = components['schemas']['Address']

// Flat 2 comes before Flat 10.
const streetOrder = new Intl.Collator('en-GB', { numeric: true })

/** The addresses at a postcode, in street order. Empty when none is known. */
export async function findAddresses(postcode: string, tx: Transaction): Promise<Address[]> {
  const found = await tx.query<Address>('select uprn, lines, town, postcode, ward from address where postcode = $1', [
    postcode,
  ])
  return found.sort((a, b) => streetOrder.compare(a.lines.join(', '), b.lines.join(', ')))
}

/** The address with this UPRN. @throws Problem not-found */
export async function getAddress(uprn: string, tx: Transaction): Promise<Address> {
  const [address] = await tx.query<Address>('select uprn, lines, town, postcode, ward from address where uprn = $1', [
    uprn,
  ])
  if (!address) throw new Problem('not-found', 'There is no address with this UPRN. Look it up by its postcode.')
  return address
}
