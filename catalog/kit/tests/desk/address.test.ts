import { expect, test } from 'vitest'
import { itemIn, itemPath } from '../../src/desk/address.ts'

test.each([
  [{ a: 'x' }, { x: 'AB-101' }, '/staff/things/at/AB-101', ['AB-101']],
  [{ a: 'x', b: 'y' }, { x: 'one', y: 2 }, '/staff/things/at/one,2', ['one', '2']],
  [{ a: 'x', b: 'y' }, { x: '1,5', y: 'a/b?c' }, '/staff/things/at/1%2C5,a%2Fb%3Fc', ['1,5', 'a/b?c']],
  [{ a: 'x' }, { x: 'Ann Øre' }, '/staff/things/at/Ann%20%C3%98re', ['Ann Øre']],
])('an item known by %j of %j has an address, from which its values are read', (which, row, path, values) => {
  expect(itemPath({ id: 'things', which }, row)).toBe(path)
  for (const more of ['', '?seen=1', '/part.act', '/entry/panel?id=1,2'])
    expect(itemIn(path + more)).toEqual({ path, values })
})

test('what nobody encoded is the address of nothing', () => {
  expect(itemIn('/staff/things/at/%E0%A4%A')).toBeUndefined()
})
