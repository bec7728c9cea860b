import type { Terminal } from '../terminal.ts'

/** Who reads along: a person at a terminal that can be drawn on, and wants it. */
export function wantsDrawing(plain: boolean, { env, stderr, stdin, stdout }: Terminal): boolean {
  if (plain || env.CI || env.TERM === 'dumb' || env.INK_SCREEN_READER === 'true') return false
  // Where the others are none, stdin is not even looked at: that takes a while.
  return stdout.isTTY === true && stderr.isTTY === true && stdin.isTTY === true
}
