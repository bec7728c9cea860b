import { expect, test } from 'vitest'
import type { Principal } from '../../src/definition.ts'
import { deskPages } from '../../src/desk/index.ts'
import { boats } from './fixture/boats.ts'
import { desk } from './fixture/desk.ts'
import { moorings } from './fixture/moorings.ts'

const parts = {
  boats: { client: {}, contract: boats.contract! },
  moorings: { client: {}, contract: moorings.contract! },
}
const who = (...scopes: string[]) => ({ subject: 'lead', scopes }) as unknown as Principal

test('what somebody works on is listed where a list tells whose its rows are', async () => {
  const { workOf } = await deskPages(desk, parts)
  const boatsOf = (warden: string) => [{ href: `/staff/boats?warden=${warden}`, text: 'Boats' }]
  expect(workOf(who('boats:see', 'moorings:see'), 'w-1')).toEqual(boatsOf('w-1'))
  expect(workOf(who('boats:see'), 'a b&c')).toEqual(boatsOf('a+b%26c'))
  expect(workOf(who('moorings:see'), 'w-1')).toEqual([])
})

test('a list that is not narrowed down by whose they are is no such place', async () => {
  const other = structuredClone(desk)
  other.lists[0]!.filters = ['state']
  expect((await deskPages(other, parts)).workOf(who('boats:see'), 'w-1')).toEqual([])
})
