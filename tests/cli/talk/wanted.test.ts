import { expect, test } from 'vitest'
import { wantsDrawing } from '../../../src/cli/talk/wanted.ts'
import type { Terminal } from '../../../src/cli/terminal.ts'

const tty = { isTTY: true }

test.each<[name: string, drawn: boolean, plain: boolean, terminal: object]>([
  ['a terminal', true, false, {}],
  ['a terminal without colour', true, false, { env: { TERM: 'xterm', NO_COLOR: '1' } }],
  ['--plain', false, true, {}],
  ['a dumb terminal', false, false, { env: { TERM: 'dumb' } }],
  ['CI', false, false, { env: { TERM: 'xterm', CI: 'true' } }],
  ['a screen reader', false, false, { env: { TERM: 'xterm', INK_SCREEN_READER: 'true' } }],
  ['an answer that goes into a file', false, false, { stdout: {} }],
  ['progress that goes into a file', false, false, { stderr: {} }],
  ['keys that come from a file', false, false, { stdin: {} }],
])('%s: drawn is %s', (_name, drawn, plain, given) => {
  const terminal = { env: { TERM: 'xterm' }, stdin: tty, stdout: tty, stderr: tty, ...given } as unknown as Terminal
  expect(wantsDrawing(plain, terminal)).toBe(drawn)
})
