import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { catalog, planOf, root } from '../support/plan.ts'

// docs/interactions.md is true: every interaction leads to a kind of service that there is, or says why to none.

const text = await readFile(`${root}/docs/interactions.md`, 'utf8')
const rows = text.split('\n').flatMap((line) => {
  const [lgil, interaction, kind, goal, why] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
  return /^\d+$/.test(lgil ?? '') ? [{ lgil: Number(lgil), interaction, kind: kind!, goal: goal!, why: why! }] : []
})
const known = rows.filter(({ kind }) => catalog.patterns.has(kind))

test('each of the 33 stands there once', () => {
  const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
  expect(rows.map(({ lgil }) => lgil)).toEqual([...count(0, 17), ...count(20, 34)])
})

test.each(known)('$interaction: "$goal" leads to $kind', async ({ goal, kind }) => {
  expect((await planOf(goal)).intent.pattern).toBe(kind)
})

test.each(rows.filter((row) => !known.includes(row)))('$interaction says why it leads to no kind yet', ({ why }) => {
  expect(why).toMatch(/\w{3,} \w/)
})
