import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lintCatalog } from '../../src/catalog/lint.ts'
import { type Catalog, loadCatalog } from '../../src/catalog/load.ts'
import { catalog, compositionOf, filesOf } from '../support/plan.ts'
import { newNames, renamer, writeRenamed } from '../support/renamed.ts'

// The frame names no part: with every entry of the catalogue under another name it makes the same, up to the names.

const names = newNames(catalog, ['north-team', 'south-team', 'central-team'])
const back = renamer(new Map([...names].map(([from, to]) => [to, from])), false)

/** What is set up is known by a digest of it, which has the names in it. */
const setUpDigest = /(\{ id: '[a-z-]+):[0-9a-f]{12}(?=')/g
/** Letters by chance, among which a short name may be. */
const integrity = /"integrity": "[^"]*"/g

let folder: string
let renamed: Catalog

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renamed-'))
  await writeRenamed(catalog, names, folder)
  renamed = await loadCatalog(folder)
})
afterAll(() => rm(folder, { recursive: true }))

test('the renamed catalogue is another one, in which nothing is wrong', () => {
  const kept = [...renamed.capabilities.keys(), ...renamed.components.keys(), ...renamed.patterns.keys()]
  expect(kept.filter((id) => catalog.capabilities.has(id) || catalog.components.has(id))).toEqual([
    'identity',
    'personal-data',
  ])
  expect(new Set(names.values()).size).toBe(names.size)
  expect(names.size).toBeGreaterThan(50)
  expect(lintCatalog(renamed)).toEqual([])
})

test.each([
  'case triage service',
  'triage referrals, high priority if there is a risk of harm, answer within 2 working days, text people',
  'triage housing repairs, urgent if the tenant is over 75, low priority if it is cosmetic, write to people',
  'book a slot at the recycling centre, at most 12 visits a year',
  'case triage, red within 4 hours, amber within 24 hours and green within 72 hours',
  'find my councillor by postcode',
  'pay a penalty notice, £50',
  'freedom of information requests, 20 working days',
  'complaints about adult social care, not handled by whom they are about, reply in 20 working days, second stage 25',
])('%s: every file is the same up to the names', async (goal) => {
  const [one, other] = await Promise.all([
    compositionOf(goal).then((made) => filesOf(made)),
    compositionOf(goal, renamed).then((made) => filesOf(made, undefined, renamed)),
  ])
  // What is vendored is the catalogue's own, and the lock holds digests of it.
  const made = (files: typeof one, name: (text: string) => string) =>
    new Map(
      [...files].flatMap(([path, { zone, bytes }]) =>
        zone === 'vendored' || path === 'composition.lock.json' || path.startsWith('.compose/')
          ? []
          : [[name(path), name(bytes.toString().replace(integrity, '')).replace(setUpDigest, '$1')] as const],
      ),
    )
  const [before, after] = [made(one, (text) => text), made(other, back)]
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
  for (const [path, text] of before) expect(after.get(path), path).toBe(text)
})
