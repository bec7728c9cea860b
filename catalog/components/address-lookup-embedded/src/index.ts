import { type Context, defineComponent } from '@composed/kit'
import type { operations } from '../../../capabilities/address-lookup/contract.ts'
import { loadAddresses } from './load.ts'
import { findAddresses, getAddress } from './lookup.ts'
import { migrations } from './schema.ts'

const addresses = new URL('../data/addresses.json', import.meta.url)

/** Address lookup on Postgres, from a file of addresses that is loaded at start. */
export default defineComponent<operations>({
  id: 'address-lookup-embedded',
  capability: 'address-lookup',
  migrations,

  handlers: () => ({
    async findAddresses({ query, tx }) {
      return { status: 200, body: { addresses: await findAddresses(query.postcode, tx) } }
    },
    async getAddress({ path, tx }) {
      return { status: 200, body: await getAddress(path.uprn, tx) }
    },
  }),

  // Here and not in start, so that nobody is told there are no addresses while they still load.
  async routes(_app, context) {
    await load(context)
  },
})

async function load({ config, db, log }: Context): Promise<void> {
  const count = await loadAddresses(config.ADDRESSES_FILE ?? addresses, db)
  if (count !== undefined) log.info({ count }, 'addresses loaded')
}
