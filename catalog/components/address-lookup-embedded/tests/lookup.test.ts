import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/address-lookup/contract.ts'
import data from '../data/addresses.json' with { type: 'json' }
import component from '../src/index.ts'

const started = await startComponent(component)
const lookup = started.client<operations>()
afterAll(() => started.stop())

test.each(['ZZ99 1AB', 'zz99 1ab', 'ZZ991AB', 'zz991ab', ' Zz99  1aB ', 'ZZ99\u00a01AB\u200b', 'zz99-1ab.'])(
  '"%s" is one postcode',
  async (postcode) => {
    const { addresses } = await lookup.findAddresses({ query: { postcode } })
    expect(addresses).toHaveLength(50)
    expect(new Set(addresses.map((address) => address.postcode))).toEqual(new Set(['ZZ99 1AB']))
  },
)

test.each([
  ['ZZ99 4EG', ['Flat 1', 'Flat 2', 'Flat 3', 'Flat 4', 'Flat 5', 'Flat 6', 'Flat 7', 'Flat 8', 'Flat 9', 'Flat 10']],
  ['ZZ99 5FH', ['1 Saltmarsh Lane', '2 Saltmarsh Lane', '3 Saltmarsh Lane', '3A Saltmarsh Lane', '4 Saltmarsh Lane']],
])('the addresses at %s are in street order', async (postcode, first) => {
  const { addresses } = await lookup.findAddresses({ query: { postcode } })
  expect(addresses.slice(0, first.length).map((address) => address.lines[0])).toEqual(first)
})

test('a postcode without addresses gives none', async () => {
  expect(await lookup.findAddresses({ query: { postcode: 'ZZ99 9ZZ' } })).toEqual({ addresses: [] })
})

test.each(['', 'ZZ99', '12345', 'ZZ99 1CI', "ZZ99 1AB' or '1'='1"])('"%s" is no postcode', async (postcode) => {
  const answer = lookup.findAddresses({ query: { postcode } })
  await expect(answer).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})

test('every address of the file is found by its UPRN and at its postcode', async () => {
  for (const address of data) {
    expect(await lookup.getAddress({ path: { uprn: address.uprn } })).toEqual(address)
    expect((await lookup.findAddresses({ query: { postcode: address.postcode } })).addresses).toContainEqual(address)
  }
})

test('the invented data stays clear of real places', () => {
  for (const { uprn, postcode, ward } of data) {
    expect(uprn).toMatch(/^9999\d{8}$/)
    expect(postcode).toMatch(/^ZZ99 /)
    expect(ward).toMatch(/^E0599/)
  }
})
