import { expect, test } from 'vitest'
import { corpus, readerOf } from '../../scripts/generate/reading.ts'
import { contentIn } from '../../src/goal/content.ts'
import { Style } from '../../src/schema.ts'
import { catalog, root } from '../support/plan.ts'

// The goals of examples/goals as the built-in engine reads them. Floors are what was measured: what gets better raises them.

const goals = await corpus(root, 'all')
const open = await readerOf(root, 'open')

test('there are 300 goals and more, no two alike, of three styles and of each kind that is known', () => {
  expect(new Set(goals.map(({ goal }) => goal)).size).toBe(goals.length)
  expect(goals.length).toBeGreaterThanOrEqual(300)
  for (const style of Style.options)
    expect(goals.filter((one) => one.style === style).length, style).toBeGreaterThanOrEqual(50)
  const kinds = new Set(goals.map(({ reading }) => reading.kind))
  for (const kind of Object.keys(catalog.vocabulary.kinds)) expect(kinds).toContain(kind)
})

test('a third is kept aside by its words alone', async () => {
  const aside = await corpus(root, 'aside')
  expect(aside.length).toBeGreaterThan(goals.length * 0.28)
  expect(aside.length).toBeLessThan(goals.length * 0.39)
  expect(aside.length + open.all.goals).toBe(goals.length)
})

test('what a reading quotes stands in its goal, word for word or as a condition', () => {
  for (const { goal, reading } of goals) {
    for (const quote of [...reading.also, ...reading.unread]) expect(goal).toContain(quote)
    const words = new Set(contentIn(goal).map(({ text }) => text.toLowerCase()))
    for (const { if: condition } of [...reading.rules, ...reading.times, ...reading.amounts])
      for (const { text } of contentIn(condition ?? ''))
        if (text !== 'not') expect(words, goal).toContain(text.toLowerCase())
  }
})

test('the catalogue gives no goal of the corpus as its example', () => {
  const examples = [
    ...[...catalog.patterns.values()].flatMap(({ file }) => file.spec.examples),
    ...Object.values(catalog.vocabulary.kinds).flatMap((kind) => kind.examples),
  ].map((one) => one.toLowerCase())
  expect(goals.filter(({ goal }) => examples.includes(goal.toLowerCase()))).toEqual([])
})

test('the open two thirds are read as well as they were', () => {
  const { all } = open
  expect(all.kind / all.goals).toBeGreaterThanOrEqual(0.99)
  expect(all.parts.f1).toBeGreaterThanOrEqual(0.99)
  // By count: each kind that gets a pattern brings facts of its own to be read.
  expect(all.facts.rule.exact).toBeGreaterThanOrEqual(16)
  expect(all.facts.time.exact).toBeGreaterThanOrEqual(17)
  expect({ wrong: all.wrong, dropped: all.dropped, refused: all.refusals.wrong }).toEqual({
    wrong: 0,
    dropped: 0,
    refused: 0,
  })
  expect(all.refusals.right).toBe(all.refusals.due)
})
