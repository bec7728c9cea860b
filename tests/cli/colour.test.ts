import { describe, expect, test } from 'vitest'
import { canWriteOver, hasColour } from '../../src/cli/show/colour.ts'
import { inProcess } from './run.ts'

const esc = '\u001b'

describe.each<[name: string, isTTY: boolean, env: Record<string, string>, colour: boolean, writesOver: boolean]>([
  ['a terminal', true, { TERM: 'xterm-256color' }, true, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, false, false],
  ['no terminal', false, { TERM: 'xterm-256color' }, false, false],
  ['NO_COLOR', true, { TERM: 'xterm', NO_COLOR: '1' }, false, false],
  ['an empty NO_COLOR, which says nothing', true, { TERM: 'xterm', NO_COLOR: '' }, true, true],
  ['FORCE_COLOR without a terminal', false, { FORCE_COLOR: '1' }, true, false],
  ['FORCE_COLOR on a dumb terminal', true, { TERM: 'dumb', FORCE_COLOR: '3' }, true, false],
  ['FORCE_COLOR=0', true, { TERM: 'xterm', FORCE_COLOR: '0' }, false, true],
  ['NO_COLOR and FORCE_COLOR', true, { TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
  ['NODE_DISABLE_COLORS', true, { TERM: 'xterm', NODE_DISABLE_COLORS: '1' }, false, true],
  ['a CI that nobody knows', true, { TERM: 'xterm', CI: 'true' }, false, false],
  ['a CI that shows colour', true, { TERM: 'xterm', CI: 'true', GITHUB_ACTIONS: 'true' }, true, false],
])('%s', (_name, isTTY, env, colour, writesOver) => {
  test(`has ${colour ? '' : 'no '}colour, and lines are ${writesOver ? '' : 'not '}written over`, () => {
    expect([hasColour({ isTTY }, env), canWriteOver({ isTTY }, env)]).toEqual([colour, writesOver])
  })
})

test('a whole command keeps to it, on stdout and on stderr', async () => {
  const escapes = async (env: Record<string, string>) => {
    const { stdout, stderr } = await inProcess(['plan', 'case triage service'], {
      isTTY: true,
      env,
    })
    return [stdout.includes(esc), stderr.includes(esc)]
  }
  expect(await escapes({ TERM: 'dumb' })).toEqual([false, false])
  expect(await escapes({ TERM: 'xterm' })).toEqual([true, true])
})
