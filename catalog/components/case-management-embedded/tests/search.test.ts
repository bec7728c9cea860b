import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>()
afterAll(() => started.stop())

const people = {
  brien: { subject: 'Seán O’Brien-Łukasz', contactEmail: 'sean.obrien+home@example.com', contactPhone: '07700900451' },
  muller: { subject: 'Ægir Müller Straße', contactEmail: 'aegir@example.org', contactPhone: '+353871234567' },
  zhanna: { subject: 'Жанна Йорданова', contactEmail: undefined, contactPhone: undefined },
  li: { subject: '李小龍', contactEmail: 'li@example.net', contactPhone: undefined },
  nobody: { subject: undefined, contactEmail: undefined, contactPhone: undefined },
  long: { subject: '\uFDFA'.repeat(200), contactEmail: undefined, contactPhone: undefined },
}
const references = new Map<string, string>()
for (const [name, person] of Object.entries(people)) {
  const { reference } = await cases.openCase({
    body: newCase({
      ...person,
      reference: `${'QRST'}-${'UVWX'}-${'23456789'.slice(references.size, references.size + 1).repeat(4)}`,
    }),
  })
  references.set(reference, name)
}

async function found(search: string): Promise<string[]> {
  const { cases: listed } = await cases.listCases({ query: { search } })
  expect(await cases.countCases({ query: { search } })).toEqual({ total: listed.length })
  return listed.map(({ reference }) => references.get(reference) ?? '?').sort()
}

test.each([
  ['SEÁN', ['brien']],
  ['sean', ['brien']],
  ['se\u0301a', ['brien']],
  ['sea\u0301', ['brien']],
  ["o'brien", ['brien']],
  ['O’BRIEN', ['brien']],
  ['obrien', ['brien']],
  ['brien', ['brien']],
  ['rien', []],
  ['lukasz sea', ['brien']],
  ['brien-łuk', ['brien']],
  ['sean muller', []],
  ['sean.obrien+home@example.com', ['brien']],
  ['home@example', ['brien']],
  ['example.org', ['muller']],
  ['07700 900 451', ['brien']],
  ['+44 (0)7700 900-4', ['brien']],
  ['0044 7700900451', ['brien']],
  ['00353 87', []],
  ['+353 (87) 123', ['muller']],
  ['aegir', ['muller']],
  ['ægir MÜLLER', ['muller']],
  ['strasse', ['muller']],
  ['жан', ['zhanna']],
  ['иордан', ['zhanna']],
  ['李小龍', ['li']],
  ['QRST-UVWX-5555', ['li']],
  ['qrst uvwx 5555', ['li']],
  ['qrstuvwx555', ['li']],
  ['uvwx', ['brien', 'li', 'long', 'muller', 'nobody', 'zhanna']],
  ['6666', ['nobody']],
  ['100%', []],
  [`a' | b:* & !c \\`, []],
  ['sean & !muller', []],
  ['\u{1F642}\u{1F642} sean', []],
])('search for %j finds %j', async (search, names) => {
  expect(await found(search)).toEqual(names)
})

test.each(['ab', '...', '- - -', ' \u200b ', '😀😀😀', 'a-b', 'x'.repeat(101), ''])(
  'search for %j is 400',
  async (search) => {
    await expect(cases.listCases({ query: { search } })).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
    await expect(cases.countCases({ query: { search } })).rejects.toMatchObject({ status: 400 })
  },
)

test('a closed case is found as well, behind open ones, unless a status is asked for', async () => {
  const opened = await cases.openCase({ body: newCase({ subject: 'Wanda Wintergreen', priority: 'low' }) })
  const closed = await cases.openCase({ body: newCase({ subject: 'Wanda Wintergreen', priority: 'urgent' }) })
  await cases.closeCase({ path: { reference: closed.reference }, body: { outcome: 'Approved', reason: 'Right.' } })
  const listed = async (query: object) =>
    (await cases.listCases({ query: { search: 'wintergreen wan', ...query } })).cases.map(({ reference }) => reference)
  expect(await listed({})).toEqual([opened.reference, closed.reference])
  expect(await listed({ status: 'closed' })).toEqual([closed.reference])
  expect(await listed({ status: 'new' })).toEqual([opened.reference])
  expect(await listed({ team: 'south-team' })).toEqual([])
})
