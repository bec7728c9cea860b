import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { plainProgress } from '../../src/cli/progress.ts'
import type { ComposeEvent } from '../../src/events.ts'
import { wordsOf } from '../../src/mcp/words.ts'
import { startHeartbeat } from '../../src/operations/heartbeat.ts'

async function beatsAfter(...events: ComposeEvent[]): Promise<ComposeEvent[]> {
  const told: ComposeEvent[] = []
  const heartbeat = startHeartbeat('compose', (event) => told.push(event), 20)
  for (const event of events) heartbeat.event(event)
  await setTimeout(110)
  heartbeat.stop()
  const beats = told.length
  await setTimeout(60)
  expect(told).toHaveLength(beats)
  return told
}

test.each<[string, ComposeEvent[], string]>([
  ['nothing has begun', [], 'compose'],
  ['a step has begun', [{ type: 'step-started', step: 'verify' }], 'verify'],
  [
    'a step says how far it is',
    [
      { type: 'step-started', step: 'verify' },
      { type: 'progress', step: 'verify', message: 'lock: passed' },
    ],
    'verify',
  ],
  [
    'a try has begun',
    [{ type: 'try-started', goal: 2, goals: 3, brain: 'builtin', turn: 1, turns: 5 }],
    'goal 2 of 3, try 1 of 5',
  ],
])('a sign of life comes again and again, and says of what: %s', async (_when, events, on) => {
  const told = await beatsAfter(...events)
  expect(told.length).toBeGreaterThanOrEqual(3)
  const since = told.map((event) => (event.type === 'still-working' && event.on === on ? event.milliseconds : -1))
  expect(since).toEqual([...since].sort((a, b) => a - b))
  expect(since[0]).toBeGreaterThanOrEqual(10)
})

const beat: ComposeEvent = { type: 'still-working', on: 'verify', milliseconds: 25_400 }

test('a client is told in words', () => expect(wordsOf(beat)).toBe('verify: still at work after 25 s'))

function progressOn(isTTY: boolean) {
  const lines: string[] = []
  const stderr = { isTTY, write: (more: string) => lines.push(more) }
  const { emit } = plainProgress({ stderr, env: {} } as unknown as Parameters<typeof plainProgress>[0])
  return { emit, lines }
}

test('on a terminal the line of the running step is written over', () => {
  const { emit, lines } = progressOn(true)
  emit({ type: 'step-started', step: 'verify' })
  emit(beat)
  expect(lines.join('')).toBe('verify …\r\u001b[Kverify    still at work after 25.4 s …')
})

test('elsewhere it is a line, when nothing else has been told for a while', async () => {
  const { emit, lines } = progressOn(false)
  emit({ type: 'step-finished', step: 'stage', milliseconds: 5 })
  emit(beat)
  expect(lines).toHaveLength(1)
  await setTimeout(4100)
  emit(beat)
  expect(lines.at(-1)).toBe('verify    still at work after 25.4 s\n')
})
