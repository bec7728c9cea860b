import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import component from '../src/index.ts'
import { loadAddresses } from '../src/load.ts'

const one = { uprn: '1', lines: ['1 High Street'], town: 'Sampletown', postcode: 'ZZ98 1AA', ward: 'E05990009' }
const two = { ...one, uprn: '2', lines: ['2 High Street'] }

function written(addresses: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'addresses-')), 'addresses.json')
  writeFileSync(file, JSON.stringify(addresses))
  return file
}

const started = await startComponent(component, { env: { ADDRESSES_FILE: written([one, two]) } })
afterAll(() => started.stop())
const { db } = started
const held = () => db.query('select uprn, lines, postcode from address order by uprn')

test('ADDRESSES_FILE takes the place of the invented addresses', async () => {
  expect(await held()).toMatchObject([{ uprn: '1' }, { uprn: '2' }])
})

test('another file adds, corrects and removes', async () => {
  const corrected = { ...two, lines: ['Flat A', '2 High Street'], postcode: 'zz981ab' }
  expect(await loadAddresses(written([corrected, { ...one, uprn: '3' }]), db)).toBe(2)
  expect(await held()).toEqual([
    { uprn: '2', lines: ['Flat A', '2 High Street'], postcode: 'ZZ98 1AB' },
    { uprn: '3', lines: ['1 High Street'], postcode: 'ZZ98 1AA' },
  ])
})

test('a file that is loaded already is left alone, also by two processes at once', async () => {
  const file = written([one, two])
  expect((await Promise.all([loadAddresses(file, db), loadAddresses(file, db)])).sort()).toEqual([2, undefined])
  expect(await loadAddresses(file, db)).toBeUndefined()
})

test.each([
  ['no address', [], /not a list of addresses/],
  ['an unknown key', [{ ...one, country: 'GB' }], /not a list of addresses/],
  ['a wrong postcode', [{ ...one, postcode: 'nowhere' }], /not a list of addresses/],
  ['a UPRN twice', [one, two, one], /UPRN 1 twice/],
])('a file with %s is refused and changes nothing', async (_name, addresses, message) => {
  const before = await held()
  await expect(loadAddresses(written(addresses), db)).rejects.toThrow(message)
  expect(await held()).toEqual(before)
})

test('a component with a wrong file does not start', async () => {
  const env = { ADDRESSES_FILE: written([{ ...one, ward: '' }]) }
  await expect(startComponent(component, { env })).rejects.toThrow(/not a list of addresses/)
})
