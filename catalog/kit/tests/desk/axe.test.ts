import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from '../pages/faults.ts'
import { Person } from '../pages/person.ts'
import { fill } from './at.ts'
import { type Harbour, startHarbour } from './harbour.ts'

const GULL = '/staff/boats/at/AB-101'

let harbour: Harbour
let lead: Person
beforeAll(async () => {
  harbour = await startHarbour()
  lead = new Person(harbour.url)
  await lead.signIn('lead')
  await fill(harbour)
  await harbour.moorings.running.db.query(
    `INSERT INTO stay (id, hull, berth, nights, by) VALUES (gen_random_uuid(), 'AB-101', 'a1', 3, 'lead')`,
  )
}, 60_000)
afterAll(() => harbour?.stop())

describe('axe finds nothing', () => {
  test.each([
    ['a list', '/staff/boats'],
    ['a list with a filter', '/staff/boats?weather=gale&view=mine'],
    ['a list with a mistake', '/staff/boats?longest=many&builtSince-day=40'],
    ['a list of nothing', '/staff/boats?q=nothing'],
    ['a list without an item', '/staff/berths'],
    ['a list of another part', '/staff/stays-of-all'],
    ['an item', GULL],
    ['an item that is over', '/staff/boats/at/AB-104'],
    ['something new', '/staff/boats/new'],
    ...['inspectBoat', 'giveBoat', 'sinkBoat', 'takeBoat'].map((one) => [one, `${GULL}/boats.${one}`]),
  ])('%s', async (_title, path) => {
    expect(await faultsOf(await lead.see(path))).toEqual([])
  })

  test('forms with mistakes, after another change, before an end, and a notice', async () => {
    const form = await lead.see(`${GULL}/boats.inspectBoat`)
    expect(await faultsOf(await lead.send(form))).toEqual([])
    const asked = await lead.send(await lead.see(`${GULL}/boats.sinkBoat`), { fate: 'burnt', remark: 'x' })
    expect(await faultsOf(asked)).toEqual([])
    const given = await lead.send(await lead.see(`${GULL}/boats.giveBoat`), { warden: 'lead' })
    expect(await faultsOf(given)).toEqual([])
    const late = await lead.send(form, { weather: 'calm', remark: 'x' })
    expect([late.status, await faultsOf(late)]).toEqual([409, []])
  })

  test('what is away, what was not saved, what is told once, and an entry of a panel', async () => {
    const pages = await harbour.boats.away(async () => [await lead.see('/staff/boats')])
    pages.push(...(await harbour.moorings.away(async () => [await lead.see(GULL)])))
    const form = await lead.see(`${GULL}/boats.inspectBoat`)
    await harbour.boats.away(() => lead.send(form, { weather: 'calm', remark: 'Kept.' }))
    const kept = await lead.see(`${GULL}/boats.inspectBoat`)
    expect(kept.html).toContain('Not saved yet')
    pages.push(kept)
    const boat = { hull: 'NB-1000', name: 'Secret', harbour: 'north', length: '4' }
    pages.push(await lead.send(await lead.see('/staff/boats/new'), boat))
    const entry = (await lead.see(GULL)).document.querySelector('.service-timeline a')!.getAttribute('href')!
    pages.push(await lead.see(entry))
    expect(await Promise.all(pages.map(faultsOf))).toEqual([[], [], [], [], []])
  })
})
