import { cleanup, render } from 'ink-testing-library'
import { createElement } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { styleFor } from '../../../src/cli/show/colour.ts'
import { begin } from '../../../src/cli/talk/reduce.ts'
import { Screen } from '../../../src/cli/talk/screen.ts'
import type { Wish } from '../../../src/cli/talk/state.ts'
import { storeOf } from '../../../src/cli/talk/store.ts'
import { readingOf } from '../../support/talk.ts'

afterEach(cleanup)

const keys = { down: '\u001b[B', up: '\u001b[A', tab: '\t', backTab: '\u001b[Z', enter: '\r', ctrlC: '\u0003' }

/** The screen of a conversation, with keys as a terminal sends them. */
function open(sentence: string) {
  const made: Wish[] = []
  const [talk] = begin(sentence, { columns: 80, rows: 24 })
  const store = storeOf(talk, (wish) => made.push(wish))
  const { lastFrame, stdin } = render(createElement(Screen, { store, style: styleFor(false) }))
  const shows = (words: string | RegExp) => vi.waitFor(() => expect(lastFrame()).toMatch(words), 10_000)
  return { store, made, stdin, shows }
}

test('understood: the goal with its marks, a question answered there, and the way on', async () => {
  const { made, shows, stdin, store } = open('pay a penalty notice')
  await shows('The goal is read …')
  store.dispatch({ type: 'read', read: await readingOf('pay a penalty notice') })
  await shows(/\[1: pay a\][\s\S]*What is the fee\?/)
  stdin.write(keys.enter)
  await shows('In other words')
  stdin.write('£50')
  await shows('> £50│')
  stdin.write(keys.enter)
  await vi.waitFor(() =>
    expect(made).toEqual([{ do: 'read', goal: { sentence: 'pay a penalty notice, £50', answers: {} } }]),
  )
  store.dispatch({ type: 'read', read: await readingOf('pay a penalty notice, £50') })
  await shows('> Go on to the plan')
  stdin.write(keys.enter)
  await shows('[2 The plan]')
})

test('the plan: moved through by keys, explained, and made by Enter', async () => {
  const { made, shows, stdin, store } = open('case triage service')
  store.dispatch({ type: 'read', read: await readingOf('case triage service') })
  await shows('> Go on to the plan')
  stdin.write(keys.enter)
  await shows('[Goal]')
  store.dispatch({ type: 'previewed', preview: { texts: {}, problems: [] } })
  stdin.write(keys.tab)
  await shows(/\[Parts\][\s\S]*address-lookup/)
  stdin.write('?')
  await shows('why')
  stdin.write(keys.down)
  await shows('[Parts]')
  stdin.write(keys.backTab)
  await shows('[Goal]')
  stdin.write('e')
  await vi.waitFor(() => expect(made.at(-1)).toMatchObject({ do: 'edit' }))
  stdin.write(keys.enter)
  await shows('[3 The run]')
  expect(made.at(-1)).toMatchObject({ do: 'make' })
})

test('the run: steps, tests and the first failure, and Ctrl-C stops it', async () => {
  const { made, shows, stdin, store } = open('case triage service')
  store.dispatch({ type: 'read', read: await readingOf('case triage service') })
  await shows('> Go on')
  stdin.write(keys.enter)
  await shows('[2 The plan]')
  store.dispatch({ type: 'previewed', preview: { texts: {}, problems: [] } })
  stdin.write(keys.enter)
  await shows(/to come +verify/)
  store.dispatch({ type: 'event', event: { type: 'step-started', step: 'verify' }, now: 1 })
  await shows(/at work +verify/)
  const test = { test: 'a > b', file: 'service/tests/a.test.ts', passed: false, message: 'no' }
  store.dispatch({ type: 'tested', test, of: 3, now: 2 })
  await shows(/0 of 3 tests of the service passed, 1 failed[\s\S]*Failed: a > b/)
  stdin.write(keys.ctrlC)
  await shows('Stopping')
  expect(made.at(-1)).toEqual({ do: 'stop' })
})

test('letters that come at once are keys one by one, but in a line', async () => {
  const { made, shows, stdin, store } = open('case triage service')
  store.dispatch({ type: 'read', read: await readingOf('case triage service') })
  await shows('> Go on')
  stdin.write('we')
  await shows('case triage servicee│')
  stdin.write('qqq')
  await shows('case triage serviceeqqq│')
  expect(made).toEqual([])
})

test('a tab or Enter among them is what it is', async () => {
  const { made, shows, stdin, store } = open('case triage service')
  store.dispatch({ type: 'read', read: await readingOf('case triage service') })
  await shows('> Go on')
  stdin.write('\r\t\t')
  await shows('[Questions]')
  stdin.write('bw!\r')
  await vi.waitFor(() => expect(made.at(-1)).toMatchObject({ do: 'read', goal: { sentence: 'case triage service!' } }))
})
