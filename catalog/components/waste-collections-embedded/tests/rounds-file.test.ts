import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startComponent } from '@composed/kit/testing'
import { expect, test } from 'vitest'
import type { operations } from '../../../capabilities/waste-collections/contract.ts'
import component from '../src/index.ts'
import { readRoundsFile } from '../src/rounds-file.ts'

const plan = { id: 'tuesday', startDate: '2026-01-06', rrule: 'FREQ=WEEKLY;BYDAY=TU' }
const bin = { id: 'blue-bin', name: 'Blue bin', stream: 'mixed paper' }
const place = {
  uprn: '1',
  postcode: 'zz981aa',
  address: '1 Quay',
  collections: [{ container: bin.id, roundPlan: plan.id }],
}
const own = { roundPlans: [plan], containers: [bin], places: [place] }

function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'rounds-')), 'rounds.json')
  writeFileSync(file, text)
  return file
}
const file = (given: object) => written(JSON.stringify({ ...own, ...given }))

test('WASTE_COLLECTIONS_FILE takes the place of the sample', async () => {
  const started = await startComponent(component, { env: { WASTE_COLLECTIONS_FILE: file({}) } })
  const waste = started.client<operations>()
  try {
    expect(await waste.listPlaces({ query: { postcode: 'ZZ98 1AA' } })).toEqual({
      places: [{ uprn: '1', address: '1 Quay' }],
    })
    expect(await waste.listRoundPlans()).toEqual({ roundPlans: [plan] })
    expect((await waste.findCollections({ path: { uprn: '1' } })).collections).toMatchObject([{ name: 'Blue bin' }])
  } finally {
    await started.stop()
  }
})

test.each([
  ['no round plans', { roundPlans: [] }, /roundPlans: .*SOURCE\.md/],
  [
    'a rule of another kind',
    { roundPlans: [{ ...plan, rrule: 'FREQ=DAILY' }] },
    /roundPlans\[0\]\.rrule: is no rule .*such as FREQ=WEEKLY/,
  ],
  [
    'a day that there is not',
    { roundPlans: [{ ...plan, startDate: '2027-02-29' }] },
    /roundPlans\[0\]\.startDate: is not a day/,
  ],
  ['a plan twice', { roundPlans: [plan, plan] }, /roundPlans\[1\]: tuesday stands there twice\. Keep one/],
  [
    'a stream that the standards do not have',
    { containers: [{ ...bin, stream: 'stuff' }] },
    /containers\[0\]\.stream: is no material stream/,
  ],
  ['a property twice', { places: [place, place] }, /places\[1\]: 1 stands there twice/],
  ['a wrong postcode', { places: [{ ...place, postcode: 'nowhere' }] }, /places\[0\]\.postcode: is not a postcode/],
  [
    'an unknown container',
    { places: [{ ...place, collections: [{ container: 'sack', roundPlan: plan.id }] }] },
    /places\[0\]\.collections\[0\]\.container: there is no sack\. Add it to containers/,
  ],
  [
    'an unknown plan',
    { places: [{ ...place, collections: [{ container: bin.id, roundPlan: 'friday' }] }] },
    /collections\[0\]\.roundPlan: there is no friday\. Add it to roundPlans/,
  ],
  [
    'a change of an unknown plan',
    { changes: [{ date: '2026-12-25', roundPlan: 'friday' }] },
    /changes\[0\]\.roundPlan: there is no friday/,
  ],
  ['a wrong time', { missed: { from: '5pm', workingDays: 2 } }, /missed\.from: is no time, such as 17:00/],
])('a file with %s is refused with what is wrong, where and what to do', (_what, given, message) => {
  expect(() => readRoundsFile(file(given))).toThrow(message)
})

test('a file that is no JSON, or is not there, is named', () => {
  expect(() => readRoundsFile(written('{'))).toThrow(/rounds\.json is no JSON .*SOURCE\.md/)
  expect(() => readRoundsFile('/nowhere/rounds.json')).toThrow(/\/nowhere\/rounds\.json cannot be read/)
})

test('a component with a wrong file does not start', async () => {
  await expect(startComponent(component, { env: { WASTE_COLLECTIONS_FILE: file({ places: [] }) } })).rejects.toThrow(
    /places: /,
  )
})
