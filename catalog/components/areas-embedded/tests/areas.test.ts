import { readFileSync } from 'node:fs'
import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/areas/contract.ts'
import component from '../src/index.ts'

interface Sample {
  areas: { code: string; name: string }[]
  councillors: { name: string; email?: string; phone?: string; page?: string }[]
  places: { postcode?: string; uprn?: string; areas: string[] }[]
}

const data = JSON.parse(readFileSync(new URL('../data/areas.json', import.meta.url), 'utf8')) as Sample
const started = await startComponent(component)
const areas = started.client<operations>()
afterAll(() => started.stop())

const names = async (postcode: string) =>
  (await areas.findCouncillors({ query: { postcode } })).councillors.map(({ name }) => name)

test.each([
  ['ZZ99 1AB', ['Lantern and Orchard (sample)', 'Parking zone 1 (sample)', 'Catchment of sample school 1']],
  ['zz99 1ad', ['Lantern and Orchard (sample)', 'Catchment of sample school 1']],
  ['ZZ995FH', ['Saltmarsh (sample)', 'Ferry Landing (sample)', 'Catchment of sample school 2']],
  ['ZZ99 6GJ', ['Ferry Landing (sample)', 'Ferry Landing (sample parish)', 'Catchment of sample school 2']],
])('%s is in its ward, parish, zone and catchment, in this order', async (postcode, expected) => {
  const found = await areas.findAreas({ query: { postcode } })
  expect(found.areas.map(({ name }) => name)).toEqual(expected)
})

test('only areas of one kind, where one is asked for', async () => {
  const found = await areas.findAreas({ query: { postcode: 'ZZ99 1AB', kind: 'catchment' } })
  expect(found).toEqual({ areas: [{ code: 'school-1', kind: 'catchment', name: 'Catchment of sample school 1' }] })
})

test('the councillors of a postcode are those of all its wards, and of no other', async () => {
  expect(await names('ZZ99 1AB')).toEqual(['Sample councillor 1', 'Sample councillor 2', 'Sample councillor 3'])
  expect(await names('ZZ99 5FH')).toEqual(['Sample councillor 11', 'Sample councillor 12', 'Sample councillor 13'])
  expect(await names('ZZ99 6GJ')).toEqual(['Sample councillor 13', 'Sample councillor 14'])
})

test('a councillor comes with their ward and with how they are reached', async () => {
  const { councillors } = await areas.listCouncillors({ query: { ward: 'E05990006' } })
  expect(councillors).toEqual([
    {
      area: 'E05990006',
      areaName: 'Ferry Landing (sample)',
      name: 'Sample councillor 13',
      post: 'Councillor for Ferry Landing (sample)',
      email: 'councillor-13@council.example',
      phone: '01632960013',
      page: 'https://council.example/councillors/13',
    },
  ])
})

test('of a postcode between two wards an address is in one', async () => {
  const found = await areas.getAreasOfAddress({ path: { uprn: '999900000051' }, query: { kind: 'ward' } })
  expect(found.areas.map(({ code }) => code)).toEqual(['E05990005'])
})

test('the zone of a postcode, or that it is in none', async () => {
  expect(await areas.findZone({ query: { postcode: 'ZZ99 3DF' } })).toEqual({
    zone: 'zone-2',
    name: 'Parking zone 2 (sample)',
  })
  await expect(areas.findZone({ query: { postcode: 'ZZ99 5FH' } })).rejects.toMatchObject({ code: 'not-found' })
})

test('a postcode that nobody has is not found, and one that is none is refused', async () => {
  const asked = (postcode: string) => areas.findCouncillors({ query: { postcode } })
  await expect(asked('ZZ99 9ZZ')).rejects.toMatchObject({ status: 404, code: 'not-found' })
  await expect(areas.listCouncillors({ query: { ward: 'E05990099' } })).rejects.toMatchObject({ code: 'not-found' })
  await expect(asked('ZZ99')).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})

test('fifty at once are each told what they asked for', async () => {
  const expected = new Map(
    await Promise.all(['ZZ99 1AB', 'ZZ99 2BE', 'ZZ99 5FH'].map(async (one) => [one, await names(one)] as const)),
  )
  const asked = [...expected.keys()]
  const told = await Promise.all(
    Array.from(
      { length: 50 },
      async (_, at) => [asked[at % asked.length]!, await names(asked[at % asked.length]!)] as const,
    ),
  )
  for (const [postcode, found] of told) expect(found).toEqual(expected.get(postcode))
})

test('the sample says that it is one, and names nobody who could be thought to exist', () => {
  for (const { name } of data.areas) expect(name).toMatch(/sample/)
  for (const { name, email, phone, page } of data.councillors) {
    expect(name).toMatch(/^Sample councillor \d+$/)
    expect(email).toMatch(/@council\.example$/)
    expect(phone ?? '01632960').toMatch(/^01632960/)
    expect(page ?? 'https://council.example/').toMatch(/^https:\/\/council\.example\//)
  }
  for (const { postcode, uprn } of data.places) expect(postcode ?? uprn).toMatch(/^(ZZ99 |9999)/)
})
