import { cleanup, render } from 'ink-testing-library'
import { createElement } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { styleFor } from '../../../src/cli/show/colour.ts'
import { beginning, told, turned } from '../../../src/cli/talk/progress.ts'
import { Watching } from '../../../src/cli/talk/watch.ts'

afterEach(cleanup)

const place = { goal: 1, goals: 2, brain: 'builtin', turn: 1, turns: 1 }

test('an evaluation tells which try it is in, and how each has ended', () => {
  const begun = told(beginning(0), { type: 'try-started', ...place }, 10)
  expect(begun.doing).toBe('goal 1 of 2, builtin 1 of 1:')
  const ended = told(
    begun,
    { type: 'try-finished', ...place, outcome: 'failed', because: 'no-pattern', milliseconds: 1500 },
    20,
  )
  expect(ended.said).toEqual(['goal 1 of 2, builtin 1 of 1: failed (no-pattern), 1.5 s'])
})

test('of several folders each has its turn: steps begin anew, what was said stays, and all of it has one clock', () => {
  const first = told(turned(beginning(0), 'a', 1, 2, 10), { type: 'step-started', step: 'verify' }, 20)
  const said = told(first, { type: 'progress', step: 'verify', message: 'lock: passed' }, 30)
  const second = turned(said, 'b', 2, 2, 40)
  expect(second).toMatchObject({ began: 0, now: 40, doing: 'folder 2 of 2: b', steps: [], said: ['lock: passed'] })
})

test('it is drawn with the lines of the run', async () => {
  let progress = turned(beginning(0), 'services/a', 1, 2, 0)
  const listeners: (() => void)[] = []
  const source = {
    get: () => progress,
    subscribe: (listener: () => void) => {
      listeners.push(listener)
      return () => undefined
    },
  }
  const { lastFrame } = render(createElement(Watching, { source, style: styleFor(false) }))
  expect(lastFrame()).toContain('folder 1 of 2: services/a')
  progress = told(progress, { type: 'step-started', step: 'verify' }, 2000)
  for (const listener of listeners) listener()
  await vi.waitFor(() => expect(lastFrame()).toMatch(/at work +verify/))
})
