import { readFileSync } from 'node:fs'
import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/waste-collections/contract.ts'
import component from '../src/index.ts'

const data = JSON.parse(readFileSync(new URL('../data/rounds.json', import.meta.url), 'utf8')) as {
  places: { uprn: string; postcode: string; address: string }[]
}
const started = await startComponent(component)
const waste = started.client<operations>()
afterAll(() => started.stop())

test('the properties at a postcode are in street order, and none where nobody knows it', async () => {
  const { places } = await waste.listPlaces({ query: { postcode: 'zz994eg' } })
  expect(places.slice(0, 3).map(({ address }) => address)).toEqual(
    ['Flat 1', 'Flat 2', 'Flat 3'].map((flat) => `${flat}, Windmill Court, Exampleton`),
  )
  expect(places).toHaveLength(12)
  expect(await waste.listPlaces({ query: { postcode: 'ZZ99 9ZZ' } })).toEqual({ places: [] })
})

test('what is next is today or later, by the plan that the property is on', async () => {
  const today = new Date().toISOString().slice(0, 10)
  const { collections } = await waste.findCollections({ path: { uprn: '999900000039' } })
  expect(collections.map(({ name }) => name).sort()).toEqual(['Food caddy', 'Green bin', 'Grey bin'])
  for (const { next, following, frequency } of collections) {
    expect(next >= today && following! > next).toBe(true)
    expect(frequency).toMatch(/on Wednesday$/)
  }
})

test('a property that nobody knows is not found', async () => {
  const path = { uprn: '999999999999' }
  await expect(waste.findCollections({ path })).rejects.toMatchObject({ status: 404, code: 'not-found' })
  await expect(waste.checkMissed({ path })).rejects.toMatchObject({ status: 404, code: 'not-found' })
})

test('fifty at once are each told of their own property', async () => {
  const asked = data.places.slice(0, 50)
  const told = await Promise.all(asked.map(({ postcode }) => waste.listPlaces({ query: { postcode } })))
  for (const [at, { uprn, address }] of asked.entries()) expect(told[at]!.places).toContainEqual({ uprn, address })
})

test('the sample names no place that exists', () => {
  for (const { uprn, postcode } of data.places) expect(`${uprn} ${postcode}`).toMatch(/^9999\d{8} ZZ99 /)
})
