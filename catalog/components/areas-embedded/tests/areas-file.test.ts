import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startComponent } from '@composed/kit/testing'
import { expect, test } from 'vitest'
import type { operations } from '../../../capabilities/areas/contract.ts'
import { readAreasFile } from '../src/areas-file.ts'
import component from '../src/index.ts'

const ward = { code: 'E05990099', kind: 'ward', name: 'Harbour' }
const zone = { code: 'zone-9', kind: 'zone', name: 'Zone 9' }
const own = {
  areas: [ward, zone],
  councillors: [
    { area: ward.code, name: 'Sample councillor 99', post: 'Councillor for Harbour', phone: '+44 1632 960099' },
  ],
  places: [{ postcode: 'zz981aa', areas: [ward.code, zone.code] }],
}

function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'areas-')), 'areas.json')
  writeFileSync(file, text)
  return file
}
const file = (given: object) => written(JSON.stringify({ ...own, ...given }))

test('AREAS_FILE takes the place of the sample, and what is written loosely is made plain', async () => {
  const started = await startComponent(component, { env: { AREAS_FILE: file({}) } })
  const areas = started.client<operations>()
  try {
    const { councillors } = await areas.findCouncillors({ query: { postcode: 'ZZ98 1AA' } })
    expect(councillors).toMatchObject([{ areaName: 'Harbour', phone: '01632960099' }])
    const sample = areas.findCouncillors({ query: { postcode: 'ZZ99 1AB' } })
    await expect(sample).rejects.toMatchObject({ code: 'not-found' })
  } finally {
    await started.stop()
  }
})

test.each([
  ['no areas', { areas: [] }, /areas: .*SOURCE\.md/],
  ['an unknown key', { areas: [{ ...ward, colour: 'red' }] }, /areas\[0\]: .*colour/],
  ['a kind that there is not', { areas: [{ ...ward, kind: 'village' }] }, /areas\[0\]\.kind: /],
  ['an area twice', { areas: [ward, zone, ward] }, /areas\[2\]: the code E05990099 stands there twice\. Keep one/],
  ['a place without postcode and UPRN', { places: [{ areas: [ward.code] }] }, /places\[0\]: is not a place/],
  ['a wrong postcode', { places: [{ postcode: 'nowhere', areas: [ward.code] }] }, /places\[0\].*postcode/],
  [
    'a postcode twice',
    { places: [own.places[0], { postcode: 'ZZ98 1AA', areas: [zone.code] }] },
    /places\[1\]: .*twice/,
  ],
  [
    'a place in an unknown area',
    { places: [{ uprn: '1', areas: ['zone-8'] }] },
    /places\[0\]\.areas\[0\]: there is no area zone-8\. Add it/,
  ],
  [
    'a councillor of nowhere',
    { councillors: [{ ...own.councillors[0], area: 'E05990098' }] },
    /councillors\[0\]\.area: there is no area/,
  ],
  [
    'a councillor of a zone',
    { councillors: [{ ...own.councillors[0], area: zone.code }] },
    /zone-9 is a zone, which elects no councillors/,
  ],
  [
    'a wrong email address',
    { councillors: [{ ...own.councillors[0], email: 'none' }] },
    /councillors\[0\]\.email: is not an email address/,
  ],
])('a file with %s is refused with what is wrong, where and what to do', (_what, given, message) => {
  expect(() => readAreasFile(file(given))).toThrow(message)
})

test('a file that is no JSON, or is not there, is named', () => {
  expect(() => readAreasFile(written('{'))).toThrow(/areas\.json is no JSON .*SOURCE\.md/)
  expect(() => readAreasFile('/nowhere/areas.json')).toThrow(/\/nowhere\/areas\.json cannot be read/)
})

test('a component with a wrong file does not start', async () => {
  await expect(startComponent(component, { env: { AREAS_FILE: file({ places: [] }) } })).rejects.toThrow(/places: /)
})
