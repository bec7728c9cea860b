import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>()
afterAll(() => started.stop())

const people = {
  brien: { subject: 'Seán O’Brien-Łukasz', contact: { email: 'sean.obrien+home@example.com' } },
  muller: { subject: 'Ægir Müller Straße', contact: { email: 'aegir@example.org' } },
  zhanna: { subject: 'Жанна Йорданова', contact: undefined },
  li: { subject: '李小龍', contact: { email: 'li@example.net' } },
  nobody: { subject: undefined, contact: undefined },
  long: {
    subject: '\uFDFA'.repeat(200),
    contact: { address: { lines: Array(4).fill('\uFDFA'.repeat(100)), town: 'Elsewhere', postcode: 'ZZ98 2AB' } },
  },
  rung: { subject: undefined, contact: { phone: '07700900451' } },
  abroad: { subject: undefined, contact: { phone: '+353871234567' } },
  written: {
    subject: undefined,
    contact: { address: { lines: ['Flat "B"', '1½ St Bríd’s Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' } },
  },
}
const references = new Map<string, string>()
for (const [name, person] of Object.entries(people)) {
  const { reference } = await cases.openCase({
    body: newCase({
      ...person,
      reference: `${'QRST'}-${'UVWX'}-${'23456789A'.slice(references.size, references.size + 1).repeat(4)}`,
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
  ['07700 900 451', ['rung']],
  ['0 7 7 0 0 9', ['rung']],
  ['+44 (0)7700 900-4', ['rung']],
  ['+447700900451', ['rung']],
  ['0044 7700900451', ['rung']],
  ['00353 87', []],
  ['+353 (87) 123', ['abroad']],
  ['ZZ99 1AB', ['written']],
  ['zz991ab', ['written']],
  ['zz99', ['written']],
  ['ZZ9', ['long', 'written']],
  ['st brids row', ['written']],
  ["1½ St Bríd's Row, Exampleton", ['written']],
  ['flat b', ['written']],
  ['else', ['long']],
  ['lines', []],
  ['postcode', []],
  ['email', []],
  ['aegir', ['muller']],
  ['ægir MÜLLER', ['muller']],
  ['strasse', ['muller']],
  ['жан', ['zhanna']],
  ['иордан', ['zhanna']],
  ['李小龍', ['li']],
  ['QRST-UVWX-5555', ['li']],
  ['qrst uvwx 5555', ['li']],
  ['qrstuvwx555', ['li']],
  ['uvwx', ['abroad', 'brien', 'li', 'long', 'muller', 'nobody', 'rung', 'written', 'zhanna']],
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
